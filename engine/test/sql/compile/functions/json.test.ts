/** JSON functions: input → what Flink gives. */
import { describe, expect, test } from 'vitest';
import type { DataType } from '../../../../src/row/data-type.ts';
import type { Value } from '../../../../src/row/row.ts';
import {
  arrayOf,
  BIGINT,
  BOOLEAN,
  call,
  callValue,
  column,
  DOUBLE,
  decimal,
  evaluate,
  INT,
  literal,
  STRING,
  TIMESTAMP,
  TIMESTAMP_LTZ,
} from '../build.ts';

const DOCUMENT = JSON.stringify({
  type: 'account',
  age: 42,
  balance: 13.37,
  active: true,
  nothing: null,
  'odd name': 1,
  tags: ['a', 'b', 'c'],
  items: [{ id: 1, n: 10 }, null, { id: 2, n: 11 }],
});

function run(name: string, json: Value, options: readonly Value[], type: DataType): Value {
  const args = [column(0, STRING), ...options.map((option) => literal(option, STRING))];
  return evaluate(call(name, args, type), [json]);
}

function value(path: string, type: DataType = STRING, json: Value = DOCUMENT): Value {
  return run('JSON_VALUE', json, [path, 'NULL', null, 'NULL', null], type);
}

describe('JSON_VALUE', () => {
  test.each<[string, DataType, Value]>([
    ['$.type', STRING, 'account'],
    ['lax $.age', STRING, '42'],
    ['$.age', INT, 42],
    ['$.age', BIGINT, 42],
    ['$.balance', DOUBLE, 13.37],
    ['$.balance', decimal(10, 2), 1337],
    ['$.balance', INT, null],
    ['$.active', BOOLEAN, true],
    ['$.active', STRING, 'true'],
    ['$.type', INT, null],
    ['$.nothing', STRING, null],
    ['$.missing', STRING, null],
    ['$.tags', STRING, null],
    ['$.tags[1]', STRING, 'b'],
    ['$.tags[-1]', STRING, 'c'],
    ['$.tags[7]', STRING, null],
    ["$['odd name']", STRING, '1'],
    ['$["items"][2].id', INT, 2],
  ])('%s', (path, type, expected) => {
    expect(value(path, type)).toBe(expected);
  });

  test('numbers keep their spelling and their digits', () => {
    expect(value('$.a', STRING, '{"a": 1.10}')).toBe('1.10');
    expect(value('$.a', STRING, '{"a": 12345678901234567890}')).toBe('12345678901234567890');
    expect(value('$.a', decimal(38, 2), '{"a": 12345678901234567890.5}')).toBe(1234567890123456789050n);
  });

  test('NULL and what is not JSON', () => {
    expect(value('$.a', STRING, null)).toBeNull();
    expect(value('lax $.a', STRING, 'nonsense')).toBeNull();
  });

  test('empty results and errors have a behaviour of their own', () => {
    const withDefaults = (path: string) =>
      run('JSON_VALUE', DOCUMENT, [path, 'DEFAULT', 'empty', 'DEFAULT', 'error'], STRING);
    expect(withDefaults('lax $.missing')).toBe('empty');
    expect(withDefaults('strict $.missing')).toBe('error');
    expect(withDefaults('lax $.tags')).toBe('empty');
    expect(withDefaults('strict $.tags')).toBe('error');
    const failing = (path: string) => run('JSON_VALUE', DOCUMENT, [path, 'ERROR', null, 'ERROR', null], STRING);
    expect(() => failing('lax $.missing')).toThrow('the result is empty');
    expect(() => failing('strict $.missing')).toThrow('the path leads nowhere');
  });

  test.each(['a.b', '$.a[?(@.x>)]', '$.a[?(x == 1)]', '$.longest()', '$.a.length().b', '$['])(
    'the path %s is refused',
    (path) => {
      expect(() => value(path)).toThrow('cannot be used');
    },
  );
});

describe('JSON_EXISTS', () => {
  const exists = (path: string, onError = 'FALSE') => run('JSON_EXISTS', DOCUMENT, [path, onError], BOOLEAN);
  test.each<[string, string, Value]>([
    ['lax $.tags[0]', 'FALSE', true],
    ['lax $.tags[3]', 'FALSE', false],
    ['$.missing', 'FALSE', false],
    ['$.missing', 'TRUE', true],
    ['$.missing', 'UNKNOWN', null],
    ['lax $.missing', 'TRUE', false],
    ['$.tags[*]', 'FALSE', true],
    ['lax $.missing[*]', 'FALSE', true],
  ])('%s %s ON ERROR', (path, onError, expected) => {
    expect(exists(path, onError)).toBe(expected);
  });

  test('ERROR ON ERROR fails', () => {
    expect(() => exists('$.missing', 'ERROR')).toThrow('JSON_EXISTS: the path leads nowhere');
  });
});

describe('JSON_QUERY', () => {
  const query = (path: string, wrapper = 'WITHOUT', type: DataType = STRING) =>
    run('JSON_QUERY', DOCUMENT, [path, wrapper, 'NULL', 'NULL'], type);
  test.each<[string, string, Value]>([
    ['$.tags', 'WITHOUT', '["a","b","c"]'],
    ['$.items[0]', 'WITHOUT', '{"id":1,"n":10}'],
    ['$.items[*].id', 'WITHOUT', '[1,2]'],
    ['$..id', 'WITHOUT', '[1,2]'],
    ['$.tags[0,2]', 'WITHOUT', '["a","c"]'],
    ['$.tags[0:2]', 'WITHOUT', '["a","b"]'],
    ['$.type', 'WITHOUT', null],
    ['$.type', 'CONDITIONAL', '["account"]'],
    ['$.tags', 'CONDITIONAL', '["a","b","c"]'],
    ['$.tags', 'UNCONDITIONAL', '[["a","b","c"]]'],
    ['$.balance', 'UNCONDITIONAL', '[13.37]'],
  ])('%s %s', (path, wrapper, expected) => {
    expect(query(path, wrapper)).toBe(expected);
  });

  test('as an array of texts', () => {
    expect(query('$.items', 'WITHOUT', arrayOf(STRING))).toEqual(['{"id":1,"n":10}', null, '{"id":2,"n":11}']);
    expect(query('$.items[0]', 'WITHOUT', arrayOf(STRING))).toBeNull();
  });

  test('names are sorted', () => {
    expect(run('JSON_QUERY', '{"b":{"z":1,"a":2}}', ['$', 'WITHOUT', 'NULL', 'NULL'], STRING)).toBe(
      '{"b":{"a":2,"z":1}}',
    );
  });
});

describe('building JSON', () => {
  test('objects and arrays', () => {
    const object = call(
      'JSON_OBJECT',
      [
        literal('NULL', STRING),
        literal('b', STRING),
        literal(150, decimal(5, 2)),
        literal('a', STRING),
        column(0, STRING),
      ],
      STRING,
    );
    expect(evaluate(object, ['x"'])).toBe('{"a":"x\\"","b":1.50}');
    expect(evaluate(object, [null])).toBe('{"a":null,"b":1.50}');
    const nested = call(
      'JSON_ARRAY',
      [literal('ABSENT', STRING), object, column(0, STRING), literal(true, BOOLEAN)],
      STRING,
    );
    expect(evaluate(nested, [null])).toBe('[{"a":null,"b":1.50},true]');
  });

  test.each<[Value, DataType, string]>([
    [1.5, DOUBLE, '1.5'],
    [1, DOUBLE, '1.0'],
    [1500, TIMESTAMP, '"1970-01-01T00:00:01.5"'],
    [1000, TIMESTAMP_LTZ, '"1970-01-01T00:00:01Z"'],
    [[1, null], arrayOf(INT), '[1,null]'],
    [new Map([['k', 1]]), { kind: 'MAP', key: STRING, value: INT, nullable: true }, '{"k":1}'],
    [['x'], { kind: 'ROW', fields: [{ name: 'f', type: STRING }], nullable: true }, '{"f":"x"}'],
  ])('JSON_STRING(%j)', (input, type, expected) => {
    expect(callValue('JSON_STRING', [[input, type]], STRING)).toBe(expected);
  });

  test.each<[string, string, Value]>([
    ['JSON_QUOTE', 'a"/ü\n', '"a\\"\\/\\u00fc\\n"'],
    ['JSON_UNQUOTE', '"a\\"\\u00fc\\n"', 'a"ü\n'],
    ['JSON_UNQUOTE', 'no json', 'no json'],
    ['JSON', ' {"b": 1.0, "a": 2} ', '{"a":2,"b":1.0}'],
    ['JSON', ' ', null],
  ])('%s(%s)', (name, input, expected) => {
    expect(callValue(name, [[input, STRING]], STRING)).toBe(expected);
  });

  test.each<[Value, string, boolean]>([
    ['{}', 'VALUE', true],
    ['{}', 'OBJECT', true],
    ['{}', 'ARRAY', false],
    ['1', 'SCALAR', true],
    ['nope', 'VALUE', false],
    [null, 'VALUE', false],
  ])('%s IS JSON %s', (input, kind, expected) => {
    expect(run('IS_JSON', input, [kind], BOOLEAN)).toBe(expected);
  });
});
