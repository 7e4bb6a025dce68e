/** CAST and TRY_CAST: input → what Flink 2.2 gives. */
import { describe, expect, test } from 'vitest';
import type { DataType } from '../../../src/row/data-type.ts';
import type { Value } from '../../../src/row/row.ts';
import { parseDate } from '../../../src/row/timestamp.ts';
import {
  arrayOf,
  BIGINT,
  BOOLEAN,
  cast,
  column,
  DATE,
  DOUBLE,
  decimal,
  evaluate,
  INT,
  STRING,
  TIME,
  TIMESTAMP,
  TIMESTAMP_LTZ,
  tryCast,
} from './build.ts';

const TINYINT: DataType = { kind: 'TINYINT', nullable: true };
const FLOAT: DataType = { kind: 'FLOAT', nullable: true };
const char = (length: number): DataType => ({ kind: 'CHAR', length, nullable: true });
const varchar = (length: number): DataType => ({ kind: 'VARCHAR', length, nullable: true });
const timestamp = (precision: number): DataType => ({ kind: 'TIMESTAMP', precision, nullable: true });
const ms = Date.UTC(2024, 0, 15, 10, 30, 0, 250);

describe('CAST', () => {
  test.each<[Value, DataType, DataType, Value]>([
    [null, STRING, INT, null],
    ['42', STRING, INT, 42],
    ['-42.9', STRING, INT, -42],
    ['+7', STRING, BIGINT, 7],
    [' 1.9 ', STRING, INT, 1],
    [' 2024-01-15 ', STRING, DATE, parseDate('2024-01-15') ?? null],
    ['1.5e3', STRING, DOUBLE, 1500],
    [' 1.5 ', STRING, DOUBLE, 1.5],
    ['0.1', STRING, FLOAT, Math.fround(0.1)],
    [' 12.345 ', STRING, decimal(10, 2), 1235],
    ['Yes', STRING, BOOLEAN, true],
    ['0', STRING, BOOLEAN, false],
    ['2024-01-15', STRING, DATE, parseDate('2024-01-15') ?? null],
    ['10:30:00', STRING, TIME, 37_800_000],
    ['2024-01-15 10:30:00.2509', STRING, TIMESTAMP, ms],
    ['2024-01-15 10:30:00.250', STRING, timestamp(0), ms - 250],
    ['2024-01-15', STRING, TIMESTAMP_LTZ, Date.UTC(2024, 0, 15)],
    [42, INT, STRING, '42'],
    [1.5, DOUBLE, STRING, '1.5'],
    [1e10, DOUBLE, STRING, '1.0E10'],
    [1250, decimal(10, 2), STRING, '12.50'],
    [true, BOOLEAN, STRING, 'TRUE'],
    [ms, TIMESTAMP, STRING, '2024-01-15 10:30:00.250'],
    [ms, timestamp(6), STRING, '2024-01-15 10:30:00.250000'],
    [ms, TIMESTAMP_LTZ, STRING, '2024-01-15 10:30:00.250'],
    [19737, DATE, STRING, '2024-01-15'],
    [37_800_000, TIME, STRING, '10:30:00'],
    [[1, null], arrayOf(INT), STRING, '[1, NULL]'],
    ['abc', STRING, char(5), 'abc  '],
    ['abc', STRING, varchar(2), 'ab'],
    ['😀😀', STRING, varchar(1), '😀'],
    [12345, INT, varchar(3), '123'],
    [5, INT, BIGINT, 5],
    [1.9, DOUBLE, INT, 1],
    [-1.9, DOUBLE, INT, -1],
    [-199, decimal(10, 2), INT, -1],
    [199, decimal(10, 2), DOUBLE, 1.99],
    [5, INT, decimal(10, 2), 500],
    [5, INT, decimal(2, 1), 50],
    [50, INT, decimal(2, 1), null],
    [12345, decimal(10, 3), decimal(10, 2), 1235],
    [12345, decimal(10, 2), decimal(4, 2), null],
    [1.005, DOUBLE, decimal(10, 2), 101],
    [true, BOOLEAN, INT, 1],
    [false, BOOLEAN, decimal(3, 1), 0],
    [2, INT, BOOLEAN, true],
    [ms, TIMESTAMP, DATE, 19737],
    [ms, TIMESTAMP, TIME, 37_800_250 - 250],
    [19737, DATE, TIMESTAMP, Date.UTC(2024, 0, 15)],
    [ms, TIMESTAMP, timestamp(1), ms - 50],
    [ms, TIMESTAMP, TIMESTAMP_LTZ, ms],
    [['1', null], arrayOf(STRING), arrayOf(INT), [1, null]],
    [Buffer.from('ü'), { kind: 'VARBINARY', length: 9, nullable: true }, STRING, 'ü'],
  ])('%j from %o to %o', (value, from, to, expected) => {
    expect(evaluate(cast(column(0, from), to), [value])).toEqual(expected);
    expect(evaluate(tryCast(column(0, from), to), [value])).toEqual(expected);
  });

  test.each<[Value, DataType, DataType]>([
    ['abc', STRING, INT],
    ['', STRING, INT],
    ['2147483648', STRING, INT],
    ['1\t', STRING, INT],
    ['\u00a01.5', STRING, DOUBLE],
    [' 2024-01-15 10:20:30', STRING, DATE],
    ['maybe', STRING, BOOLEAN],
    ['1000', STRING, decimal(3, 0)],
    ['2024-02-30', STRING, DATE],
    ['2024-01-15T10:30:00Z', STRING, TIMESTAMP],
    ['2024-01-15 10:30:00.0001', STRING, timestamp(6)],
    [['1', 'x'], arrayOf(STRING), arrayOf(INT)],
  ])('%j from %o to %o fails, and TRY_CAST gives NULL', (value, from, to) => {
    expect(() => evaluate(cast(column(0, from), to), [value])).toThrow(/test\.sql:3:7 CAST of .* failed/);
    expect(evaluate(tryCast(column(0, from), to), [value])).toBeNull();
  });

  test('a number that does not fit is refused, where Flink wraps around', () => {
    expect(() => evaluate(cast(column(0, INT), TINYINT), [200])).toThrow('200 does not fit TINYINT');
    expect(() => evaluate(cast(column(0, DOUBLE), INT), [Number.NaN])).toThrow('NaN does not fit INT');
    expect(evaluate(tryCast(column(0, INT), TINYINT), [200])).toBeNull();
  });

  test('the message names value and types', () => {
    expect(() => evaluate(cast(column(0, STRING), INT), ['x1'])).toThrow("CAST of 'x1' from STRING to INT failed");
  });
});
