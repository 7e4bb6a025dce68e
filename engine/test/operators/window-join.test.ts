import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowJoin, type WindowJoinOptions } from '../../src/operators/window-join.ts';
import type { Row, Value } from '../../src/row/row.ts';
import { type MakeOperator, rowOf, run, type Step, valuesOf, withoutRestarts } from './harness.ts';
import { arbitraryStreams, batchJoin, beside, joinInput, numberOf, rowsOf, timeOf } from './two-streams.ts';

const WINDOW_MS = 30;
const endOf = (row: Row): number => (Math.floor(timeOf(row) / WINDOW_MS) + 1) * WINDOW_MS;
const accepts = (left: Row, right: Row): boolean => (numberOf(left) + numberOf(right)) % 4 !== 0;

interface Shape {
  readonly left: boolean;
  readonly right: boolean;
  readonly gives: WindowJoinOptions['gives'];
}

const pairs = (left: boolean, right: boolean): Shape => ({ left, right, gives: 'pairs' });
const anyOuter = fc.constantFrom(pairs(false, false), pairs(true, false), pairs(false, true), pairs(true, true));
const SEMI: Shape = { left: false, right: false, gives: 'left rows with a match' };
const ANTI: Shape = { left: true, right: false, gives: 'left rows without a match' };

const make =
  ({ left, right, gives }: Shape): MakeOperator =>
  (output, late) => {
    const whole = gives === 'pairs';
    const leftInput = joinInput(true, left, late);
    return new WindowJoin({
      id: 'q/1',
      left: whole ? leftInput : { ...leftInput, pad: (row) => row },
      right: joinInput(false, right, late),
      leftEndOf: endOf,
      rightEndOf: endOf,
      gives,
      join: (a, b) => (accepts(a, b) ? (whole ? beside(a, b) : a) : null),
      clock: { watermark: 0, processingTime: 0 },
      output,
    });
  };

const meets = (left: Row, right: Row): boolean =>
  left.c0 !== null && left.c0 === right.c0 && endOf(left) === endOf(right) && accepts(left, right);
const asSet = (rows: readonly (readonly Value[])[]): string[] => rows.map((row) => row.join()).sort();
const onTime = arbitraryStreams({ delayMs: 20, disorderMs: 20, keys: 2 });

describe('a window join', () => {
  it('gives what a join of the whole tables on window and key gives', () => {
    fc.assert(
      fc.property(onTime, anyOuter, (steps, shape) => {
        expect(asSet(run(make(shape), steps).rows())).toEqual(asSet(batchJoin(steps, shape, meets).map(valuesOf)));
      }),
      { numRuns: 300 },
    );
  });

  it('gives each left row that has a match, or has none, once', () => {
    fc.assert(
      fc.property(onTime, (steps) => {
        const [lefts, rights] = [rowsOf(steps, 0), rowsOf(steps, 1)];
        const [withMatch, withoutMatch] = [true, false].map((wanted) =>
          lefts.filter((left) => rights.some((right) => meets(left, right)) === wanted).map(valuesOf),
        );
        expect(asSet(run(make(SEMI), steps).rows())).toEqual(asSet(withMatch ?? []));
        expect(asSet(run(make(ANTI), steps).rows())).toEqual(asSet(withoutMatch ?? []));
      }),
      { numRuns: 200 },
    );
  });

  it('emits the same, in the same order, when it is restarted at any points, late rows or not', () => {
    const streams = arbitraryStreams({ delayMs: 5, disorderMs: 60, keys: 2 });
    const shapes = fc.oneof(anyOuter, fc.constantFrom(SEMI, ANTI));
    fc.assert(
      fc.property(streams, shapes, (steps, shape) => {
        expect(run(make(shape), steps).emitted).toEqual(run(make(shape), withoutRestarts(steps)).emitted);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses rows of a window that has fired, on either side, and forgets what has fired', () => {
    const row = (input: number, time: number, number: number): Step => ({
      kind: 'row',
      input,
      row: rowOf('a', time, number),
    });
    const watermark = (input: number, ms: number): Step => ({ kind: 'watermark', input, ms });
    const steps = [
      row(0, 5, 1),
      row(1, 6, 2),
      watermark(0, 29),
      row(1, 7, 4),
      watermark(1, 29),
      row(0, 8, 5),
      row(1, 9, 6),
    ];
    const recorder = run(make(pairs(true, true)), steps);
    expect(recorder.rows()).toEqual([
      ['a', 5, 1, 'a', 6, 2],
      ['a', 5, 1, 'a', 7, 4],
    ]);
    expect(recorder.lateRows()).toEqual([
      ['a', 8, 5],
      ['a', 9, 6],
    ]);
  });
});
