/** How a process that serves is doing, as the live page shows it: what it follows. What collectors answer is not known here. */
import type { OpsStatus } from '@millrace/shop/sinks/live/ops-status.ts';

const NO_VERDICTS = { accepted: 0, duplicate: 0, late: 0, quarantined: 0 };

export interface FollowedEvents {
  /** Since the start. */
  readonly events: number;
  readonly lagMs: number;
}

/** @returns the status, with the rate since it was asked for last. */
export function servingOps(followed: () => FollowedEvents): () => OpsStatus {
  let before = { events: followed().events, atMs: performance.now() };
  let eventsPerSecond = 0;
  return () => {
    const { events, lagMs } = followed();
    const atMs = performance.now();
    // Two viewers ask within a moment of each other: the rate is that of half a second at least.
    if (atMs - before.atMs >= 500) {
      eventsPerSecond = Math.round(((events - before.events) * 1_000) / (atMs - before.atMs));
      before = { events, atMs };
    }
    return {
      at: new Date().toISOString(),
      eventsPerSecond,
      verdicts: NO_VERDICTS,
      latencyMs: null,
      lag: { events: 0, ms: Number.isFinite(lagMs) ? lagMs : 0 },
      openSessions: 0,
    };
  };
}
