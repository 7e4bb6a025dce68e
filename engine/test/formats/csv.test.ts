/** CSV fields become rows, and rows CSV, as in Flink. */
import { expect, test } from 'vitest';
import { csvDecoder } from '../../src/formats/csv-decoder.ts';
import { csvEncoder } from '../../src/formats/csv-encoder.ts';
import { CSV_DEFAULTS, type CsvOptions } from '../../src/formats/csv-options.ts';
import { DecodeFailure } from '../../src/formats/decode-failure.ts';
import { type DataType, type Schema, STRING } from '../../src/row/data-type.ts';
import type { Value } from '../../src/row/row.ts';
import { rowClass, rowToValues } from '../../src/row/row-class.ts';

const nullable = true;
const INT: DataType = { kind: 'INT', nullable };

function decode(schema: Schema, fields: readonly string[], options: Partial<CsvOptions> = {}): unknown {
  const result = csvDecoder(schema, [...schema.keys()], { ...CSV_DEFAULTS, ...options }).decode(fields);
  return result instanceof DecodeFailure ? result.reason : rowToValues(result);
}

function encode(schema: Schema, values: readonly Value[], options: Partial<CsvOptions> = {}): string {
  const Class = rowClass(schema);
  return csvEncoder(schema, { ...CSV_DEFAULTS, ...options })(new Class(...values));
}

function column(type: DataType): Schema {
  return [{ name: 'v', type }];
}

test('fields are read by their types', () => {
  expect(decode(column(INT), [' 12 '])).toEqual([12]);
  expect(decode(column({ kind: 'BOOLEAN', nullable }), ['True'])).toEqual([true]);
  expect(decode(column({ kind: 'DECIMAL', precision: 10, scale: 2, nullable }), ['2.675'])).toEqual([268]);
  expect(decode(column({ kind: 'TIMESTAMP', precision: 3, nullable }), ['1970-01-01 00:00:01.5'])).toEqual([1500]);
  expect(decode(column({ kind: 'TIME', precision: 1, nullable }), ['00:00:01.56'])).toEqual([1500]);
  expect(decode(column({ kind: 'TIME', precision: 0, nullable }), ['00:01'])).toEqual([60_000]);
  expect(decode(column({ kind: 'ARRAY', element: INT, nullable }), ['1;2'])).toEqual([[1, 2]]);
  expect(
    decode(
      column({
        kind: 'ROW',
        nullable,
        fields: [
          { name: 'a', type: INT },
          { name: 'b', type: STRING },
        ],
      }),
      ['1;x'],
    ),
  ).toEqual([[1, 'x']]);
});

test('an empty field is an empty text, and no number', () => {
  expect(decode(column(STRING), [''])).toEqual(['']);
  expect(decode(column(INT), [''])).toBe("v: '' is not an INT");
  expect(decode(column(INT), [''], { nullLiteral: '' })).toEqual([null]);
});

test('the number of fields must be right, unless errors are ignored and some are missing', () => {
  const schema = [
    { name: 'a', type: STRING },
    { name: 'b', type: INT },
  ];
  expect(decode(schema, ['x'])).toBe('2 fields expected, but there are 1');
  expect(decode(schema, ['x'], { ignoreParseErrors: true })).toEqual(['x', null]);
  expect(decode(schema, ['x', 'y'], { ignoreParseErrors: true })).toEqual(['x', null]);
  expect(decode(schema, ['x', '1', '2'], { ignoreParseErrors: true })).toBe('2 fields expected, but there are 3');
});

test('only wanted columns are read', () => {
  const schema = [
    { name: 'a', type: INT },
    { name: 'b', type: STRING },
  ];
  const result = csvDecoder(schema, [1], CSV_DEFAULTS).decode(['not a number', 'x']);
  expect(result).toMatchObject({ c0: 'x' });
});

test('texts are quoted where Jackson quotes them', () => {
  expect(encode(column(STRING), ['plain'])).toBe('plain');
  expect(encode(column(STRING), ['two words'])).toBe('"two words"');
  expect(encode(column(STRING), ['a"b,c'])).toBe('"a""b,c"');
  expect(encode(column(STRING), ['a"b'], { escape: '\\' })).toBe('"a\\"b"');
  expect(encode(column(STRING), ['two words'], { quote: undefined })).toBe('two words');
  expect(encode(column(STRING), [null], { nullLiteral: 'n/a' })).toBe('n/a');
});

test('numbers and times are written as Flink writes them', () => {
  expect(encode(column({ kind: 'DECIMAL', precision: 10, scale: 2, nullable }), [-50])).toBe('-0.50');
  expect(encode(column({ kind: 'DOUBLE', nullable }), [1e10])).toBe('1.0E10');
  expect(encode(column({ kind: 'TIMESTAMP', precision: 3, nullable }), [1500])).toBe('"1970-01-01 00:00:01.5"');
  expect(encode(column({ kind: 'ARRAY', element: INT, nullable }), [[1, null, 3]])).toBe('1;;3');
});
