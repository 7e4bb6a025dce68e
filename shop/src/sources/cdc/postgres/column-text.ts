/**
 * From Postgres's text form of a value to JSON, without losing a digit: numeric stays text, int8 beyond 2^53 too,
 * timestamps keep their microseconds, jsonb its own text, bytea becomes base64. Sessions are set to ISO dates and UTC.
 */
import { parse as parseArray } from 'postgres-array';
import type { CellValue } from '../change-event.ts';

export type TextReader = (text: string) => CellValue;

const asText: TextReader = (text) => text;
const whole: TextReader = (text) => Number(text);
const big: TextReader = (text) => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
};
/** JSON has neither NaN nor infinity: they stay text. */
const float: TextReader = (text) => {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
};
const bytes: TextReader = (text) =>
  text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex').toString('base64') : text;
const ISO = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/;
const timestamp: TextReader = (text) => (ISO.test(text) ? text.replace(' ', 'T') : text);
const timestampWithZone: TextReader = (text) => (ISO.test(text) ? text.replace(' ', 'T').replace(/\+00$/, 'Z') : text);

const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;
const SCALARS: ReadonlyMap<number, TextReader> = new Map<number, TextReader>([
  [BOOL, (text) => text === 't'],
  [BYTEA, bytes],
  [INT8, big],
  [21, whole],
  [23, whole],
  [26, whole],
  [700, float],
  [701, float],
  [TIMESTAMP, timestamp],
  [TIMESTAMPTZ, timestampWithZone],
]);

/** Array types by the type of their elements, as the catalogue of every Postgres has them. */
const ARRAYS: ReadonlyMap<number, number> = new Map([
  [1000, BOOL],
  [1001, BYTEA],
  [1016, INT8],
  [1005, 21],
  [1007, 23],
  [1028, 26],
  [1021, 700],
  [1022, 701],
  [1115, TIMESTAMP],
  [1185, TIMESTAMPTZ],
  ...[1231, 1182, 1183, 199, 3807, 2951, 1009, 1015, 1014, 1003, 1002, 1041, 651, 1187, 1270].map(
    (array) => [array, 25] as const,
  ),
]);

/**
 * How a column of that type is read.
 * @param arrayName for types of the database's own: whether the type is known to be an array, as enum arrays are.
 */
export function textReaderOf(typeOid: number, isOwnArray = false): TextReader {
  const scalar = SCALARS.get(typeOid);
  if (scalar) return scalar;
  const element = ARRAYS.get(typeOid) ?? (isOwnArray ? 25 : undefined);
  if (element === undefined) return asText;
  const read = SCALARS.get(element) ?? asText;
  return (text) => (text.startsWith('{') ? parseArray(text, read) : text);
}

/** What a session must be set to for the above to hold. */
export const SESSION_OPTIONS =
  '-c datestyle=ISO -c timezone=UTC -c intervalstyle=postgres -c bytea_output=hex -c extra_float_digits=1';
