/** When the tracker sends again: pauses after failures, and what the server asks. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sendSchedule } from '../src/send-schedule.ts';
import { openStore } from '../src/store.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function opened(store = openStore('test:')) {
  const sent: number[] = [];
  return { sent, schedule: sendSchedule(store, () => sent.push(performance.now())) };
}

it('pauses twice as long after each failure, up to a minute, and not at all after a success', () => {
  const { sent, schedule } = opened();
  for (let failure = 0; failure < 9; failure++) {
    const failedAt = performance.now();
    schedule.failed(null);
    schedule.wake(0);
    vi.runAllTimers();
    const pauseMs = (sent.at(-1) ?? 0) - failedAt;
    const longestMs = Math.min(60_000, 1_000 * 2 ** failure);
    expect(pauseMs).toBeGreaterThanOrEqual(longestMs / 2 - 1);
    expect(pauseMs).toBeLessThanOrEqual(longestMs + 1);
  }
  schedule.clear();
  schedule.wake(0);
  vi.advanceTimersByTime(1);
  expect(sent).toHaveLength(10);
});

it.each([
  ['30', 30],
  [() => new Date(Date.now() + 90_000).toUTCString(), 90],
  ['86400', 3_600],
  ['soon', 0],
  [() => new Date(Date.now() - 90_000).toUTCString(), 0],
])('waits as long as Retry-After says, an hour at most (%s)', (given, seconds) => {
  vi.setSystemTime(Math.floor(Date.now() / 1_000) * 1_000);
  const store = openStore('test:');
  opened(store).schedule.failed(typeof given === 'string' ? given : given());
  // Another page, which has not seen a failure.
  const { sent, schedule } = opened(store);
  expect(schedule.mustWait()).toBe(seconds > 0);
  schedule.wake(0);
  vi.advanceTimersByTime(Math.max(0, seconds * 1_000 - 10));
  expect(sent).toHaveLength(seconds > 0 ? 0 : 1);
  vi.advanceTimersByTime(20);
  expect(sent).toHaveLength(1);
});

it('is not held up by a clock that is set back', () => {
  const { sent, schedule } = opened();
  schedule.failed('30');
  vi.setSystemTime(Date.now() - 86_400_000);
  expect(schedule.mustWait()).toBe(false);
  schedule.wake(0);
  vi.advanceTimersByTime(1_001);
  expect(sent).toHaveLength(1);
});

it('sends at the earliest time that was asked for', () => {
  const { sent, schedule } = opened();
  schedule.wake(1_000);
  schedule.wake(50);
  schedule.wake(5_000);
  vi.advanceTimersByTime(60);
  expect(sent).toHaveLength(1);
  vi.runAllTimers();
  expect(sent).toHaveLength(1);
});
