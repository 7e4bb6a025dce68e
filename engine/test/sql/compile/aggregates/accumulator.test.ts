/** Accumulators against plain computations over all rows, however the rows are split, merged and stored in between. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataType } from '../../../../src/row/data-type.ts';
import type { Value } from '../../../../src/row/row.ts';
import { rowClass } from '../../../../src/row/row-class.ts';
import type { AggregateCall, Expression } from '../../../../src/sql/bind/expression.ts';
import { compileAccumulator } from '../../../../src/sql/compile/aggregates/compile-accumulator.ts';
import type { StateValue } from '../../../../src/state/state-store.ts';
import { arrayOf, BIGINT, BOOLEAN, call, column, DOUBLE, decimal, INT, literal, STRING, span } from '../build.ts';

const SCHEMA = [INT, decimal(38, 2), STRING, DOUBLE].map((type, index) => ({ name: `f${index}`, type }));
const Input = rowClass(SCHEMA);
type Columns = readonly [number | null, number | bigint | null, string | null, number | null];

const number = column(0, INT);
const amount = column(1, decimal(38, 2));
const text = column(2, STRING);

interface Options {
  readonly distinct?: boolean;
  readonly filter?: Expression;
}

function aggregate(name: string, args: readonly Expression[], type: DataType, options: Options = {}): AggregateCall {
  return { function: name, args, distinct: false, type, name, span, ...options };
}

const positive = call('GREATER', [number, literal(0, INT)], BOOLEAN);
const CALLS: readonly AggregateCall[] = [
  aggregate('COUNT', [], BIGINT),
  aggregate('COUNT', [number], BIGINT),
  aggregate('SUM', [number], INT, { filter: positive }),
  aggregate('SUM', [amount], decimal(38, 2)),
  aggregate('AVG', [amount], decimal(38, 6)),
  aggregate('AVG', [number], INT),
  aggregate('MIN', [text], STRING),
  aggregate('MAX', [amount], decimal(38, 2)),
  aggregate('COUNT', [text], BIGINT, { distinct: true }),
  aggregate('COUNT', [number, text], BIGINT, { distinct: true }),
  aggregate('SUM', [amount], decimal(38, 2), { distinct: true, filter: positive }),
  aggregate('FIRST_VALUE', [text], STRING),
  aggregate('LAST_VALUE', [number], INT),
  aggregate('LISTAGG', [text, literal('|', STRING)], STRING),
  aggregate('ARRAY_AGG', [number], arrayOf(INT)),
  aggregate('SUM0', [number], INT),
];

const nonNull = <T>(values: readonly (T | null)[]) => values.filter((value) => value !== null);
const sumOf = (values: readonly (number | bigint)[]) =>
  values.reduce<bigint>((total, value) => total + BigInt(value), 0n);
const normal = (value: bigint) => (value >= -(2n ** 53n) + 1n && value < 2n ** 53n ? Number(value) : value);

/** Half up, away from zero, of unscaled integers. */
function averageOf(values: readonly (number | bigint)[]): Value {
  if (values.length === 0) return null;
  const total = sumOf(values) * 10_000n;
  const count = BigInt(values.length);
  const magnitude = ((total < 0n ? -total : total) * 2n + count) / (2n * count);
  return normal(total < 0n ? -magnitude : magnitude);
}

function expected(rows: readonly Columns[]): Value[] {
  const numbers = nonNull(rows.map(([value]) => value));
  const amounts = nonNull(rows.map(([, value]) => value));
  const texts = nonNull(rows.map(([, , value]) => value));
  const positives = rows.filter(([value]) => value !== null && value > 0);
  const positiveAmounts = new Set(nonNull(positives.map(([, value]) => value)));
  const pairs = rows.filter(([a, , b]) => a !== null && b !== null).map(([a, , b]) => `${a} ${b}`);
  const largest = amounts.reduce<number | bigint | null>(
    (max, value) => (max === null || value > max ? value : max),
    null,
  );
  return [
    rows.length,
    numbers.length,
    positives.length === 0 ? null : Number(sumOf(positives.map(([value]) => value ?? 0))),
    amounts.length === 0 ? null : normal(sumOf(amounts)),
    averageOf(amounts),
    numbers.length === 0 ? null : Math.trunc(Number(sumOf(numbers)) / numbers.length) + 0,
    texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))[0] ?? null,
    largest,
    new Set(texts).size,
    new Set(pairs).size,
    positiveAmounts.size === 0 ? null : normal(sumOf([...positiveAmounts])),
    texts[0] ?? null,
    numbers.at(-1) ?? null,
    texts.length === 0 ? null : texts.join('|'),
    rows.length === 0 ? null : rows.map(([value]) => value),
    Number(sumOf(numbers)),
  ];
}

const amounts: fc.Arbitrary<number | bigint> = fc.oneof(
  fc.integer({ min: -999, max: 999 }),
  fc.constantFrom<(number | bigint)[]>(Number.MAX_SAFE_INTEGER, 10n ** 30n, -(10n ** 30n)),
);
const someColumns: fc.Arbitrary<Columns> = fc.tuple<[Columns[0], Columns[1], Columns[2], Columns[3]]>(
  fc.option(fc.integer({ min: -9, max: 9 })),
  fc.option(amounts),
  fc.option(fc.constantFrom('', 'a', 'b', '😀', '\uffff')),
  fc.option(fc.double({ noNaN: true, min: -1e3, max: 1e3 })),
);
const rowsOf = fc.array(someColumns, { maxLength: 12 });

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
        const restored = Accumulator.fromState(state);
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
