/** Values and types as Flink prints them. */
import { describe, expect, test } from 'vitest';
import { type DataType, STRING } from '../../src/row/data-type.ts';
import { formatDouble, formatFloat } from '../../src/row/format-floating.ts';
import type { Value } from '../../src/row/row.ts';
import { formatType } from '../../src/row/type-format.ts';
import { formatValue } from '../../src/row/value-format.ts';

describe('doubles print as in Java', () => {
  test.each([
    [1, '1.0'],
    [0, '0.0'],
    [-0, '-0.0'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [9999999, '9999999.0'],
    [10000000, '1.0E7'],
    [12345678.9, '1.23456789E7'],
    [1.5e300, '1.5E300'],
    [-299.99, '-299.99'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%d', (value, expected) => {
    expect(formatDouble(value)).toBe(expected);
  });

  test('floats have the digits of their own precision', () => {
    expect(formatFloat(Math.fround(0.1))).toBe('0.1');
    expect(formatFloat(Math.fround(16777216))).toBe('1.6777216E7');
  });
});

const INT: DataType = { kind: 'INT', nullable: true };

describe('values', () => {
  test.each<[Value, DataType, string]>([
    [null, INT, 'NULL'],
    [true, { kind: 'BOOLEAN', nullable: true }, 'TRUE'],
    [-5, { kind: 'DECIMAL', precision: 3, scale: 2, nullable: true }, '-0.05'],
    [0, { kind: 'DATE', nullable: true }, '1970-01-01'],
    [1500, { kind: 'TIMESTAMP', precision: 3, nullable: true }, '1970-01-01 00:00:01.500'],
    [93_784_005, { kind: 'INTERVAL_DAY', nullable: true }, '+1 02:03:04.005'],
    [-14, { kind: 'INTERVAL_YEAR', nullable: true }, '-1-02'],
    [[1, null], { kind: 'ARRAY', element: INT, nullable: true }, '[1, NULL]'],
    [new Map([['a', 1]]), { kind: 'MAP', key: STRING, value: INT, nullable: true }, '{a=1}'],
    [
      ['x', 2],
      {
        kind: 'ROW',
        fields: [
          { name: 'a', type: STRING },
          { name: 'b', type: INT },
        ],
        nullable: true,
      },
      '(x, 2)',
    ],
    [['x', 'y', 'x'], { kind: 'MULTISET', element: STRING, nullable: true }, '{x=2, y=1}'],
  ])('%o', (value, type, expected) => {
    expect(formatValue(value, type)).toBe(expected);
  });
});

describe('types', () => {
  test.each<[DataType, string]>([
    [{ kind: 'DECIMAL', precision: 10, scale: 2, nullable: false }, 'DECIMAL(10, 2) NOT NULL'],
    [STRING, 'STRING'],
    [{ kind: 'CHAR', length: 3, nullable: false }, 'CHAR(3) NOT NULL'],
    [{ kind: 'TIMESTAMP_LTZ', precision: 3, nullable: true, attribute: 'rowtime' }, 'TIMESTAMP_LTZ(3) *ROWTIME*'],
    [
      { kind: 'MAP', key: STRING, value: { kind: 'ARRAY', element: INT, nullable: false }, nullable: true },
      'MAP<STRING, ARRAY<INT> NOT NULL>',
    ],
    [{ kind: 'ROW', fields: [{ name: 'a', type: INT }], nullable: true }, 'ROW<`a` INT>'],
  ])('%o', (type, expected) => {
    expect(formatType(type)).toBe(expected);
  });
});
