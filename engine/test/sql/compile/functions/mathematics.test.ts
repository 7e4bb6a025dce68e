/** Arithmetic and mathematical functions: input → what Flink gives. */
import { describe, expect, test } from 'vitest';
import type { DataType } from '../../../../src/row/data-type.ts';
import type { Value } from '../../../../src/row/row.ts';
import { BIGINT, callValue, columnCallValue, DOUBLE, decimal, INT, INTERVAL_DAY, type Typed } from '../build.ts';

function check(name: string, args: readonly Typed[], type: DataType, expected: Value): void {
  expect(callValue(name, args, type)).toEqual(expected);
  expect(columnCallValue(name, args, type)).toEqual(expected);
}

const int = (value: number | null): Typed => [value, INT];
const double = (value: number): Typed => [value, DOUBLE];
const money = (value: number): Typed => [value, decimal(10, 2)];

describe('operators', () => {
  test.each<[string, Typed[], DataType, Value]>([
    ['DIVIDE', [int(7), int(2)], INT, 3],
    ['DIVIDE', [int(-7), int(2)], INT, -3],
    ['DIVIDE', [int(-1), int(2)], INT, 0],
    ['DIVIDE', [double(1), double(0)], DOUBLE, Number.POSITIVE_INFINITY],
    ['DIVIDE', [money(1000), money(300)], decimal(23, 13), 33333333333333],
    ['MOD', [int(-7), int(2)], INT, -1],
    ['MOD', [money(750), money(200)], decimal(10, 2), 150],
    ['NEGATE', [int(0)], INT, 0],
    ['TIMES', [[60_000, INTERVAL_DAY], int(3)], INTERVAL_DAY, 180_000],
    ['PLUS', [int(null), int(1)], INT, null],
    ['TIMES', [money(9999999999), money(9999999999)], decimal(21, 4), 99999999980000000001n],
  ])('%s(%j)', (name, args, type, expected) => {
    check(name, args, type, expected);
  });

  test('an integer divided by zero fails, as in Flink', () => {
    expect(() => check('DIVIDE', [int(1), int(0)], INT, null)).toThrow('Division by zero');
    expect(() => check('MOD', [int(1), int(0)], INT, null)).toThrow('Division by zero');
  });

  test('an integer that leaves its type fails instead of wrapping around', () => {
    expect(() => check('TIMES', [int(65536), int(65536)], INT, null)).toThrow('4294967296 does not fit INT');
    expect(() => check('DIVIDE', [int(-2147483648), int(-1)], INT, null)).toThrow('does not fit INT');
    expect(() =>
      check(
        'PLUS',
        [
          [Number.MAX_SAFE_INTEGER, BIGINT],
          [1, BIGINT],
        ],
        BIGINT,
        null,
      ),
    ).toThrow('does not fit BIGINT');
  });
});

describe('rounding', () => {
  test.each<[string, Typed[], DataType, Value]>([
    ['ROUND', [money(12345), int(1)], decimal(10, 1), 1235],
    ['ROUND', [money(-12345), int(1)], decimal(10, 1), -1235],
    ['ROUND', [money(15000), int(-2)], decimal(9, 0), 200],
    ['ROUND', [money(12345), int(4)], decimal(10, 2), 12345],
    ['ROUND', [int(1250), int(-2)], INT, 1300],
    ['ROUND', [double(1.005), int(2)], DOUBLE, 1.01],
    ['ROUND', [double(-2.5)], DOUBLE, -3],
    ['ROUND', [double(1e300), int(2)], DOUBLE, 1e300],
    ['TRUNCATE', [money(-12399), int(1)], decimal(10, 1), -1239],
    ['TRUNCATE', [double(42.324), int(2)], DOUBLE, 42.32],
    ['CEIL', [money(101)], decimal(10, 0), 2],
    ['CEIL', [money(-101)], decimal(10, 0), -1],
    ['FLOOR', [money(-101)], decimal(10, 0), -2],
    ['FLOOR', [int(5)], INT, 5],
    ['FLOOR', [double(-1.5)], DOUBLE, -2],
    ['ABS', [money(-5)], decimal(10, 2), 5],
    ['SIGN', [money(-5)], decimal(10, 2), -100],
    ['SIGN', [int(7)], INT, 1],
  ])('%s(%j)', (name, args, type, expected) => {
    check(name, args, type, expected);
  });
});

test.each<[string, number[], number]>([
  ['POWER', [2, 10], 1024],
  ['SQRT', [9], 3],
  ['LN', [Math.E], 1],
  ['LOG', [2, 8], 3],
  ['LOG2', [8], 3],
  ['LOG10', [1000], 3],
  ['COT', [1], 1 / Math.tan(1)],
  ['DEGREES', [Math.PI], 180],
  ['RADIANS', [180], Math.PI],
  ['ATAN2', [1, 1], Math.PI / 4],
])('%s(%j)', (name, args, expected) => {
  const value = columnCallValue(name, args.map(double), DOUBLE);
  expect(value).toBeCloseTo(expected, 12);
});
