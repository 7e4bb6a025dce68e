/** Accumulators whose rows are taken back, against plain computations over the rows that are left. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../../../src/row/row.ts';
import { compileRetractingAccumulator } from '../../../../src/sql/compile/aggregates/compile-accumulator.ts';
import { arrayOf, BIGINT, column, DOUBLE, decimal, INT, STRING } from '../build.ts';
import {
  aggregate,
  amount,
  CALLS,
  type Columns,
  expected,
  Input,
  nonNull,
  number,
  someColumns,
  text,
} from './accumulator-model.ts';

type Step = { readonly add: Columns } | { readonly takeBack: number } | { readonly restart: true };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ add: someColumns }) },
    { weight: 3, arbitrary: fc.record({ takeBack: fc.nat() }) },
    { weight: 1, arbitrary: fc.constant({ restart: true as const }) },
  ),
  { maxLength: 80 },
);

/** The rows that are left, and of each column its values in order: a value that goes is the earliest of its kind. */
class Model {
  readonly rows: Columns[] = [];
  readonly texts: (string | null)[] = [];
  readonly numbers: (number | null)[] = [];

  add(columns: Columns): void {
    this.rows.push(columns);
    this.texts.push(columns[2]);
    this.numbers.push(columns[0]);
  }

  takeBack(index: number): void {
    const [row] = this.rows.splice(index, 1);
    this.texts.splice(this.texts.indexOf(row?.[2] ?? null), 1);
    this.numbers.splice(this.numbers.indexOf(row?.[0] ?? null), 1);
  }

  results(): Value[] {
    const texts = nonNull(this.texts);
    const inOrder = new Map<string, Value>([
      ['FIRST_VALUE', texts[0] ?? null],
      ['LAST_VALUE', nonNull(this.numbers).at(-1) ?? null],
      ['LISTAGG', texts.length === 0 ? null : texts.join('|')],
      ['ARRAY_AGG', this.numbers.length === 0 ? null : this.numbers],
    ]);
    const results = expected(this.rows);
    return CALLS.map((call, index) => inOrder.get(call.function) ?? results[index] ?? null);
  }
}

describe('accumulators of rows that are taken back', () => {
  test('compute what the rows that are left give, also after a trip through state', () => {
    const Accumulator = compileRetractingAccumulator(CALLS);
    fc.assert(
      fc.property(steps, (all) => {
        const model = new Model();
        let accumulator = new Accumulator();
        for (const step of all) {
          if ('restart' in step) accumulator = Accumulator.fromState(structuredClone(accumulator.toState()));
          else if ('add' in step) {
            model.add(step.add);
            accumulator.accumulate(new Input(...step.add));
          } else if (model.rows.length > 0) {
            const index = step.takeBack % model.rows.length;
            accumulator.retract(new Input(...(model.rows[index] ?? [])));
            model.takeBack(index);
          }
          expect(accumulator.results()).toEqual(model.results());
        }
      }),
      { numRuns: 300 },
    );
  });

  test('long lists and many values, taken back in any order', () => {
    const calls = [
      aggregate('MIN', [number], INT),
      aggregate('MAX', [number], INT),
      aggregate('FIRST_VALUE', [number], INT),
      aggregate('LAST_VALUE', [number], INT),
      aggregate('COUNT', [number], BIGINT, { distinct: true }),
      aggregate('ARRAY_AGG', [number], arrayOf(INT), { distinct: true }),
    ];
    const Accumulator = compileRetractingAccumulator(calls);
    const row = (value: number) => new Input(value, null, null, null);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          Array.from({ length: 3000 }, (_, index) => index),
          { minLength: 2000 },
        ),
        (gone) => {
          const accumulator = new Accumulator();
          for (let value = 0; value < 3000; value += 1) accumulator.accumulate(row(value));
          const taken = new Set(gone);
          for (const value of gone) accumulator.retract(row(value));
          const left = Array.from({ length: 3000 }, (_, index) => index).filter((value) => !taken.has(value));
          const [first = null, last = null] = [left[0], left.at(-1)];
          const list = left.length === 0 ? null : left;
          expect(accumulator.results()).toEqual([first, last, first, last, left.length, list]);
        },
      ),
      { numRuns: 10 },
    );
  });

  test('a value counts until its last row has gone', () => {
    const Distinct = compileRetractingAccumulator([
      aggregate('SUM', [amount], decimal(38, 2), { distinct: true }),
      aggregate('LISTAGG', [text, text], STRING, { distinct: true }),
    ]);
    const distinct = new Distinct();
    const row = new Input(null, 500, 'a', null);
    distinct.accumulate(row);
    distinct.accumulate(row);
    distinct.retract(row);
    expect(distinct.results()).toEqual([500, 'a']);
    distinct.retract(row);
    expect(distinct.results()).toEqual([null, null]);
  });

  test('deviations agree with the textbook over what is left', () => {
    const double = column(3, DOUBLE);
    const Deviation = compileRetractingAccumulator([
      aggregate('VAR_POP', [double], DOUBLE),
      aggregate('STDDEV_SAMP', [double], DOUBLE),
    ]);
    const deviation = new Deviation();
    const row = (value: number) => new Input(null, null, null, value);
    for (const value of [5, 1, 2, 3, 4, 1000]) deviation.accumulate(row(value));
    deviation.retract(row(1000));
    expect(Number(deviation.results()[0])).toBeCloseTo(2, 6);
    expect(Number(deviation.results()[1])).toBeCloseTo(Math.sqrt(2.5), 6);
    for (const value of [5, 1, 2, 3, 4]) deviation.retract(row(value));
    expect(deviation.results()).toEqual([null, null]);
  });

  test('an accumulator that was reset is as new', () => {
    const Accumulator = compileRetractingAccumulator(CALLS);
    const accumulator = new Accumulator();
    accumulator.accumulate(new Input(1, 2, 'a', 3));
    accumulator.reset();
    expect(accumulator.results()).toEqual(new Accumulator().results());
    expect(accumulator.toState()).toEqual(new Accumulator().toState());
  });
});
