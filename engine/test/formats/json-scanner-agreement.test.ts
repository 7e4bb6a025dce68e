/** The scanner and JSON.parse must give the same answer for every input, good or broken. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeFailure } from '../../src/formats/decode-failure.ts';
import { JSON_DEFAULTS, type JsonOptions } from '../../src/formats/json-options.ts';
import { jsonRecordReader } from '../../src/formats/json-record.ts';
import { compileJsonDecoder } from '../../src/formats/json-scanner.ts';
import { type DataType, type Schema, STRING } from '../../src/row/data-type.ts';
import { rowToValues } from '../../src/row/row-class.ts';

const nullable = true;
const INT: DataType = { kind: 'INT', nullable };
const COLUMNS: Schema = [
  { name: 'name', type: STRING },
  { name: 'count', type: INT },
  { name: 'small', type: { kind: 'TINYINT', nullable } },
  { name: 'id', type: { kind: 'BIGINT', nullable } },
  { name: 'score', type: { kind: 'DOUBLE', nullable } },
  { name: 'ratio', type: { kind: 'FLOAT', nullable } },
  { name: 'price', type: { kind: 'DECIMAL', precision: 6, scale: 2, nullable } },
  { name: 'amount', type: { kind: 'DECIMAL', precision: 38, scale: 18, nullable } },
  { name: 'paid', type: { kind: 'BOOLEAN', nullable } },
  { name: 'ts', type: { kind: 'TIMESTAMP_LTZ', precision: 3, nullable } },
  { name: 'local', type: { kind: 'TIMESTAMP', precision: 6, nullable } },
  { name: 'day', type: { kind: 'DATE', nullable } },
  { name: 'clock', type: { kind: 'TIME', precision: 0, nullable } },
  { name: 'tags', type: { kind: 'ARRAY', element: STRING, nullable } },
  { name: 'attributes', type: { kind: 'MAP', key: STRING, value: INT, nullable } },
  {
    name: 'location',
    type: {
      kind: 'ROW',
      nullable,
      fields: [
        { name: 'name', type: STRING },
        { name: 'count', type: INT },
        { name: 'inner', type: { kind: 'ROW', nullable, fields: [{ name: 'id', type: INT }] } },
      ],
    },
  },
  { name: '__proto__', type: STRING },
  { name: 'toString', type: STRING },
];

const space = fc.constantFrom('', '', '', '', '', ' ', '\n', '\t', '\r\n', '  ');
const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('-0', '0', '1.0', '1e5', '1E-7', '-0.0', '0.005', '0.015', '2.675', '9999.995', '10000', '0.1e1'),
  fc.constantFrom('01', '-', '1.', '.5', '+1', '1e', 'NaN', '0x1', '-01', '1.5.2', '--1', '1e+', '00'),
  fc.constantFrom(
    '9007199254740991',
    '9007199254740992',
    '-9007199254740991',
    '12345678901234567890',
    '123456789012345',
  ),
  fc.constantFrom('0.123456789012345678', '99999999999999999999.5', '127', '128', '-128', '-129', '2147483648'),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.bigInt({ min: 0n, max: 10n ** 20n }))
    .map(([a, b]) => `${a}.${b}`),
);
const timestamp = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') })
    .map((date) => date.toISOString()),
  fc.constantFrom(
    '2024-01-15T10:30:00Z',
    '2024-01-15T10:30:00',
    '2024-01-15T10:30:00.1234567Z',
    '2024-01-15T10:30:00.123456',
    '2024-01-15T10:30:00.1230000',
    '2024-01-15T10:30:00.1234567890Z',
    '2024-01-15T10:30:00.Z',
    '2024-02-30T10:30:00Z',
    '2023-02-29T23:59:59',
    '2024-01-15T24:00:00Z',
    '2024-01-15T24:00:01Z',
    '2024-01-15T10:60:00Z',
    '2024-13-01T00:00:00Z',
    '2024-00-10T00:00:00Z',
    '2024-01-15T10:30Z',
    '2024-01-15t10:30:00',
    '2024-01-15 10:30:00',
    '2024-01-15T10:30:00+01:00',
    '1969-12-31T23:59:59.999Z',
    '2024-01-15',
    '10:30:00',
    '24:00:00',
    '10:30:00.5',
  ),
);
const escapes = fc.constantFrom(
  '\\n',
  '\\"',
  '\\\\',
  '\\/',
  '\\u0041',
  '\\uD83D\\uDE00',
  '\\ud800',
  '\\x',
  '\\u12',
  '\\',
);
const stringBody = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('', 'electronics', 'page_view', 'a fairly long text of more than thirty-two bytes'),
  },
  { weight: 3, arbitrary: timestamp },
  { weight: 2, arbitrary: number },
  {
    weight: 2,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => JSON.stringify(text).slice(1, -1)),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom('a', 'é', '語', '😀', '\u007f'), escapes), { maxLength: 5 })
      .map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('true', 'TRUE', ' 12 ', '\u0001', '\t', 'MTIz', '1e3', ' 1.5 ', '+7', 'NaN'),
  },
);
const string = stringBody.map((body) => `"${body}"`);
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...COLUMNS.map(({ name }) => name)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('other', 'na', 'names', 'inner', '', 'constructor', 'n\\u0061me', 'é', 'count '),
  },
);

/** JSON text, most of it valid, with fields that are now and then of the column's type by luck. */
const { value } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: number },
    { weight: 6, arbitrary: string },
    { weight: 2, arbitrary: fc.constantFrom('true', 'false', 'null', 'nul', 'True', 'tru') },
    { weight: 2, arbitrary: tie('object') },
    { weight: 1, arbitrary: tie('array') },
  ),
  object: fc
    .array(fc.tuple(space, key, space, space, tie('value'), space), { maxLength: 8 })
    .map((members) => `{${members.map(([a, name, b, c, item, d]) => `${a}"${name}"${b}:${c}${item}${d}`).join(',')}}`),
  array: fc
    .array(fc.tuple(space, tie('value'), space), { maxLength: 4 })
    .map((items) => `[${items.map((part) => part.join('')).join(',')}]`),
}));

/** An object whose fields have values that fit, so that the scanner is sure most of the time. */
const fitting: Readonly<Record<string, fc.Arbitrary<string>>> = {
  name: string,
  count: number,
  small: fc.integer({ min: -200, max: 200 }).map(String),
  id: fc.oneof(fc.maxSafeInteger().map(String), number),
  score: number,
  ratio: number,
  price: fc.oneof(
    number,
    number.map((text) => `"${text}"`),
  ),
  amount: fc.oneof(
    number,
    number.map((text) => `"${text}"`),
  ),
  paid: fc.constantFrom('true', 'false', '"true"', '1'),
  ts: timestamp.map((text) => `"${text}"`),
  local: timestamp.map((text) => `"${text}"`),
};
const fittingObject = fc
  .shuffledSubarray(Object.keys(fitting))
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.tuple(space, fitting[name] ?? value).map(([gap, text]) => `${gap}"${name}":${gap}${text}`),
      ),
    ),
  )
  .map((members) => `{${members.join(',')}}`);

const record = fc.oneof(
  { weight: 4, arbitrary: fittingObject },
  {
    weight: 4,
    arbitrary: fc
      .array(fc.tuple(key, value), { maxLength: 10 })
      .map((members) => `{${members.map(([name, item]) => `"${name}":${item}`).join(',')}}`),
  },
  { weight: 1, arbitrary: value },
);

/** Breaks a text now and then: cut short, a byte changed, something after the end. */
const damaged = fc
  .tuple(record, fc.nat(), fc.constantFrom('', '', '', '', 'cut', 'byte', 'tail'), fc.integer({ min: 0, max: 255 }))
  .map(([text, place, damage, byte]) => {
    const bytes = Buffer.from(text);
    const at = bytes.length === 0 ? 0 : place % bytes.length;
    if (damage === 'cut') return bytes.subarray(0, at);
    if (damage === 'tail') return Buffer.concat([bytes, Buffer.from([byte])]);
    if (damage === 'byte' && bytes.length > 0) bytes[at] = byte;
    return bytes;
  });

const options: fc.Arbitrary<JsonOptions> = fc
  .record({
    timestampFormat: fc.constantFrom('SQL' as const, 'ISO-8601' as const, 'ISO-8601' as const),
    failOnMissingField: fc.boolean(),
    ignoreParseErrors: fc.boolean(),
  })
  .map((some) => ({ ...JSON_DEFAULTS, ...some }));

function byParsing(columns: Schema, settings: JsonOptions, bytes: Buffer): unknown {
  const values = jsonRecordReader(columns, settings).values(bytes.toString('utf8'));
  return values instanceof DecodeFailure ? values.reason : values;
}

function byScanning(columns: Schema, settings: JsonOptions, bytes: Buffer, surroundings: [string, string]): unknown {
  const [before, after] = surroundings.map((text) => Buffer.from(text)) as [Buffer, Buffer];
  const start = before.length;
  const row = compileJsonDecoder(columns, settings).decode(
    Buffer.concat([before, bytes, after]),
    start,
    start + bytes.length,
  );
  return row instanceof DecodeFailure ? row.reason : rowToValues(row);
}

const surroundings = fc.tuple(
  fc.constantFrom('', '{"name":"x"', '"'),
  fc.constantFrom('', '"}', '}', '{"name":"y"}', '1', ' ', ',"count":2}'),
);

test('agrees with JSON.parse on any record, whole or damaged', () => {
  const columns = fc.oneof(
    fc.constant(COLUMNS),
    fc.subarray([...COLUMNS]),
    fc.subarray([...COLUMNS], { maxLength: 2 }),
  );
  fc.assert(
    fc.property(columns, options, damaged, surroundings, (wanted, settings, bytes, around) => {
      expect(byScanning(wanted, settings, bytes, around)).toEqual(byParsing(wanted, settings, bytes));
    }),
    { numRuns: 4000 },
  );
});

test('agrees on each single column, where a record is read whenever that column is good', () => {
  fc.assert(
    fc.property(fc.constantFrom(...COLUMNS), options, fittingObject, (column, settings, text) => {
      const bytes = Buffer.from(text);
      expect(byScanning([column], settings, bytes, ['', ''])).toEqual(byParsing([column], settings, bytes));
    }),
    { numRuns: 4000 },
  );
});

test('agrees on one decoder that sees many records, whose strings and dates it remembers', () => {
  const decoder = compileJsonDecoder(COLUMNS, { timestampFormat: 'ISO-8601', ignoreParseErrors: true });
  const settings = { ...JSON_DEFAULTS, timestampFormat: 'ISO-8601' as const, ignoreParseErrors: true };
  fc.assert(
    fc.property(fittingObject, (text) => {
      const bytes = Buffer.from(text);
      const row = decoder.decode(bytes, 0, bytes.length);
      expect(row instanceof DecodeFailure ? row.reason : rowToValues(row)).toEqual(byParsing(COLUMNS, settings, bytes));
    }),
    { numRuns: 3000 },
  );
});

test('a trusted scan agrees on valid objects with distinct keys', () => {
  fc.assert(
    fc.property(fc.subarray([...COLUMNS]), fittingObject, surroundings, (wanted, text, around) => {
      const bytes = Buffer.from(text);
      const settings = { ...JSON_DEFAULTS, timestampFormat: 'ISO-8601' as const };
      const isValid = (() => {
        try {
          JSON.parse(text);
          return true;
        } catch {
          return false;
        }
      })();
      fc.pre(isValid);
      expect(byScanning(wanted, { ...settings, trusted: true } as JsonOptions, bytes, around)).toEqual(
        byParsing(wanted, settings, bytes),
      );
    }),
    { numRuns: 2000 },
  );
});
