import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeQueue } from '../../src/operators/time-queue.ts';

describe('a time queue', () => {
  it('gives items in order of time, those of one moment in order of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), fc.nat({ max: 30 }), (times, taken) => {
        const queue = new TimeQueue<readonly [number, number]>();
        for (const [index, ms] of times.entries()) queue.add(ms, [ms, index]);
        const out: (readonly [number, number])[] = [];
        for (let step = 0; step < taken && queue.earliestMs < Number.POSITIVE_INFINITY; step += 1)
          out.push(...queue.take());
        for (const [index, ms] of times.entries()) queue.add(ms, [ms, times.length + index]);
        const rest: (readonly [number, number])[] = [];
        while (queue.earliestMs < Number.POSITIVE_INFINITY) rest.push(...queue.take());
        for (const part of [out, rest]) {
          expect(part).toEqual([...part].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
        }
        expect(out.length + rest.length).toBe(2 * times.length);
      }),
    );
  });
});
