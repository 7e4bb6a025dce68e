/**
 * When to send next: soon after an event, but not before the pause is over that follows a failure. Pauses double, up to a
 * minute, and are of random length so that not all visitors come back at once. What the server asks to wait is kept in
 * storage: it holds for all tabs, and for the next page.
 */
import type { Store } from './store.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Clocks are set; no wait is believed that is longer. */
const LONGEST_WAIT_MS = 3_600_000;
const WAIT_UNTIL = 'w';

export interface SendSchedule {
  /** Sends after this time, or when the present pause is over. */
  wake(delayMs: number): void;
  /** Whether the server has asked to be left alone. */
  mustWait(): boolean;
  failed(retryAfter: string | null): void;
  /** There is no reason any more to pause. */
  clear(): void;
  stop(): void;
}

export function sendSchedule(store: Store, send: () => void): SendSchedule {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // By the page's own clock, which nobody can set.
  let timerAt = 0;
  let pausedUntil = 0;
  let failures = 0;

  const waitMs = () => {
    const leftMs = Number(store.get(WAIT_UNTIL)) - Date.now();
    return leftMs > LONGEST_WAIT_MS ? 0 : leftMs;
  };
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const wake = (delayMs: number) => {
    const now = performance.now();
    const at = Math.max(now + delayMs, now + waitMs(), pausedUntil);
    if (timer && timerAt <= at) return;
    stop();
    timerAt = at;
    timer = setTimeout(() => {
      timer = undefined;
      // A pause may have begun since.
      if (waitMs() > 0 || performance.now() < pausedUntil) wake(0);
      else send();
    }, at - now);
  };
  return {
    wake,
    mustWait: () => waitMs() > 0,
    failed: (retryAfter) => {
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++);
      pausedUntil = performance.now() + pauseMs * (0.5 + Math.random() / 2);
      if (!retryAfter) return;
      const askedMs = Number(retryAfter) * 1_000 || Date.parse(retryAfter) - Date.now();
      if (askedMs > 0) store.set(WAIT_UNTIL, String(Date.now() + Math.min(askedMs, LONGEST_WAIT_MS)));
    },
    clear: () => {
      failures = pausedUntil = 0;
    },
    stop,
  };
}
