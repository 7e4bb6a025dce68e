import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupKey } from '../../src/operators/aggregation.ts';
import { Deduplicate } from '../../src/operators/deduplicate.ts';
import type { Row, Value } from '../../src/row/row.ts';
import { arbitraryShuffles, arbitrarySteps } from './arbitrary-steps.ts';
import { type MakeOperator, plainRows, rowOf, run, type Step, withoutRestarts } from './harness.ts';

const timeOf = (row: Row): number => row.c1 as number;

const make =
  (time: 'rowtime' | 'proctime'): MakeOperator =>
  (output, late) =>
    new Deduplicate({
      id: 'q/1',
      keyOf: (row) => row.c0 as GroupKey,
      timeOf,
      time,
      rows: plainRows,
      ttlMs: 0,
      output,
      late,
    });

const row = (key: string, time: number, number: number): Step => ({ kind: 'row', row: rowOf(key, time, number) });

describe('deduplication by arrival', () => {
  it('emits the first row of each key at once, and no other', () => {
    const recorder = run(make('proctime'), [row('a', 5, 1), row('b', 5, 2), row('a', 1, 3)]);
    expect(recorder.rows()).toEqual([
      ['a', 5, 1],
      ['b', 5, 2],
    ]);
  });

  it('remembers its keys over a restart', () => {
    const recorder = run(make('proctime'), [row('a', 5, 1), { kind: 'restart' }, row('a', 6, 2), row('b', 7, 3)]);
    expect(recorder.rows()).toEqual([
      ['a', 5, 1],
      ['b', 7, 3],
    ]);
  });
});

describe('deduplication by event time', () => {
  it('holds the earliest row of a key back until the watermark has reached it, and emits nothing after it', () => {
    const recorder = run(make('rowtime'), [
      row('a', 9, 1),
      row('a', 7, 2),
      row('a', 7, 3),
      { kind: 'watermark', ms: 6 },
      row('a', 6, 4),
      { kind: 'watermark', ms: 8 },
      row('a', 8, 5),
      row('b', 7, 6),
      { kind: 'watermark', ms: 100 },
    ]);
    expect(recorder.rows()).toEqual([['a', 6, 4]]);
    expect(recorder.lateRows()).toEqual([['b', 7, 6]]);
  });

  it('emits the same, in the same order, when it is restarted at any points', () => {
    const steps = arbitrarySteps({ delayMs: 10, disorderMs: 30, keys: 8, restarts: true });
    fc.assert(
      fc.property(steps, (stream) => {
        const straight = run(make('rowtime'), withoutRestarts(stream));
        expect(run(make('rowtime'), stream).emitted).toEqual(straight.emitted);
      }),
    );
  });

  it('finds the earliest time of each key in any order within the watermark delay', () => {
    const times = (rows: readonly (readonly Value[])[]) => rows.map(([key, time]) => `${key} ${time}`).sort();
    fc.assert(
      fc.property(arbitraryShuffles(20), ([first, second]) => {
        expect(times(run(make('rowtime'), first).rows())).toEqual(times(run(make('rowtime'), second).rows()));
      }),
    );
  });
});
