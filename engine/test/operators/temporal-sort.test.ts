import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemporalSort } from '../../src/operators/temporal-sort.ts';
import type { Row } from '../../src/row/row.ts';
import { arbitraryShuffles, arbitrarySteps } from './arbitrary-steps.ts';
import { type MakeOperator, plainRows, rowOf, run, type Step, withoutRestarts } from './harness.ts';

const timeOf = (row: Row): number => Number(row.c1);

/** By time, then by key downwards. */
const compare = (a: Row, b: Row): number =>
  timeOf(a) - timeOf(b) || (String(b.c0) < String(a.c0) ? -1 : a.c0 === b.c0 ? 0 : 1);

const make =
  (time: 'rowtime' | 'proctime'): MakeOperator =>
  (output, late) =>
    new TemporalSort({ id: 'q/1', timeOf, time, compare, rows: plainRows, output, late });

const row = (key: string, time: number, number: number): Step => ({ kind: 'row', row: rowOf(key, time, number) });

describe('ORDER BY time', () => {
  it('lets rows out in order once the watermark has passed, and holds those for late whose time has left', () => {
    const recorder = run(make('rowtime'), [
      row('a', 5, 1),
      row('b', 3, 2),
      row('b', 5, 3),
      row('a', 5, 4),
      { kind: 'watermark', ms: 9 },
      row('a', 5, 5),
      row('a', 6, 6),
      { kind: 'watermark', ms: 10 },
    ]);
    expect(recorder.rows().map((values) => values[2])).toEqual([2, 3, 1, 4, 6]);
    expect(recorder.lateRows()).toEqual([['a', 5, 5]]);
  });

  it('by arrival lets the rows of a millisecond out when it is over', () => {
    const steps: Step[] = [
      row('a', 5, 1),
      row('b', 5, 2),
      { kind: 'time', ms: 5 },
      { kind: 'restart' },
      { kind: 'time', ms: 6 },
    ];
    expect(
      run(make('proctime'), steps)
        .rows()
        .map((values) => values[2]),
    ).toEqual([2, 1]);
  });

  it('gives the same when it is restarted at any points', () => {
    const steps = arbitrarySteps({ delayMs: 10, disorderMs: 30, keys: 3, restarts: true });
    fc.assert(
      fc.property(steps, (stream) => {
        const straight = run(make('rowtime'), withoutRestarts(stream));
        expect(run(make('rowtime'), stream).emitted).toEqual(straight.emitted);
      }),
    );
  });

  it('sorts whatever comes in time', () => {
    fc.assert(
      fc.property(arbitraryShuffles(20), ([steps]) => {
        const times = run(make('rowtime'), steps)
          .rows()
          .map((values) => Number(values[1]));
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times.length).toBe(steps.filter(({ kind }) => kind === 'row').length);
      }),
    );
  });
});
