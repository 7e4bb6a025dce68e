import { describe, expect, it } from 'vitest';
import { LookupJoin } from '../../src/operators/lookup-join.ts';
import type { Value } from '../../src/row/row.ts';
import { type MakeOperator, rowOf, run, type Step, valuesOf } from './harness.ts';

const products: readonly (readonly Value[])[] = [
  ['p1', 'lamp'],
  ['p2', 'chair'],
  ['p2', 'armchair'],
];

const make =
  (keepUnmatched: boolean): MakeOperator =>
  (output) =>
    new LookupJoin({
      id: 'q/1',
      keyOf: (row) => [row.c1 ?? null],
      lookup: ([key]) => products.filter(([product]) => product === key),
      join: (row, values) => rowOf(...valuesOf(row), ...values),
      accepts: (joined) => joined.c3 !== 'armchair',
      keepUnmatched,
      missing: [null, null],
      clock: { watermark: 0, processingTime: 0 },
      output,
    });

const steps: Step[] = ['p1', 'p2', 'p9', null].map((key, index) => ({ kind: 'row', row: rowOf(index, key) }));

describe('a lookup join', () => {
  it('joins each row with the matching rows that fulfil the condition', () => {
    expect(run(make(false), steps).rows()).toEqual([
      [0, 'p1', 'p1', 'lamp'],
      [1, 'p2', 'p2', 'chair'],
    ]);
  });

  it('keeps rows without a match when it is a left join; a NULL key matches nothing', () => {
    expect(run(make(true), steps).rows().slice(2)).toEqual([
      [2, 'p9', null, null],
      [3, null, null, null],
    ]);
  });
});
