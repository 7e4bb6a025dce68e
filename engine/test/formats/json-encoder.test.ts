/** Rows become JSON as Flink writes it, and come back the same. */
import { expect, test } from 'vitest';
import { jsonEncoder } from '../../src/formats/json-encoder.ts';
import { JSON_DEFAULTS } from '../../src/formats/json-options.ts';
import { compileJsonDecoder } from '../../src/formats/json-scanner.ts';
import { type DataType, type Schema, STRING } from '../../src/row/data-type.ts';
import type { Value } from '../../src/row/row.ts';
import { rowClass } from '../../src/row/row-class.ts';

const nullable = true;

function encode(schema: Schema, values: readonly Value[], options: Partial<typeof JSON_DEFAULTS> = {}): string {
  const Class = rowClass(schema);
  return jsonEncoder(schema, { ...JSON_DEFAULTS, ...options })(new Class(...values));
}

function encodeOne(type: DataType, value: Value, options: Partial<typeof JSON_DEFAULTS> = {}): string {
  return encode([{ name: 'v', type }], [value], options).slice('{"v":'.length, -1);
}

test('decimals are numbers with all their digits, and plain when asked for', () => {
  const type: DataType = { kind: 'DECIMAL', precision: 38, scale: 8, nullable };
  expect(encodeOne({ ...type, scale: 2 }, 1250)).toBe('12.50');
  expect(encodeOne(type, -1)).toBe('-1E-8');
  expect(encodeOne(type, 12, { decimalAsPlainNumber: true })).toBe('0.00000012');
  expect(encodeOne({ ...type, scale: 2 }, 12345678901234567890n)).toBe('123456789012345678.90');
});

test('times follow the standard that is set', () => {
  const ms = Date.UTC(2024, 0, 15, 10, 30, 0, 120);
  const type = { kind: 'TIMESTAMP', precision: 3, nullable } as const;
  expect(encodeOne(type, ms)).toBe('"2024-01-15 10:30:00.12"');
  expect(encodeOne(type, ms - 120, { timestampFormat: 'ISO-8601' })).toBe('"2024-01-15T10:30:00"');
  expect(encodeOne({ ...type, kind: 'TIMESTAMP_LTZ' }, ms, { timestampFormat: 'ISO-8601' })).toBe(
    '"2024-01-15T10:30:00.12Z"',
  );
  expect(encodeOne({ kind: 'DATE', nullable }, -1)).toBe('"1969-12-31"');
  expect(encodeOne({ kind: 'TIME', precision: 0, nullable }, 37_800_000)).toBe('"10:30:00"');
});

test('floating-point numbers are written as Java writes them', () => {
  expect(encodeOne({ kind: 'DOUBLE', nullable }, 100)).toBe('100.0');
  expect(encodeOne({ kind: 'DOUBLE', nullable }, Number.NaN)).toBe('"NaN"');
  expect(encodeOne({ kind: 'FLOAT', nullable }, Math.fround(0.1))).toBe('0.1');
});

test('NULL fields are written, or left out when that is asked for', () => {
  const schema = [
    { name: 'a', type: STRING },
    { name: 'b', type: STRING },
  ];
  expect(encode(schema, [null, 'x'])).toBe('{"a":null,"b":"x"}');
  expect(encode(schema, [null, 'x'], { ignoreNullFields: true })).toBe('{"b":"x"}');
});

test('a NULL key of a MAP fails, is dropped, or becomes the literal', () => {
  const type: DataType = { kind: 'MAP', key: STRING, value: { kind: 'INT', nullable }, nullable };
  const map = new Map<Value, Value>([
    ['a', 1],
    [null, 2],
  ]);
  expect(() => encodeOne(type, map)).toThrow(/NULL key/);
  expect(encodeOne(type, map, { mapNullKeyMode: 'DROP' })).toBe('{"a":1}');
  expect(encodeOne(type, map, { mapNullKeyMode: 'LITERAL', mapNullKeyLiteral: 'none' })).toBe('{"a":1,"none":2}');
});

test('what is encoded decodes to the same row', () => {
  const schema: Schema = [
    { name: 'text', type: STRING },
    { name: 'flag', type: { kind: 'BOOLEAN', nullable } },
    { name: 'bytes', type: { kind: 'VARBINARY', length: 10, nullable } },
    {
      name: 'list',
      type: { kind: 'ARRAY', element: { kind: 'DECIMAL', precision: 10, scale: 2, nullable }, nullable },
    },
    { name: 'place', type: { kind: 'ROW', nullable, fields: [{ name: 'country', type: STRING }] } },
    { name: 'words', type: { kind: 'MULTISET', element: STRING, nullable } },
    { name: 'at', type: { kind: 'TIMESTAMP_LTZ', precision: 3, nullable } },
  ];
  const Class = rowClass(schema);
  const row = new Class('é "\n', true, new Uint8Array([1, 255]), [150, null], ['US'], ['a', 'a', 'b'], -1);
  const bytes = Buffer.from(jsonEncoder(schema, JSON_DEFAULTS)(row));
  expect({ ...compileJsonDecoder(schema).decode(bytes, 0, bytes.length) }).toEqual({ ...row });
});
