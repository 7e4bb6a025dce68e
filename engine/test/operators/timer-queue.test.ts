import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Timer, TimerQueue } from '../../src/operators/timer-queue.ts';

describe('a timer queue', () => {
  it('gives what is due in order of time and then of sequence, and keeps the rest', () => {
    const times = fc.array(fc.nat({ max: 30 }), { maxLength: 60 });
    fc.assert(
      fc.property(times, fc.nat({ max: 30 }), (ats, now) => {
        const queue = new TimerQueue<Timer>();
        const timers = ats.map((at, sequence) => ({ at, sequence }));
        for (const timer of timers) queue.add(timer);
        const taken: Timer[] = [];
        for (let timer = queue.takeDue(now); timer !== undefined; timer = queue.takeDue(now)) taken.push(timer);
        const due = timers.filter(({ at }) => at <= now);
        expect(taken).toEqual(due.sort((a, b) => a.at - b.at || a.sequence - b.sequence));
        expect(queue.size).toBe(timers.length - due.length);
      }),
    );
  });
});
