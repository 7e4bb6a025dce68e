/** Columns that lie within an object of the record: read as if the object were a ROW and its fields were taken out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DecodeFailure } from '../../src/formats/decode-failure.ts';
import { JSON_DEFAULTS } from '../../src/formats/json-options.ts';
import { compileJsonDecoder } from '../../src/formats/json-scanner.ts';
import { type DataType, type Schema, STRING } from '../../src/row/data-type.ts';
import type { Value } from '../../src/row/row.ts';
import { rowToValues } from '../../src/row/row-class.ts';

const INT: DataType = { kind: 'INT', nullable: true };
const TIME: DataType = { kind: 'TIMESTAMP', precision: 3, nullable: true };
const PAIR: DataType = { kind: 'ROW', fields: [{ name: 'id', type: INT }], nullable: true };

const NESTED: Schema = [
  { name: 'kind', type: INT },
  {
    name: 'bid',
    type: {
      kind: 'ROW',
      nullable: true,
      fields: [
        { name: 'price', type: INT },
        { name: 'url', type: STRING },
        { name: 'pair', type: PAIR },
      ],
    },
  },
  { name: 'person', type: { kind: 'ROW', nullable: true, fields: [{ name: 'at', type: TIME }] } },
];
const FLAT: Schema = [
  { name: 'bid.url', type: STRING, within: ['bid', 'url'] },
  { name: 'kind', type: INT },
  { name: 'person.at', type: TIME, within: ['person', 'at'] },
  { name: 'bid.price', type: INT, within: ['bid', 'price'] },
  { name: 'bid.pair', type: PAIR, within: ['bid', 'pair'] },
];

/** The flat columns' values from those of the nested ones. */
function takenOut([kind, bid, person]: readonly Value[]): readonly Value[] {
  const of = (row: Value | undefined, index: number): Value => (row as readonly Value[] | null)?.[index] ?? null;
  return [of(bid, 1), kind ?? null, of(person, 0), of(bid, 0), of(bid, 2)];
}

/** A record with two bad fields may be refused for either. */
function decoded(columns: Schema, text: string, changes: object): readonly Value[] | 'refused' {
  const bytes = Buffer.from(text);
  const row = compileJsonDecoder(columns, { ...JSON_DEFAULTS, ...changes }).decode(bytes, 0, bytes.length);
  return row instanceof DecodeFailure ? 'refused' : rowToValues(row);
}

const scalar = fc.constantFrom(
  '1',
  '-7',
  '3.5',
  '"x"',
  '"a\\"b"',
  '"é"',
  'null',
  'true',
  '"2024-01-15 08:00:00"',
  '[1]',
);
const space = fc.constantFrom('', '', '', ' ');
const object = (keys: readonly string[], value: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(space, fc.constantFrom(...keys), space, value), { maxLength: 5 })
    .map((members) => `{${members.map(([a, key, b, text]) => `${a}"${key}":${b}${text}`).join(',')}}`);
const inner = object(['price', 'url', 'pair', 'at', 'other', 'pr\\u0069ce'], fc.oneof(scalar, object(['id'], scalar)));
const record = object(['kind', 'bid', 'bid', 'person', 'other'], fc.oneof(scalar, inner, inner, inner));
const damaged = fc
  .tuple(record, fc.nat(), fc.constantFrom(false, false, false, true))
  .map(([text, at, isCut]) => (isCut ? text.slice(0, at % (text.length + 1)) : text));

test('agrees with taking fields out of ROWs, on any record, whole or damaged', () => {
  const options = fc.record({ ignoreParseErrors: fc.boolean(), failOnMissingField: fc.boolean() });
  fc.assert(
    fc.property(damaged, options, (text, changes) => {
      const rows = decoded(NESTED, text, changes);
      expect(decoded(FLAT, text, changes)).toEqual(rows === 'refused' ? rows : takenOut(rows));
    }),
    { numRuns: 5000 },
  );
});

test('an object that is missing, null, empty or comes twice', () => {
  const flat = (text: string) => decoded(FLAT, text, {});
  expect(flat('{"kind":2}')).toEqual([null, 2, null, null, null]);
  expect(flat('{"bid":null,"kind":2}')).toEqual([null, 2, null, null, null]);
  expect(flat('{"bid":{}}')).toEqual([null, null, null, null, null]);
  expect(flat('{"bid":{"price":1,"url":"a"},"bid":{"url":"b"}}')).toEqual(['b', null, null, null, null]);
  expect(flat('{"bid":{"price":1,"url":"a"},"bid":null}')).toEqual([null, null, null, null, null]);
});
