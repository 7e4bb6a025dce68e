import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemporalJoin } from '../../src/operators/temporal-join.ts';
import { Change, type Row, type Value } from '../../src/row/row.ts';
import {
  type MakeOperator,
  MemoryTable,
  Recorder,
  rowOf,
  run,
  type Step,
  valuesOf,
  withoutRestarts,
} from './harness.ts';
import { arbitraryStreams, beside, joinInput, numberOf, rowsOf, timeOf } from './two-streams.ts';

const accepts = (left: Row, right: Row): boolean => (numberOf(left) + numberOf(right)) % 5 !== 0;

const make =
  (isLeft: boolean): MakeOperator =>
  (output, late) =>
    new TemporalJoin({
      id: 'q/1',
      left: joinInput(true, isLeft, late),
      right: joinInput(false, false, late),
      leftTimeOf: timeOf,
      rightTimeOf: timeOf,
      join: (a, b) => (accepts(a, b) ? beside(a, b) : null),
      clock: { watermark: 0, processingTime: 0 },
      output,
    });

/** The version of the row's key with the largest time that is not after it; of two of one time the later one. */
function versionOf(left: Row, rights: readonly Row[]): Row | undefined {
  return rights
    .filter((right) => right.c0 === left.c0 && timeOf(right) <= timeOf(left))
    .sort((a, b) => timeOf(a) - timeOf(b))
    .at(-1);
}

function naive(steps: readonly Step[], isLeft: boolean): readonly Value[][] {
  const rights = rowsOf(steps, 1);
  return rowsOf(steps, 0).flatMap((left) => {
    const version = versionOf(left, rights);
    if (version !== undefined && accepts(left, version)) return [valuesOf(beside(left, version))];
    return isLeft ? [valuesOf(beside(left, null))] : [];
  });
}

const asSet = (rows: readonly (readonly Value[])[]): string[] => rows.map((row) => row.join()).sort();
const row = (input: number, time: number, number: number): Step => ({
  kind: 'row',
  input,
  row: rowOf('a', time, number),
});
const watermarks = (ms: number): Step[] => [0, 1].map((input) => ({ kind: 'watermark', input, ms }));

describe('a temporal join', () => {
  it('gives each row with the version of its time when no row is late', () => {
    const streams = arbitraryStreams({ delayMs: 20, disorderMs: 20, keys: 2 });
    fc.assert(
      fc.property(streams, fc.boolean(), (steps, isLeft) => {
        expect(asSet(run(make(isLeft), steps).rows())).toEqual(asSet(naive(steps, isLeft)));
      }),
      { numRuns: 300 },
    );
  });

  it('emits the same, in the same order, when it is restarted at any points, late rows or not', () => {
    const streams = arbitraryStreams({ delayMs: 5, disorderMs: 60, keys: 2 });
    fc.assert(
      fc.property(streams, fc.boolean(), (steps, isLeft) => {
        expect(run(make(isLeft), steps).emitted).toEqual(run(make(isLeft), withoutRestarts(steps)).emitted);
      }),
      { numRuns: 300 },
    );
  });

  it('lets a late row meet the version that is still there, at the next watermark', () => {
    const steps = [row(1, 10, 1), row(1, 30, 2), row(0, 35, 3), ...watermarks(40), row(0, 33, 4), row(0, 12, 6)];
    expect(run(make(true), [...steps, ...watermarks(41)]).rows()).toEqual([
      ['a', 35, 3, null, null, null],
      ['a', 33, 4, 'a', 30, 2],
      ['a', 12, 6, null, null, null],
    ]);
  });
});

describe('the versions of a temporal join', () => {
  const quiet = new Recorder();

  it('end with a deletion, and an UPDATE_BEFORE changes nothing', () => {
    const recorder = new Recorder();
    const [left, right] = make(true)(recorder, recorder.late).inputs;
    right?.onRow(rowOf('a', 10, 1), Change.INSERT);
    right?.onRow(rowOf('a', 10, 1), Change.UPDATE_BEFORE);
    right?.onRow(rowOf('a', 20, 2), Change.UPDATE_AFTER);
    right?.onRow(rowOf('a', 30, 2), Change.DELETE);
    for (const time of [12, 22, 32]) left?.onRow(rowOf('a', time, time), Change.INSERT);
    for (const input of [left, right]) input?.onWatermark(100);
    expect(recorder.rows()).toEqual([
      ['a', 12, 12, 'a', 10, 1],
      ['a', 22, 22, 'a', 20, 2],
      ['a', 32, 32, null, null, null],
    ]);
  });

  it('go once a later one has replaced them, and with a deletion all of them', () => {
    const operator = make(false)(quiet, quiet.late);
    const table = new MemoryTable();
    const [left, right] = operator.inputs;
    for (let time = 10; time <= 100; time += 10) right?.onRow(rowOf('a', time, time), Change.INSERT);
    for (const input of [left, right]) input?.onWatermark(55);
    operator.snapshot(table);
    expect(operator.gauges()).toEqual({ waitingRows: 0, versions: 6, keys: 1 });
    right?.onRow(rowOf('a', 110, 0), Change.DELETE);
    for (const input of [left, right]) input?.onWatermark(200);
    operator.snapshot(table);
    expect(operator.gauges()).toEqual({ waitingRows: 0, versions: 0, keys: 0 });
    expect(table.size).toBe(1);
  });
});
