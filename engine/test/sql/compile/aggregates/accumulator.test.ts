/** Accumulators against plain computations over all rows, however the rows are split, merged and stored in between. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileAccumulator } from '../../../../src/sql/compile/aggregates/compile-accumulator.ts';
import type { StateValue } from '../../../../src/state/state-store.ts';
import { decodePlainValue, encodePlainValue } from '../../../../src/storage/plain-value.ts';
import { call, column, DOUBLE, decimal, INT } from '../build.ts';
import {
  aggregate,
  amount,
  CALLS,
  type Columns,
  expected,
  Input,
  nonNull,
  number,
  rowsOf,
  SCHEMA,
} from './accumulator-model.ts';

describe('accumulators', () => {
  const Accumulator = compileAccumulator(CALLS, SCHEMA);
  const filled = (rows: readonly Columns[]) => {
    const accumulator = new Accumulator();
    for (const columns of rows) accumulator.accumulate(new Input(...columns));
    return accumulator;
  };

  test('compute what a plain computation does', () => {
    fc.assert(
      fc.property(rowsOf, (rows) => {
        expect(filled(rows).results()).toEqual(expected(rows));
      }),
      { numRuns: 1000 },
    );
  });

  test('merge as if all rows had come to one, and leave the other as it was', () => {
    fc.assert(
      fc.property(rowsOf, rowsOf, rowsOf, (a, b, c) => {
        const [first, second] = [filled(a), filled(b)];
        first.merge(second);
        first.merge(filled(c));
        expect(first.results()).toEqual(expected([...a, ...b, ...c]));
        expect(second.results()).toEqual(expected(b));
      }),
      { numRuns: 1000 },
    );
  });

  test('go on after a trip through state, which later rows do not reach', () => {
    fc.assert(
      fc.property(rowsOf, rowsOf, (a, b) => {
        const original = filled(a);
        const state: readonly StateValue[] = original.toState();
        const stored = structuredClone(state);
        for (const columns of b) original.accumulate(new Input(...columns));
        expect(state).toEqual(stored);
        // As it lies in the store, where a Set becomes an array.
        const restored = Accumulator.fromState(decodePlainValue(encodePlainValue(state)) as readonly StateValue[]);
        for (const columns of b) restored.accumulate(new Input(...columns));
        expect(restored.results()).toEqual(expected([...a, ...b]));
      }),
      { numRuns: 1000 },
    );
  });

  test('standard deviations agree with the textbook', () => {
    const double = column(3, DOUBLE);
    const names = ['STDDEV_POP', 'STDDEV_SAMP', 'VAR_POP', 'VAR_SAMP'];
    const Deviation = compileAccumulator(
      names.map((name) => aggregate(name, [double], DOUBLE)),
      SCHEMA,
    );
    fc.assert(
      fc.property(rowsOf, rowsOf, (a, b) => {
        const [first, second] = [new Deviation(), new Deviation()];
        for (const columns of a) first.accumulate(new Input(...columns));
        for (const columns of b) second.accumulate(new Input(...columns));
        first.merge(second);
        const values = nonNull([...a, ...b].map(([, , , value]) => value));
        const mean = values.reduce((total, value) => total + value, 0) / values.length;
        const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
        const [population, sample] = [squares / values.length, squares / (values.length - 1)];
        const results = first.results();
        const check = (index: number, least: number, value: number) => {
          if (values.length < least) expect(results[index]).toBeNull();
          else expect(Math.abs(Number(results[index]) - value)).toBeLessThan(1e-6);
        };
        check(0, 1, Math.sqrt(population));
        check(1, 2, Math.sqrt(sample));
        check(2, 1, population);
        check(3, 2, sample);
      }),
    );
  });

  test('an integer sum may leave its type for a while, but not for good', () => {
    const Sum = compileAccumulator([aggregate('SUM', [number], INT)], SCHEMA);
    const sum = new Sum();
    sum.accumulate(new Input(2147483647, null, null, null));
    sum.accumulate(new Input(1, null, null, null));
    expect(() => sum.results()).toThrow('does not fit INT');
    sum.accumulate(new Input(-1, null, null, null));
    expect(sum.results()).toEqual([2147483647]);
  });

  test('a decimal sum of more than 38 digits is NULL', () => {
    const Sum = compileAccumulator([aggregate('SUM', [amount], decimal(38, 2))], SCHEMA);
    const sum = new Sum();
    for (let count = 0; count < 2; count += 1) sum.accumulate(new Input(null, 9n * 10n ** 37n, null, null));
    expect(sum.results()).toEqual([null]);
  });

  test('an argument that several calls share is computed once', () => {
    const product = call('TIMES', [number, number], INT);
    const calls = ['SUM', 'MAX'].map((name) => aggregate(name, [product], INT));
    const Both = compileAccumulator(calls, SCHEMA);
    expect(String(Both).match(/row\.c0 \* row\.c0/g)).toHaveLength(1);
  });
});
