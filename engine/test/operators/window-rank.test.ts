import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupKey } from '../../src/operators/aggregation.ts';
import { WindowRank } from '../../src/operators/window-rank.ts';
import type { Row, Value } from '../../src/row/row.ts';
import { arbitrarySteps } from './arbitrary-steps.ts';
import { type MakeOperator, plainRows, rowOf, run, type Step, valuesOf, withoutRestarts } from './harness.ts';

const WINDOW_MS = 20;
const startOf = (row: Row): number => Math.floor((row.c1 as number) / WINDOW_MS) * WINDOW_MS;
/** Few distinct ranks, so that ties are common. */
const scoreOf = (row: Row): number => (row.c1 as number) % 4;

const make =
  (first: number, last: number): MakeOperator =>
  (output, late) =>
    new WindowRank({
      id: 'q/1',
      startOf,
      endOf: (row) => startOf(row) + WINDOW_MS,
      keyOf: (row) => row.c0 as GroupKey,
      compare: (a, b) => scoreOf(b) - scoreOf(a),
      first,
      last,
      result: (row, rank) => rowOf(...valuesOf(row), rank),
      rows: plainRows,
      output,
      late,
    });

/** Sorts each window whole, which is stable: of equal scores the first that came ranks first. */
function naive(steps: readonly Step[], first: number, last: number): Value[][] {
  const partitions = new Map<string, Row[]>();
  let watermark = Number.NEGATIVE_INFINITY;
  for (const step of steps) {
    if (step.kind === 'watermark') watermark = step.ms;
    if (step.kind !== 'row' || startOf(step.row) + WINDOW_MS - 1 <= watermark) continue;
    const name = `${startOf(step.row)} ${String(step.row.c0)}`;
    partitions.set(name, [...(partitions.get(name) ?? []), step.row]);
  }
  return [...partitions.values()].flatMap((rows) =>
    rows
      .sort((a, b) => scoreOf(b) - scoreOf(a))
      .map((row, index) => [...valuesOf(row), index + 1])
      .slice(first - 1, last),
  );
}

const asSet = (rows: readonly (readonly Value[])[]): string[] => rows.map((row) => row.join()).sort();

describe('a window rank', () => {
  it('gives the first rows of each partition by order and arrival, late rows left out', () => {
    const steps = arbitrarySteps({ delayMs: 10, disorderMs: 30, keys: 2, restarts: false });
    const ranks = fc.constantFrom([1, 1], [1, 2], [2, 3]) as fc.Arbitrary<[number, number]>;
    fc.assert(
      fc.property(steps, ranks, (stream, [first, last]) => {
        expect(asSet(run(make(first, last), stream).rows())).toEqual(asSet(naive(stream, first, last)));
      }),
    );
  });

  it('emits the same, in the same order, when it is restarted at any points', () => {
    const steps = arbitrarySteps({ delayMs: 10, disorderMs: 30, keys: 4, restarts: true });
    fc.assert(
      fc.property(steps, (stream) => {
        expect(run(make(1, 2), stream).emitted).toEqual(run(make(1, 2), withoutRestarts(stream)).emitted);
      }),
    );
  });

  it('keeps no more rows than it may emit', () => {
    const operator = make(1, 3)({ onRow() {}, onWatermark() {}, onProcessingTime() {}, onBatchEnd() {} }, () => {});
    for (let number = 0; number < 100; number += 1) operator.inputs[0]?.onRow(rowOf('a', number % 20, number), 0);
    expect(operator.gauges()).toMatchObject({ openWindows: 1, keptRows: 3 });
  });
});
