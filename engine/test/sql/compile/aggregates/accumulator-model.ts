/** Aggregate calls over rows of four columns, and plain computations of their results, for tests of accumulators. */
import fc from 'fast-check';
import type { DataType } from '../../../../src/row/data-type.ts';
import type { Value } from '../../../../src/row/row.ts';
import { rowClass } from '../../../../src/row/row-class.ts';
import type { AggregateCall, Expression } from '../../../../src/sql/bind/expression.ts';
import { arrayOf, BIGINT, BOOLEAN, call, column, DOUBLE, decimal, INT, literal, STRING, span } from '../build.ts';

export const SCHEMA = [INT, decimal(38, 2), STRING, DOUBLE].map((type, index) => ({ name: `f${index}`, type }));
export const Input = rowClass(SCHEMA);
export type Columns = readonly [number | null, number | bigint | null, string | null, number | null];

export const number = column(0, INT);
export const amount = column(1, decimal(38, 2));
export const text = column(2, STRING);

interface Options {
  readonly distinct?: boolean;
  readonly filter?: Expression;
}

export function aggregate(
  name: string,
  args: readonly Expression[],
  type: DataType,
  options: Options = {},
): AggregateCall {
  return { function: name, args, distinct: false, type, name, span, ...options };
}

const positive = call('GREATER', [number, literal(0, INT)], BOOLEAN);
export const CALLS: readonly AggregateCall[] = [
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

export const nonNull = <T>(values: readonly (T | null)[]) => values.filter((value) => value !== null);
const sumOf = (values: readonly (number | bigint)[]) =>
  values.reduce<bigint>((total, value) => total + BigInt(value), 0n);
export const normal = (value: bigint) => (value >= -(2n ** 53n) + 1n && value < 2n ** 53n ? Number(value) : value);

/** Half up, away from zero, of unscaled integers. */
function averageOf(values: readonly (number | bigint)[]): Value {
  if (values.length === 0) return null;
  const total = sumOf(values) * 10_000n;
  const count = BigInt(values.length);
  const magnitude = ((total < 0n ? -total : total) * 2n + count) / (2n * count);
  return normal(total < 0n ? -magnitude : magnitude);
}

export function expected(rows: readonly Columns[]): Value[] {
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
export const someColumns: fc.Arbitrary<Columns> = fc.tuple<[Columns[0], Columns[1], Columns[2], Columns[3]]>(
  fc.option(fc.integer({ min: -9, max: 9 })),
  fc.option(amounts),
  fc.option(fc.constantFrom('', 'a', 'b', '😀', '\uffff')),
  fc.option(fc.double({ noNaN: true, min: -1e3, max: 1e3 })),
);
export const rowsOf = fc.array(someColumns, { maxLength: 12 });
