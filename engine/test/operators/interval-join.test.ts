import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntervalJoin } from '../../src/operators/interval-join.ts';
import type { Row, Value } from '../../src/row/row.ts';
import { type Emitted, type MakeOperator, rowOf, run, type Step, valuesOf, withoutRestarts } from './harness.ts';
import { arbitraryStreams, batchJoin, beside, joinInput, numberOf, timeOf } from './two-streams.ts';

interface Shape {
  readonly lowerMs: number;
  readonly upperMs: number;
  readonly left: boolean;
  readonly right: boolean;
}

const anyShape: fc.Arbitrary<Shape> = fc
  .record({
    lowerMs: fc.integer({ min: -40, max: 30 }),
    sizeMs: fc.nat({ max: 40 }),
    left: fc.boolean(),
    right: fc.boolean(),
  })
  .map(({ lowerMs, sizeMs, left, right }) => ({ lowerMs, upperMs: lowerMs + sizeMs, left, right }));

/** Some pairs are turned down by the rest of the condition. */
const accepts = (left: Row, right: Row): boolean => (numberOf(left) + numberOf(right)) % 5 !== 0;

const make =
  ({ lowerMs, upperMs, left, right }: Shape, time: 'rowtime' | 'proctime' = 'rowtime'): MakeOperator =>
  (output, late) =>
    new IntervalJoin({
      id: 'q/1',
      time,
      left: joinInput(true, left, late),
      right: joinInput(false, right, late),
      leftTimeOf: timeOf,
      rightTimeOf: timeOf,
      lowerMs,
      upperMs,
      join: (a, b) => (accepts(a, b) ? beside(a, b) : null),
      clock: { watermark: 0, processingTime: 0 },
      output,
    });

const meets =
  ({ lowerMs, upperMs }: Shape) =>
  (left: Row, right: Row): boolean =>
    left.c0 !== null &&
    left.c0 === right.c0 &&
    timeOf(right) >= timeOf(left) + lowerMs &&
    timeOf(right) <= timeOf(left) + upperMs &&
    accepts(left, right);

const asSet = (rows: readonly (readonly Value[])[]): string[] => rows.map((row) => row.join()).sort();
const row = (input: number, key: string | null, time: number, number: number): Step => ({
  kind: 'row',
  input,
  row: rowOf(key, time, number),
});
const watermarks = (ms: number): Step[] => [0, 1].map((input) => ({ kind: 'watermark', input, ms }));

describe('an interval join', () => {
  it('gives what a join of the whole tables gives when no row is late', () => {
    const streams = arbitraryStreams({ delayMs: 20, disorderMs: 20, keys: 3 });
    fc.assert(
      fc.property(streams, anyShape, (steps, shape) => {
        const expected = batchJoin(steps, shape, meets(shape)).map(valuesOf);
        expect(asSet(run(make(shape), steps).rows())).toEqual(asSet(expected));
      }),
      { numRuns: 300 },
    );
  });

  it('emits the same, in the same order, when it is restarted at any points, late rows or not', () => {
    const streams = arbitraryStreams({ delayMs: 5, disorderMs: 60, keys: 2 });
    fc.assert(
      fc.property(streams, anyShape, (steps, shape) => {
        const straight = run(make(shape), withoutRestarts(steps));
        expect(run(make(shape), steps).emitted).toEqual(straight.emitted);
      }),
      { numRuns: 300 },
    );
  });

  it('holds time back behind its results', () => {
    const disorderMs = 20;
    const streams = arbitraryStreams({ delayMs: 20, disorderMs, keys: 3 });
    const lateness = (emitted: readonly Emitted[]): number => {
      let watermark = Number.NEGATIVE_INFINITY;
      let late = 0;
      for (const item of emitted) {
        if (item.kind === 'watermark') watermark = item.ms;
        if (item.kind !== 'row') continue;
        const times = [item.values[1], item.values[4]].filter((time) => typeof time === 'number');
        // A key has one timer, that of the row that came first. An older row that came after it is padded with it, as in
        // Flink: late by as much as the two were out of order.
        const allowedMs = times.length === 1 ? disorderMs : 0;
        if (times.some((time) => time < watermark - allowedMs)) late += 1;
      }
      return late;
    };
    fc.assert(
      fc.property(streams, anyShape, (steps, shape) => {
        expect(lateness(run(make(shape), steps).emitted)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('remembers no row that nothing can meet any more', () => {
    const steps = [row(0, 'a', 100, 1), row(0, 'b', 103, 2), row(1, 'a', 104, 1), ...watermarks(115)];
    const shape: Shape = { lowerMs: -10, upperMs: 10, left: false, right: false };
    const operator = make(shape)({ onRow() {}, onWatermark() {}, onProcessingTime() {}, onBatchEnd() {} }, () => {});
    for (const step of steps) {
      const input = operator.inputs['input' in step ? (step.input ?? 0) : 0];
      if (step.kind === 'row') input?.onRow(step.row, 0);
      if (step.kind === 'watermark') input?.onWatermark(step.ms);
    }
    expect(operator.gauges()).toMatchObject({ leftRows: 0, rightRows: 0, lateRows: 0 });
  });
});

describe('rows that come late to an interval join', () => {
  const shape: Shape = { lowerMs: 0, upperMs: 10, left: false, right: false };

  it('still meet what is there', () => {
    const steps = [row(1, 'a', 105, 1), ...watermarks(105), row(0, 'a', 100, 2), row(0, 'a', 104, 3)];
    expect(run(make(shape), steps).rows()).toEqual([
      ['a', 100, 2, 'a', 105, 1],
      ['a', 104, 3, 'a', 105, 1],
    ]);
  });

  it('go to the late rows when they meet none and none can come, or are padded where the join keeps them', () => {
    const steps = [
      row(1, 'a', 105, 1),
      ...watermarks(111),
      row(0, 'a', 101, 2),
      row(0, 'a', 111, 3),
      row(0, 'b', 100, 4),
    ];
    const inner = run(make(shape), steps);
    expect(inner.rows()).toEqual([]);
    expect(inner.lateRows()).toEqual([
      ['a', 101, 2],
      ['b', 100, 4],
    ]);
    const left = run(make({ ...shape, left: true }), steps);
    expect(left.rows()).toEqual([
      ['a', 101, 2, null, null, null],
      ['b', 100, 4, null, null, null],
    ]);
    expect(left.lateRows()).toEqual([]);
  });
});

describe('an interval join by processing time', () => {
  it('takes the moment of arrival for the time of each row', () => {
    const steps: Step[] = [
      ...[0, 1].map((input): Step => ({ kind: 'time', input, ms: 100 })),
      row(0, 'a', 0, 1),
      ...[0, 1].map((input): Step => ({ kind: 'time', input, ms: 110 })),
      row(1, 'a', 0, 2),
      { kind: 'restart' },
      ...[0, 1].map((input): Step => ({ kind: 'time', input, ms: 111 })),
      row(1, 'a', 0, 3),
    ];
    const shape: Shape = { lowerMs: 0, upperMs: 10, left: true, right: false };
    expect(run(make(shape, 'proctime'), steps).rows()).toEqual([['a', 0, 1, 'a', 0, 2]]);
  });
});
