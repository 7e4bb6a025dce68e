import { expect, test } from 'vitest';
import { heartbeatIsDue } from '../../src/server/heartbeat.ts';

test.each([
  ['just appended', 50, 50, false],
  ['quiet for 100 ms after an event', 100, 100, true],
  ['100 ms after the last heartbeat, within a second of the last event', 100, 950, true],
  ['100 ms after the last heartbeat, long after the last event', 100, 1_500, false],
  ['a second after the last heartbeat', 1_000, 60_000, true],
  ['before the first event', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, true],
])('%s', (_when, sinceAppendMs, sinceEventMs, due) => {
  const nowMs = 1_000_000;
  expect(heartbeatIsDue(nowMs, nowMs - sinceAppendMs, nowMs - sinceEventMs)).toBe(due);
});
