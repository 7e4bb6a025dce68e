/** Arrival times under a machine's clock that stands still, jumps and goes back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalClock } from '../../src/events/arrival-clock.ts';

interface Act {
  readonly kind: 'stamp' | 'batch';
  /** How the machine's clock moves before it. */
  readonly moveMs: number;
}

const acts = fc.array(
  fc.record({ kind: fc.constantFrom('stamp', 'batch'), moveMs: fc.constantFrom(0, 0, 0, 0.4, 1, 2, 50, -30) }),
  { maxLength: 60 },
) satisfies fc.Arbitrary<Act[]>;

/** What the clock says at each act, and the newest time that the machine has had by then. */
function run(steps: readonly Act[]) {
  let nowMs = 1_000;
  let newestMs = nowMs;
  const clock = new ArrivalClock(() => nowMs, 0);
  return steps.map(({ kind, moveMs }) => {
    nowMs += moveMs;
    newestMs = Math.max(newestMs, nowMs);
    return { kind, newestMs, ms: kind === 'stamp' ? clock.now() : clock.afterStamps() };
  });
}

describe('arrival times', () => {
  it('never decrease, and never run ahead of the machine by more than a millisecond', () => {
    fc.assert(
      fc.property(acts, (steps) => {
        let lastMs = 0;
        for (const { ms, newestMs } of run(steps)) {
          expect(ms).toBeGreaterThanOrEqual(lastMs);
          expect(ms).toBeLessThanOrEqual(Math.floor(newestMs) + 1);
          lastMs = ms;
        }
      }),
    );
  });

  it('of the first batch in a millisecond are after its records, so that these need not wait for another', () => {
    const at = run([
      { kind: 'stamp', moveMs: 0 },
      { kind: 'batch', moveMs: 0 },
      { kind: 'stamp', moveMs: 5 },
      { kind: 'stamp', moveMs: 5 },
      { kind: 'batch', moveMs: 0 },
    ]);
    expect(at.map(({ ms }) => ms)).toEqual([1_000, 1_001, 1_005, 1_010, 1_011]);
  });

  it('of many batches in a millisecond do not run away', () => {
    const at = run(Array.from({ length: 40 }, (_, index) => ({ kind: index % 2 ? 'batch' : 'stamp', moveMs: 0 })));
    expect(at.at(-1)?.ms).toBe(1_001);
  });
});
