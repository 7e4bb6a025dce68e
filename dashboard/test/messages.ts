/** Makes messages of the live stream for tests. */

import { INITIAL_STATE, type LiveState, reduce } from '../src/live/live-state.ts';
import type { Change, Entry, FeedMessage, Ops, Row } from '../src/live/messages.ts';
import type { Session } from '../src/session/session.ts';

/** What a server without keys says of who is there. */
export const EVERYTHING_OPEN: Session = {
  signedIn: false,
  keysNeeded: false,
  role: 'admin',
  name: null,
  may: ['read', 'analyst', 'fraud', 'staff', 'admin', 'write'],
};

export const WINDOW_MS = 5 * 60_000;
export const NOON = Date.parse('2024-01-15T12:00:00Z');

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

export function windowEntry(startMs: number, row: Row, more: readonly (string | number)[] = [], final = true): Entry {
  const window = { windowStart: iso(startMs), windowEnd: iso(startMs + WINDOW_MS) };
  return { key: [startMs, ...more], row: { ...window, ...row }, final };
}

export function changesOf(view: string, entries: readonly Entry[], deleted = false): FeedMessage {
  const changes: Change[] = entries.map((entry, index) => ({ ...entry, number: index + 1, deleted }));
  return { kind: 'changes', view, changes };
}

export function snapshotOf(view: string, entries: readonly Entry[]): FeedMessage {
  return { kind: 'snapshot', view, entries };
}

export function opsAt(ms: number, eventsPerSecond = 0): FeedMessage {
  const verdicts = { accepted: 0, duplicate: 0, late: 0, quarantined: 0 };
  const ops: Ops = {
    at: iso(ms),
    eventsPerSecond,
    verdicts,
    latencyMs: null,
    lag: { events: 0, ms: 0 },
    openSessions: 0,
  };
  return { kind: 'ops', ops };
}

export function stateAfter(...messages: readonly FeedMessage[]): LiveState {
  return messages.reduce(reduce, INITIAL_STATE);
}
