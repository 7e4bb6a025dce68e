/** Windows hold exactly what a count over all events says, whatever the order in which these came. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyWindows, WINDOW_LEVELS, WindowShape } from '../../../src/functions/features/window-counts.ts';
import { START_MS } from './made-events.ts';

const DAY_MS = 86_400_000;
const shape = new WindowShape(2);

interface Counted {
  readonly atMs: number;
  readonly nowMs: number;
  readonly amounts: readonly [number, number];
}

const stream: fc.Arbitrary<readonly Counted[]> = fc
  .array(
    fc.record({
      pause: fc.oneof(fc.integer({ min: 0, max: 900_000 }), fc.integer({ min: 0, max: 9 * DAY_MS })),
      lateness: fc.oneof(fc.integer({ min: 0, max: 7_200_000 }), fc.integer({ min: 0, max: 45 * DAY_MS })),
      amounts: fc.tuple(fc.constant(1), fc.integer({ min: 0, max: 1_000_000 })),
    }),
    { maxLength: 60 },
  )
  .map((all) => {
    let nowMs = START_MS;
    return all.map(({ pause, lateness, amounts }) => {
      nowMs += pause;
      return { atMs: nowMs - lateness, nowMs, amounts };
    });
  });

/** W1 in so many words: what lies in the bucket of the moment or in those before it. */
function oracle(events: readonly Counted[], level: number, count: number, nowMs: number): number {
  const { bucketMs, buckets } = WINDOW_LEVELS[level] ?? { bucketMs: 1, buckets: 0 };
  const newest = Math.floor(nowMs / bucketMs);
  const held = events.filter(({ atMs }) => Math.floor(atMs / bucketMs) > newest - buckets);
  return held.reduce((sum, { amounts }) => sum + (amounts[count] ?? 0), 0);
}

function counted(events: readonly Counted[]) {
  const windows = emptyWindows();
  for (const { atMs, nowMs, amounts } of events) shape.add(windows, atMs, nowMs, amounts);
  return windows;
}

function expectSums(windows: readonly number[][], events: readonly Counted[], nowMs: number): void {
  for (let level = 0; level < WINDOW_LEVELS.length; level++) {
    for (const count of [0, 1]) {
      expect(shape.sum([...windows], level, count, nowMs)).toBe(oracle(events, level, count, nowMs));
    }
  }
}

describe('windows of counts', () => {
  it('sum up what a count over all events says, at any later moment', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 0, max: 40 * DAY_MS }), (events, later) => {
        expectSums(counted(events), events, (events.at(-1)?.nowMs ?? START_MS) + later);
      }),
      { numRuns: 500 },
    );
  });

  it('are the same after a trip through JSON at any place', () => {
    fc.assert(
      fc.property(stream, fc.nat(60), (events, cut) => {
        const windows = JSON.parse(JSON.stringify(counted(events.slice(0, cut))));
        for (const { atMs, nowMs, amounts } of events.slice(cut)) shape.add(windows, atMs, nowMs, amounts);
        expect(windows).toEqual(counted(events));
      }),
    );
  });

  it('of two streams merge into those of both', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (events, sides) => {
        const nowMs = events.at(-1)?.nowMs ?? START_MS;
        const [one, other] = [true, false].map((side) => counted(events.filter((_, at) => sides[at] === side)));
        if (one === undefined || other === undefined) throw new Error('two sides');
        shape.roll(one, nowMs);
        shape.roll(other, nowMs);
        shape.merge(one, other);
        expectSums(one, events, nowMs);
      }),
    );
  });

  it('hold 94 buckets at most', () => {
    const windows = emptyWindows();
    for (let minute = 0; minute < 60 * 24 * 60; minute++) {
      const nowMs = START_MS + minute * 60_000;
      shape.add(windows, nowMs, nowMs, [1, 5]);
    }
    const buckets = windows.map((list) => list.length / 3);
    expect(buckets.every((count, level) => count <= (WINDOW_LEVELS[level]?.buckets ?? 0))).toBe(true);
    expect(buckets.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(94);
    expect(shape.sum(windows, 3, 0, START_MS + 60 * DAY_MS)).toBeGreaterThan(29 * 1440 - 1);
  });

  it('never pass the largest whole number that is exact', () => {
    const windows = emptyWindows();
    for (let event = 0; event < 3; event++) shape.add(windows, START_MS, START_MS, [1, Number.MAX_SAFE_INTEGER - 1]);
    expect(shape.sum(windows, 0, 1, START_MS)).toBe(Number.MAX_SAFE_INTEGER);
    expect(shape.sum(windows, 0, 0, START_MS)).toBe(3);
  });
});
