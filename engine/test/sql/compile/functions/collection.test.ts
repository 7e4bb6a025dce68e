/** Rows, arrays, maps, and the comparisons that stand for them. */
import { describe, expect, test } from 'vitest';
import type { DataType } from '../../../../src/row/data-type.ts';
import type { Value } from '../../../../src/row/row.ts';
import { arrayOf, BOOLEAN, callValue, columnCallValue, INT, STRING, type Typed } from '../build.ts';

const INTS = arrayOf(INT);
const MAP: DataType = { kind: 'MAP', key: STRING, value: INT, nullable: true };
const ints = (...values: (number | null)[]): Typed => [values, INTS];
const int = (value: number | null): Typed => [value, INT];
const map = (entries: Record<string, number>): Typed => [new Map(Object.entries(entries)), MAP];

test.each<[string, Typed[], DataType, Value]>([
  ['ARRAY', [int(1), int(null)], INTS, [1, null]],
  ['ITEM', [ints(1, 2), int(2)], INT, 2],
  ['ITEM', [ints(1, 2), int(3)], INT, null],
  ['ITEM', [map({ a: 1 }), ['a', STRING]], INT, 1],
  ['ITEM', [map({ a: 1 }), ['b', STRING]], INT, null],
  [
    'FIELD',
    [
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
      ],
      int(1),
    ],
    INT,
    2,
  ],
  ['ELEMENT', [ints(7)], INT, 7],
  ['ELEMENT', [ints()], INT, null],
  ['CARDINALITY', [ints(1, 2)], INT, 2],
  ['CARDINALITY', [map({ a: 1 })], INT, 1],
  ['ARRAY_CONTAINS', [ints(1, null), int(null)], BOOLEAN, true],
  ['ARRAY_CONTAINS', [ints(1), int(2)], BOOLEAN, false],
  ['ARRAY_POSITION', [ints(1, 2), int(2)], INT, 2],
  ['ARRAY_APPEND', [ints(1), int(null)], INTS, [1, null]],
  ['ARRAY_PREPEND', [ints(1), int(0)], INTS, [0, 1]],
  ['ARRAY_REMOVE', [ints(1, 2, 1), int(1)], INTS, [2]],
  ['ARRAY_DISTINCT', [ints(2, null, 2, null, 1)], INTS, [2, null, 1]],
  ['ARRAY_REVERSE', [ints(1, 2)], INTS, [2, 1]],
  ['ARRAY_SLICE', [ints(1, 2, 3, 4), int(2), int(3)], INTS, [2, 3]],
  ['ARRAY_SLICE', [ints(1, 2, 3, 4), int(-2)], INTS, [3, 4]],
  ['ARRAY_SLICE', [ints(1, 2, 3), int(1), int(0)], INTS, [1]],
  ['ARRAY_SLICE', [ints(1, 2, 3), int(3), int(2)], INTS, []],
  ['ARRAY_SORT', [ints(2, null, 10)], INTS, [null, 2, 10]],
  ['ARRAY_SORT', [ints(2, null, 10), [false, BOOLEAN]], INTS, [10, 2, null]],
  ['ARRAY_SORT', [ints(2, null, 10), [false, BOOLEAN], [true, BOOLEAN]], INTS, [null, 10, 2]],
  ['ARRAY_UNION', [ints(1, 2), ints(2, 3)], INTS, [1, 2, 3]],
  ['ARRAY_EXCEPT', [ints(1, null, 2, 1), ints(2)], INTS, [1, null]],
  ['ARRAY_INTERSECT', [ints(1, 2, 2), ints(2, 3)], INTS, [2]],
  ['ARRAY_CONCAT', [ints(1), ints(), ints(2)], INTS, [1, 2]],
  ['ARRAY_MAX', [ints(1, null, 3)], INT, 3],
  ['ARRAY_MIN', [ints(null)], INT, null],
  [
    'ARRAY_JOIN',
    [
      [['a', null, 'b'], arrayOf(STRING)],
      ['-', STRING],
    ],
    STRING,
    'a-b',
  ],
  [
    'ARRAY_JOIN',
    [
      [['a', null, 'b'], arrayOf(STRING)],
      ['-', STRING],
      ['?', STRING],
    ],
    STRING,
    'a-?-b',
  ],
  ['MAP', [['a', STRING], int(1)], MAP, new Map([['a', 1]])],
  ['MAP_KEYS', [map({ a: 1, b: 2 })], arrayOf(STRING), ['a', 'b']],
  ['MAP_VALUES', [map({ a: 1, b: 2 })], INTS, [1, 2]],
  ['MAP_ENTRIES', [map({ a: 1 })], INTS, [['a', 1]]],
  ['MAP_FROM_ARRAYS', [[['a'], arrayOf(STRING)], ints(1)], MAP, new Map([['a', 1]])],
  [
    'MAP_UNION',
    [map({ a: 1, b: 1 }), map({ b: 2 })],
    MAP,
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  ],
  ['GREATEST', [int(1), int(3), int(2)], INT, 3],
  ['LEAST', [int(1), int(null)], INT, null],
  ['EQUALS', [ints(1, 2), ints(1, 2)], BOOLEAN, true],
  [
    'LESS',
    [
      [Buffer.from([1]), { kind: 'VARBINARY', length: 9, nullable: true }],
      [Buffer.from([200]), { kind: 'VARBINARY', length: 9, nullable: true }],
    ],
    BOOLEAN,
    true,
  ],
  ['IN', [int(2), int(1), int(2), int(3), int(4)], BOOLEAN, true],
  ['IN', [int(9), int(1), int(2), int(3), int(4)], BOOLEAN, false],
  ['IN', [int(9), int(1), int(null)], BOOLEAN, null],
  ['IS_NOT_DISTINCT_FROM', [int(null), int(null)], BOOLEAN, true],
])('%s(%o) is %o', (name, args, type, expected) => {
  expect(callValue(name, args, type)).toEqual(expected);
  expect(columnCallValue(name, args, type, name === 'FIELD' ? [1] : [])).toEqual(expected);
});

describe('what cannot be', () => {
  test('ELEMENT of several and maps of unequal halves fail', () => {
    expect(() => columnCallValue('ELEMENT', [ints(1, 2)], INT)).toThrow('2 elements');
    expect(() => columnCallValue('MAP_FROM_ARRAYS', [ints(1), ints()], MAP)).toThrow('1 keys and 0 values');
  });
});
