/** Rows that share a primary key, against a list by hand: the last shows, whatever goes, and over restarts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Output } from '../../src/operators/operator.ts';
import { UpsertMaterializer } from '../../src/operators/upsert-materializer.ts';
import { Change } from '../../src/row/row.ts';
import { MemoryTable, plainRows, Recorder, rowOf } from './harness.ts';

/** Rows are (primary key, id, number): the id tells them apart. */
const make = (output: Output, ttlMs = 0) =>
  new UpsertMaterializer({
    id: 'x',
    keyOf: (row) => String(row.c0),
    rowKeyOf: (row) => String(row.c1),
    rows: plainRows,
    ttlMs,
    output,
  });

type Move = { readonly key: number; readonly id: number; readonly goes: boolean } | 'restart';

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ key: fc.nat({ max: 1 }), id: fc.nat({ max: 3 }), goes: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant<Move>('restart') },
);

/** The table that replaces rows by key. */
function shown(recorder: Recorder): ReadonlyMap<unknown, readonly unknown[]> {
  const table = new Map<unknown, readonly unknown[]>();
  for (const item of recorder.emitted) {
    if (item.kind !== 'row') continue;
    const [key] = item.values;
    if (item.change === Change.DELETE) table.delete(key);
    else table.set(key, item.values);
  }
  return table;
}

describe('rows that share a primary key', () => {
  it('leave the last of those that are still there', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const recorder = new Recorder();
        const table = new MemoryTable();
        let operator = make(recorder);
        const lists: unknown[][][] = [[], []];
        moves.forEach((each, number) => {
          if (each === 'restart') {
            operator.snapshot(table);
            operator = make(recorder);
            operator.restore(table);
            return;
          }
          const list = lists[each.key] ?? [];
          const place = list.findIndex(([, id]) => id === each.id);
          const values = [each.key, each.id, number];
          if (each.goes && place !== -1) list.splice(place, 1);
          if (!each.goes && place === -1) list.push(values);
          // A row that is there already is taken back before its update comes, as every query does it.
          if (!each.goes && place !== -1) {
            operator.onRow(rowOf(each.key, each.id, 0), Change.UPDATE_BEFORE);
            list.splice(place, 1);
            list.push(values);
          }
          operator.onRow(rowOf(...values), each.goes ? Change.DELETE : Change.UPDATE_AFTER);
        });
        const expected = lists.flatMap((list, key) => (list.length === 0 ? [] : [[key, list.at(-1)]]));
        expect([...shown(recorder)].sort()).toEqual(expected);
        expect(operator.gauges().keys).toBe(expected.length);
      }),
      { numRuns: 300 },
    );
  });

  it('say nothing when a row goes that does not show', () => {
    const recorder = new Recorder();
    const operator = make(recorder);
    operator.onRow(rowOf(1, 1, 10), Change.INSERT);
    operator.onRow(rowOf(1, 2, 20), Change.INSERT);
    operator.onRow(rowOf(1, 1, 10), Change.DELETE);
    operator.onRow(rowOf(1, 3, 30), Change.DELETE);
    expect(recorder.emitted.map((item) => item.kind === 'row' && [item.change, ...item.values])).toEqual([
      [Change.INSERT, 1, 1, 10],
      [Change.UPDATE_AFTER, 1, 2, 20],
    ]);
  });

  it('are forgotten when nothing has reached their key for so long', () => {
    const recorder = new Recorder();
    const operator = make(recorder, 100);
    operator.onProcessingTime(0);
    operator.onRow(rowOf(1, 1, 10), Change.INSERT);
    operator.onProcessingTime(100);
    expect(operator.gauges().keys).toBe(0);
    operator.onRow(rowOf(1, 1, 10), Change.DELETE);
    expect(recorder.rows()).toHaveLength(1);
  });
});
