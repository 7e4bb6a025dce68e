import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupKey } from '../../src/operators/aggregation.ts';
import { SessionAggregate } from '../../src/operators/session-aggregate.ts';
import { SessionWindowFunction } from '../../src/operators/session-window-function.ts';
import { Change, MIN_WATERMARK, type Row, type Value } from '../../src/row/row.ts';
import { arbitraryShuffles, arbitrarySteps } from './arbitrary-steps.ts';
import {
  listAggregation,
  type MakeOperator,
  MemoryTable,
  plainRows,
  Recorder,
  rowOf,
  run,
  type Step,
  valuesOf,
  withoutRestarts,
} from './harness.ts';

const GAP_MS = 10;
const timeOf = (row: Row): number => row.c1 as number;

const makeAggregate =
  (time: 'rowtime' | 'proctime' = 'rowtime'): MakeOperator =>
  (output, late) =>
    new SessionAggregate({ id: 'q/1', aggregation: listAggregation, timeOf, gapMs: GAP_MS, time, output, late });

const makeFunction: MakeOperator = (output, late) =>
  new SessionWindowFunction({
    id: 'q/1',
    keyOf: (row) => row.c0 as GroupKey,
    timeOf,
    gapMs: GAP_MS,
    time: 'rowtime',
    append: (row, start, end) => rowOf(...valuesOf(row), start ?? null, end ?? null),
    rows: plainRows,
    output,
    late,
  });

interface NaiveSession {
  readonly key: Value;
  start: number;
  end: number;
  numbers: number[];
}

/** What sessions mean, in the plainest terms: see what the row joins together, and refuse it when that is over. */
function naive(steps: readonly Step[]) {
  let open: NaiveSession[] = [];
  const closed: NaiveSession[] = [];
  const late: Value[][] = [];
  let watermark: number = MIN_WATERMARK;
  for (const step of steps) {
    if (step.kind === 'watermark') {
      watermark = step.ms;
      closed.push(...open.filter(({ end }) => end - 1 <= watermark));
      open = open.filter(({ end }) => end - 1 > watermark);
    }
    if (step.kind !== 'row') continue;
    const time = timeOf(step.row);
    const met = open.filter(({ key, start, end }) => key === step.row.c0 && start <= time + GAP_MS && end >= time);
    const end = Math.max(time + GAP_MS, ...met.map((session) => session.end));
    if (end - 1 <= watermark) {
      late.push(valuesOf(step.row));
      continue;
    }
    const start = Math.min(time, ...met.map((session) => session.start));
    const numbers = [...met.flatMap((session) => session.numbers), Number(step.row.c2)];
    open = [...open.filter((session) => !met.includes(session)), { key: step.row.c0 ?? null, start, end, numbers }];
  }
  return { closed, late };
}

const ordered = (numbers: readonly number[]): string => [...numbers].sort((a, b) => a - b).join(' ');
const asSet = (rows: readonly (readonly Value[])[]): string[] => rows.map((row) => row.join()).sort();
const sortedNumbers = ([key, numbers, ...window]: readonly Value[]): Value[] => [
  key ?? null,
  ordered(String(numbers).split(' ').map(Number)),
  ...window,
];
const row = (key: string, time: number, number: number): Step => ({ kind: 'row', row: rowOf(key, time, number) });

describe('a session aggregate', () => {
  const make = makeAggregate();

  it('gives the sessions that the definition gives, for any disorder and with late rows', () => {
    fc.assert(
      fc.property(arbitrarySteps({ delayMs: 15, disorderMs: 50, keys: 3, restarts: false }), (steps) => {
        const { closed, late } = naive(steps);
        const recorder = run(make, steps);
        const expected = closed.map(({ key, start, end, numbers }) => [key, ordered(numbers), start, end]);
        expect(asSet(recorder.rows().map(sortedNumbers))).toEqual(asSet(expected));
        expect(recorder.lateRows()).toEqual(late);
      }),
      { numRuns: 500 },
    );
  });

  it('emits the same, in the same order, when it is restarted at any points', () => {
    fc.assert(
      fc.property(arbitrarySteps({ delayMs: 15, disorderMs: 50, keys: 3, restarts: true }), (steps) => {
        expect(run(make, steps).emitted).toEqual(run(make, withoutRestarts(steps)).emitted);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of rows within the watermark delay', () => {
    fc.assert(
      fc.property(arbitraryShuffles(25), ([first, second]) => {
        const rowsOf = (steps: Step[]) => asSet(run(make, steps).rows().map(sortedNumbers));
        expect(rowsOf(first)).toEqual(rowsOf(second));
      }),
    );
  });

  it('joins rows that are exactly a gap apart, and parts those that are further', () => {
    const end: Step = { kind: 'watermark', ms: 1000 };
    expect(run(make, [row('a', 0, 1), row('a', 10, 2), end]).rows()).toEqual([['a', '1 2', 0, 20]]);
    expect(run(make, [row('a', 0, 1), row('a', 11, 2), end]).rows()).toEqual([
      ['a', '1', 0, 10],
      ['a', '2', 11, 21],
    ]);
  });

  it('accepts a row behind the watermark that joins a session that is still open', () => {
    const steps = [row('a', 10, 1), { kind: 'watermark', ms: 15 } as const, row('a', 1, 2), row('b', 1, 3)];
    const recorder = run(make, [...steps, { kind: 'watermark', ms: 1000 }]);
    expect(recorder.rows()).toEqual([['a', '1 2', 1, 20]]);
    expect(recorder.lateRows()).toEqual([['b', 1, 3]]);
  });

  it('closes a processing-time session when the arrival time has reached its end', () => {
    const steps: Step[] = [row('a', 5, 1), { kind: 'time', ms: 14 }, row('a', 14, 2), { kind: 'time', ms: 24 }];
    expect(run(makeAggregate('proctime'), steps).rows()).toEqual([['a', '1 2', 5, 24]]);
  });

  it('closes sessions in order of their end', () => {
    const rows = [row('c', 7, 1), row('a', 5, 2), row('b', 6, 3), row('d', 5, 4)];
    expect(
      run(make, [...rows, { kind: 'watermark', ms: 1000 }])
        .rows()
        .map(([key]) => key),
    ).toEqual(['a', 'd', 'b', 'c']);
  });

  it('reuses the slots of closed sessions and leaves nothing behind', () => {
    const recorder = new Recorder();
    const table = new MemoryTable();
    const operator = make(recorder, recorder.late);
    for (let round = 0; round < 50; round += 1) {
      operator.inputs[0]?.onRow(rowOf(`k${round}`, round * 100, round), Change.INSERT);
      operator.snapshot(table);
      expect(table.size).toBeLessThanOrEqual(2);
      operator.inputs[0]?.onWatermark(round * 100 + 50);
    }
    operator.snapshot(table);
    expect(table.size).toBe(1);
    expect(operator.gauges()).toMatchObject({ openSessions: 0, keys: 0, lateRows: 0 });
  });
});

describe('a session window function', () => {
  it('emits every row of a session with its window, in order of arrival, when the session closes', () => {
    fc.assert(
      fc.property(arbitrarySteps({ delayMs: 15, disorderMs: 50, keys: 3, restarts: false }), (steps) => {
        const { closed, late } = naive(steps);
        const recorder = run(makeFunction, steps);
        const windows = closed.flatMap(({ start, end, numbers }) => numbers.map((number) => [number, start, end]));
        const emitted = recorder.rows().map(([, , number, start, end]) => [number ?? null, start ?? null, end ?? null]);
        expect(asSet(emitted)).toEqual(asSet(windows));
        expect(recorder.lateRows()).toEqual(late);
      }),
    );
  });

  it('emits the same, in the same order, when it is restarted at any points', () => {
    fc.assert(
      fc.property(arbitrarySteps({ delayMs: 15, disorderMs: 50, keys: 3, restarts: true }), (steps) => {
        expect(run(makeFunction, steps).emitted).toEqual(run(makeFunction, withoutRestarts(steps)).emitted);
      }),
      { numRuns: 500 },
    );
  });

  it('writes one entry per row, however long the session', () => {
    const recorder = new Recorder();
    const table = new MemoryTable();
    const operator = makeFunction(recorder, recorder.late);
    for (let number = 0; number < 100; number += 1) {
      operator.inputs[0]?.onRow(rowOf('a', number, number), Change.INSERT);
      operator.snapshot(table);
    }
    expect(table.size).toBe(101);
    expect(table.puts).toBe(200);
  });
});
