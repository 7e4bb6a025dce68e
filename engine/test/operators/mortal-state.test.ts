/** First, last and best rows with a time to live: what is forgotten when, and that a restart forgets nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deduplicate } from '../../src/operators/deduplicate.ts';
import { KeepLast } from '../../src/operators/keep-last.ts';
import { TopN } from '../../src/operators/top-n.ts';
import type { Row } from '../../src/row/row.ts';
import type { RowKey } from '../../src/row/row-key.ts';
import { type MakeOperator, plainRows, rowOf, run, type Step, valuesOf, withoutRestarts } from './harness.ts';

const TTL_MS = 100;

/** Rows (key, time, number), of which the largest number ranks first. */
const common = {
  id: 'q/1',
  keyOf: (row: Row) => row.c0 as RowKey,
  timeOf: (row: Row) => Number(row.c1),
  rows: plainRows,
  ttlMs: TTL_MS,
  updateBefore: true,
};

const keepFirst =
  (time: 'rowtime' | 'proctime'): MakeOperator =>
  (output, late) =>
    new Deduplicate({ ...common, time, output, late });

const keepLast: MakeOperator = (output) =>
  new KeepLast({ ...common, time: 'proctime', isSame: (a, b) => valuesOf(a).join() === valuesOf(b).join(), output });

const best =
  (last: number, forgets: 'rows' | 'partitions', takesBack = false): MakeOperator =>
  (output) =>
    new TopN({
      ...common,
      compare: (a, b) => Number(b.c2) - Number(a.c2),
      first: 1,
      last,
      withRank: undefined,
      identityOf: takesBack ? (row) => valuesOf(row).join() : undefined,
      keepsPlace: false,
      forgets,
      output,
    });

const OPERATORS: Readonly<Record<string, MakeOperator>> = {
  'the first row by arrival': keepFirst('proctime'),
  'the first row by event time': keepFirst('rowtime'),
  'the last row': keepLast,
  'the best row': best(1, 'partitions'),
  'the best two rows': best(2, 'rows'),
  'the best two rows of changes': best(2, 'partitions', true),
};

const row = (key: string, number: number, time = 0): Step => ({ kind: 'row', row: rowOf(key, time, number) });
const at = (ms: number): Step => ({ kind: 'time', ms });

/** A source says the time before it hands out rows, after a restart as well. */
const arrivals: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.record({
      passedMs: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 150 })),
      restarts: fc.boolean(),
      rows: fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat({ max: 5 })), { maxLength: 3 }),
    }),
    { maxLength: 25 },
  )
  .map((batches) => {
    let now = 1000;
    return batches.flatMap(({ passedMs, restarts, rows }): Step[] => {
      now += passedMs;
      const come = rows.map(([key, number]) => row(key, number, now));
      const pause: readonly Step[] = restarts ? [{ kind: 'restart' }, at(now)] : [];
      return [at(now), ...come, { kind: 'watermark', ms: now }, ...pause, ...come.slice(0, 1)];
    });
  });

describe.each(Object.entries(OPERATORS))('%s of each key, with a time to live', (_, make) => {
  it('comes out the same when it is restarted at any points', () => {
    fc.assert(
      fc.property(arrivals, (steps) => {
        expect(run(make, steps).emitted).toEqual(run(make, withoutRestarts([...steps])).emitted);
      }),
    );
  });
});

describe('what has died', () => {
  const outOf = (make: MakeOperator, ...steps: readonly Step[]) => run(make, steps).rows();

  it('leaves room for a new first row, so long after the first one and not after its repetitions', () => {
    const steps = [at(0), row('a', 1), at(99), row('a', 2), at(100), row('a', 3)];
    expect(outOf(keepFirst('proctime'), ...steps).map(([, , number]) => number)).toEqual([1, 3]);
  });

  it('counts for a first row by event time from when that has left', () => {
    const wait: Step = { kind: 'watermark', ms: 10 };
    const steps = [at(0), row('a', 1, 10), at(150), row('a', 2, 10), wait, at(249), row('a', 3, 20), at(250)];
    const rows = outOf(keepFirst('rowtime'), ...steps, row('a', 4, 20), { kind: 'watermark', ms: 20 });
    expect(rows.map(([, , number]) => number)).toEqual([1, 4]);
  });

  it('is not taken back by a last row that comes when nothing has come for so long', () => {
    const steps = [at(0), row('a', 1), at(60), row('a', 2), at(159), row('a', 3), at(259), row('a', 4)];
    expect(outOf(keepLast, ...steps).map(([, , number]) => number)).toEqual([1, 1, 2, 2, 3, 4]);
  });

  it('leaves the ranks alone where rows die one by one, and takes the partition with it elsewhere', () => {
    const steps = [at(0), row('a', 9), at(60), row('a', 7), at(120), row('a', 8), row('a', 6)];
    expect(outOf(best(2, 'rows'), ...steps).map(([, , number]) => number)).toEqual([9, 7, 8]);
    expect(outOf(best(2, 'partitions'), ...steps).map(([, , number]) => number)).toEqual([9, 7, 7, 8]);
  });

  it('is no longer held', () => {
    const steps = Array.from({ length: 50 }, (_, index) => [at(index * 10), row(`k${index}`, index, index)]).flat();
    for (const make of [keepFirst('proctime'), keepLast, best(1, 'partitions'), best(2, 'rows')]) {
      const operator = make({ onRow() {}, onWatermark() {}, onProcessingTime() {}, onBatchEnd() {} }, () => {});
      const [input] = operator.inputs;
      for (const step of steps) {
        if (step.kind === 'time') input?.onProcessingTime(step.ms);
        if (step.kind === 'row') input?.onRow(step.row, 0);
      }
      const held = Object.values(operator.gauges()).reduce((sum, count) => sum + count, 0);
      // At most those of twice the time to live, of which a ranking counts the partition, its record and its row.
      expect(held).toBeLessThanOrEqual(3 * 21);
      input?.onProcessingTime(10_000);
      input?.onProcessingTime(20_000);
      expect(Object.values(operator.gauges()).every((count) => count === 0)).toBe(true);
    }
  });
});
