import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeepLast } from '../../src/operators/keep-last.ts';
import { Change, type Row } from '../../src/row/row.ts';
import type { RowKey } from '../../src/row/row-key.ts';
import { arbitrarySteps } from './arbitrary-steps.ts';
import { type MakeOperator, plainRows, rowOf, run, type Step, valuesOf, withoutRestarts } from './harness.ts';

const make =
  (time: 'rowtime' | 'proctime'): MakeOperator =>
  (output) =>
    new KeepLast({
      id: 'q/1',
      keyOf: (row) => row.c0 as RowKey,
      timeOf: (row: Row) => Number(row.c1),
      time,
      isSame: (a, b) => valuesOf(a).join() === valuesOf(b).join(),
      updateBefore: true,
      rows: plainRows,
      ttlMs: 0,
      output,
    });

const row = (key: string, time: number, number: number): Step => ({ kind: 'row', row: rowOf(key, time, number) });

describe('keeping the last row of each key', () => {
  it('by event time replaces it by rows of its time and later ones, never by earlier ones', () => {
    const steps = [
      row('a', 5, 1),
      row('a', 4, 2),
      { kind: 'restart' } as const,
      row('a', 5, 3),
      row('b', 1, 4),
      row('a', 9, 5),
    ];
    expect(run(make('rowtime'), steps).emitted).toEqual([
      { kind: 'row', values: ['a', 5, 1], change: Change.INSERT },
      { kind: 'row', values: ['a', 5, 1], change: Change.UPDATE_BEFORE },
      { kind: 'row', values: ['a', 5, 3], change: Change.UPDATE_AFTER },
      { kind: 'row', values: ['b', 1, 4], change: Change.INSERT },
      { kind: 'row', values: ['a', 5, 3], change: Change.UPDATE_BEFORE },
      { kind: 'row', values: ['a', 9, 5], change: Change.UPDATE_AFTER },
    ]);
  });

  it('by arrival replaces it by every row, but says nothing of one that is the same', () => {
    const recorder = run(make('proctime'), [row('a', 5, 1), row('a', 5, 1), row('a', 4, 2)]);
    expect(recorder.rows()).toEqual([
      ['a', 5, 1],
      ['a', 5, 1],
      ['a', 4, 2],
    ]);
  });

  it('gives the same when it is restarted at any points', () => {
    const steps = arbitrarySteps({ delayMs: 10, disorderMs: 30, keys: 4, restarts: true });
    fc.assert(
      fc.property(steps, (stream) => {
        const straight = run(make('rowtime'), withoutRestarts(stream));
        expect(run(make('rowtime'), stream).emitted).toEqual(straight.emitted);
      }),
    );
  });
});
