/** What JSON records mean as rows: Flink's rules for each type, through the decoder that everyone uses. */
import { expect, test, vi } from 'vitest';
import { DecodeFailure } from '../../src/formats/decode-failure.ts';
import { compileJsonDecoder, type JsonDecoderOptions } from '../../src/formats/json-scanner.ts';
import { type DataType, type Schema, STRING } from '../../src/row/data-type.ts';
import { rowToValues } from '../../src/row/row-class.ts';

const nullable = true;
const INT: DataType = { kind: 'INT', nullable };

function decode(columns: Schema, text: string, options: JsonDecoderOptions = {}): unknown {
  const bytes = Buffer.from(text);
  const row = compileJsonDecoder(columns, options).decode(bytes, 0, bytes.length);
  return row instanceof DecodeFailure ? `failure: ${row.reason}` : rowToValues(row);
}

/** The value of a single column `v` for a JSON value. */
function value(type: DataType, json: string, options: JsonDecoderOptions = {}): unknown {
  const values = decode([{ name: 'v', type }], `{"v":${json}}`, options);
  return Array.isArray(values) ? values[0] : values;
}

test('integers lose a fraction, and are refused beyond their range', () => {
  expect(value(INT, '12')).toBe(12);
  expect(value(INT, '1.9')).toBe(1);
  expect(value(INT, '1e2')).toBe(100);
  expect(value(INT, '" 7 "')).toBe(7);
  expect(value(INT, '2147483648')).toMatch(/v: 2147483648 is out of the range of INT/);
  expect(value({ kind: 'TINYINT', nullable }, '1.0')).toMatch(/failure: v: '1.0' is not a TINYINT/);
  expect(value({ kind: 'BIGINT', nullable }, '9007199254740992')).toMatch(/BIGINT as Millrace keeps it/);
  expect(value({ kind: 'BIGINT', nullable }, '9007199254740991')).toBe(9007199254740991);
});

test('decimals are exact, rounded half up, and NULL when too large', () => {
  const price: DataType = { kind: 'DECIMAL', precision: 5, scale: 2, nullable };
  expect(value(price, '299.99')).toBe(29999);
  expect(value(price, '2.675')).toBe(268);
  expect(value(price, '-2.675')).toBe(-268);
  expect(value(price, '"12.5"')).toBe(1250);
  expect(value(price, '1000')).toBeNull();
  expect(value(price, '999.995')).toBeNull();
  expect(value(price, '1e2')).toBe(10000);
  expect(value({ kind: 'DECIMAL', precision: 38, scale: 18, nullable }, '0.1')).toBe(100_000_000_000_000_000n);
  expect(value({ kind: 'DECIMAL', precision: 20, scale: 20, nullable }, '0.12345678901234567891')).toBe(
    12345678901234567891n,
  );
  expect(value(price, '"abc"')).toMatch(/'abc' is not a decimal number/);
});

test('a STRING takes numbers as written and nested values as compact JSON', () => {
  expect(value(STRING, '1.50')).toBe('1.50');
  expect(value(STRING, '1e5')).toBe('1e5');
  expect(value(STRING, 'true')).toBe('true');
  expect(value(STRING, '{ "a" : [1, 2.50, "é\\n"], "b" : {} }')).toBe('{"a":[1,2.5,"é\\n"],"b":{}}');
  expect(value(STRING, '"caf\\u00e9 \\"x\\""')).toBe('café "x"');
  expect(value(STRING, '"日本"')).toBe('日本');
});

test('timestamps follow the standard that is set, and the zone that the type asks for', () => {
  const local: DataType = { kind: 'TIMESTAMP', precision: 3, nullable };
  const zoned: DataType = { kind: 'TIMESTAMP_LTZ', precision: 3, nullable };
  const iso = { timestampFormat: 'ISO-8601' } as const;
  const expected = Date.UTC(2024, 0, 15, 10, 30, 0, 120);
  expect(value(local, '"2024-01-15 10:30:00.12"')).toBe(expected);
  expect(value(zoned, '"2024-01-15 10:30:00.12Z"')).toBe(expected);
  expect(value(local, '"2024-01-15T10:30:00.12"', iso)).toBe(expected);
  expect(value(zoned, '"2024-01-15T10:30:00.12Z"', iso)).toBe(expected);
  expect(value(zoned, '"2024-01-15T10:30:00.120999Z"', iso)).toBe(expected);
  expect(value(local, '"2024-01-15T10:30:00Z"', iso)).toMatch(
    /is not a timestamp such as 2024-01-15T10:30:00 \(TIMESTAMP/,
  );
  expect(value(zoned, '"2024-01-15T10:30:00"', iso)).toMatch(/2024-01-15T10:30:00Z \(TIMESTAMP_LTZ/);
  expect(value({ ...zoned, precision: 6 } as DataType, '"2024-01-15T10:30:00.1234Z"', iso)).toMatch(
    /finer than a millisecond/,
  );
  expect(value(zoned, '1705314600000', iso)).toMatch(/is not a timestamp/);
});

test("Java's SMART and STRICT dates are told apart", () => {
  const iso = { timestampFormat: 'ISO-8601' } as const;
  const leapDay = Date.UTC(2024, 1, 29);
  expect(value({ kind: 'TIMESTAMP_LTZ', precision: 3, nullable }, '"2024-02-31T00:00:00Z"', iso)).toBe(leapDay);
  expect(value({ kind: 'TIMESTAMP', precision: 3, nullable }, '"2024-02-28 24:00:00"')).toBe(leapDay);
  expect(value({ kind: 'TIMESTAMP', precision: 3, nullable }, '"2024-02-31T00:00:00"', iso)).toMatch(
    /a date that exists/,
  );
  expect(value({ kind: 'DATE', nullable }, '"2024-02-30"')).toMatch(/a date that exists/);
  expect(value({ kind: 'DATE', nullable }, '"1970-01-02"')).toBe(1);
  expect(value({ kind: 'TIME', precision: 0, nullable }, '"00:00:01.5"')).toBe(1500);
});

test('nested rows, arrays and maps', () => {
  const location: DataType = {
    kind: 'ROW',
    nullable,
    fields: [
      { name: 'country', type: STRING },
      { name: 'zip', type: INT },
    ],
  };
  expect(value(location, '{"zip":"5","country":"US"}')).toEqual(['US', 5]);
  expect(value(location, '{"other":{"zip":1}}')).toEqual([null, null]);
  expect(value(location, '[1]')).toMatch(/found an array in place of an object/);
  expect(value({ kind: 'ARRAY', element: INT, nullable }, '[1, null, "2"]')).toEqual([1, null, 2]);
  expect(value({ kind: 'MAP', key: STRING, value: INT, nullable }, '{"a":1,"b":null}')).toEqual(
    new Map([
      ['a', 1],
      ['b', null],
    ]),
  );
  expect(value({ kind: 'MULTISET', element: STRING, nullable }, '{"a":2,"b":1}')).toEqual(['a', 'a', 'b']);
});

test('missing fields are NULL, or a failure when that is asked for or the column is NOT NULL', () => {
  const columns = [
    { name: 'a', type: STRING },
    { name: 'b', type: STRING },
  ];
  expect(decode(columns, '{"b":"x"}')).toEqual([null, 'x']);
  expect(decode(columns, '{"b":"x"}', { failOnMissingField: true })).toBe('failure: a: the field is missing');
  expect(decode([{ name: 'a', type: { ...STRING, nullable: false } }], '{"a":null}')).toBe(
    'failure: a: the column is NOT NULL',
  );
});

test('with ignoreParseErrors a bad field is NULL and a bad record still fails', () => {
  const columns = [
    { name: 'a', type: INT },
    { name: 'b', type: STRING },
  ];
  expect(decode(columns, '{"a":"x","b":"y"}', { ignoreParseErrors: true })).toEqual([null, 'y']);
  expect(decode(columns, '{"a":1,', { ignoreParseErrors: true })).toMatch(/^failure: not JSON/);
});

test('of a field that comes twice the last counts, and inherited names are no fields', () => {
  expect(decode([{ name: 'a', type: INT }], '{"a":1,"a":2}')).toEqual([2]);
  expect(decode([{ name: 'a', type: INT }], '{"a":1,"\\u0061":3}')).toEqual([3]);
  expect(decode([{ name: 'toString', type: STRING }], '{}')).toEqual([null]);
  expect(decode([{ name: '__proto__', type: STRING }], '{"__proto__":"x"}')).toEqual(['x']);
});

test('a column whose name is not ASCII is read all the same', () => {
  expect(decode([{ name: 'größe', type: INT }], '{"größe":4}')).toEqual([4]);
});

test('an array of records is as many rows, each with its own failure', () => {
  const decoder = compileJsonDecoder([{ name: 'a', type: INT }]);
  const results: unknown[] = [];
  const bytes = Buffer.from(' [{"a":1},{"a":"x"},{"a":3}, 4]');
  decoder.decodeEach(bytes, 0, bytes.length, (result) => {
    results.push(result instanceof DecodeFailure ? result.reason : result.c0);
  });
  expect(results).toEqual([1, "a: 'x' is not an INT", 3, 'a record must be a JSON object']);
});

test('a line of a file is decoded without JSON.parse, whatever comes after it', () => {
  const parse = vi.spyOn(JSON, 'parse');
  const bytes = Buffer.from('{"a":1} \n \n{"a":2}');
  const decoder = compileJsonDecoder([{ name: 'a', type: INT }]);
  expect([decoder.decode(bytes, 0, 7), decoder.decode(bytes, 0, 8), decoder.decode(bytes, 11, 18)]).toMatchObject([
    { c0: 1 },
    { c0: 1 },
    { c0: 2 },
  ]);
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

test('an ordinary event is decoded without JSON.parse', () => {
  const parse = vi.spyOn(JSON, 'parse');
  const columns: Schema = [
    { name: 'eventType', type: STRING },
    { name: 'name', type: STRING },
    { name: 'timestamp', type: { kind: 'TIMESTAMP_LTZ', precision: 3, nullable } },
    { name: 'price', type: { kind: 'DECIMAL', precision: 10, scale: 2, nullable } },
    { name: 'quantity', type: INT },
    { name: 'gift', type: { kind: 'BOOLEAN', nullable } },
    { name: 'location', type: { kind: 'ROW', nullable, fields: [{ name: 'country', type: STRING }] } },
  ];
  const event = {
    eventId: 'é"\\',
    eventType: 'purchase',
    name: 'Schüssel',
    timestamp: '2024-01-15T10:30:00.5Z',
    price: 299.9,
    quantity: 2,
    gift: false,
    location: { region: 'CA', country: 'US' },
    properties: { price: 'x', list: [1, -2.5e3, true, null, {}] },
    extra: null,
  };
  const values = decode(columns, JSON.stringify(event), { timestampFormat: 'ISO-8601' });
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
  expect(values).toEqual(['purchase', 'Schüssel', Date.UTC(2024, 0, 15, 10, 30, 0, 500), 29990, 2, false, ['US']]);
});
