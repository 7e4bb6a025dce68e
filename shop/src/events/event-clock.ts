/** When an event happened, by a clock that can be trusted. */
import { parseInstant } from './instant.ts';
import type { Violation } from './verdict.ts';

/** How far ahead of the collector's clock an event may be: a little less than the day by which zones are mistaken. */
export const MAX_AHEAD_MS = 23 * 3_600_000;
/** No shop has events from before; clocks that lost their time have. */
export const EARLIEST_MS = Date.UTC(2000, 0, 1);

/** What is known about time when a request comes in; epoch milliseconds. */
export interface ReceiveTime {
  readonly receivedMs: number;
  /** The sender's clock when it sent the whole batch; an event's own sentAt wins. */
  readonly batchSentMs?: number;
}

/**
 * The event's time in epoch milliseconds, or a violation. With `sentAt` the sender's clock is corrected:
 * timestamp = receivedAt − (sentAt − timestamp).
 */
export function eventTime(timestamp: string, sentAt: string | null | undefined, at: ReceiveTime): number | Violation {
  const claimedMs = parseInstant(timestamp);
  if (Number.isNaN(claimedMs)) return notAnInstant('/timestamp');
  const sentMs = typeof sentAt === 'string' ? parseInstant(sentAt) : at.batchSentMs;
  if (Number.isNaN(sentMs)) return notAnInstant('/sentAt');
  const epochMs = sentMs === undefined ? claimedMs : at.receivedMs - (sentMs - claimedMs);
  if (epochMs > at.receivedMs + MAX_AHEAD_MS) return clockSkew('more than 23 hours ahead of the time of arrival');
  if (epochMs < EARLIEST_MS) return clockSkew('before the year 2000');
  return epochMs;
}

function notAnInstant(path: string): Violation {
  return {
    code: 'schema_violation',
    path,
    message: 'must be an ISO 8601 time with seconds and an offset or Z, such as 2024-01-15T10:30:00Z',
  };
}

function clockSkew(what: string): Violation {
  return { code: 'clock_skew', path: '/timestamp', message: `is ${what}; look at the sender's clock, or send sentAt` };
}
