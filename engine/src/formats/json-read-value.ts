/**
 * Reads single JSON values straight from bytes, for the scanner. Each reader takes the place of a value's first byte
 * and leaves in `cursor.at` the place after its last, or UNSURE when the value is not in the plain form that the reader
 * knows. A reader that is sure gives exactly what json-value.ts gives for the same value.
 */
import { daysFromCivil, daysInMonth, MS_PER_DAY } from '../row/civil-date.ts';
import type { DecimalShape } from '../row/decimal.ts';
import { ASCII_STRING_BYTE, endOfPlainText, UNSURE } from './json-skip.ts';
import type { StringInterner } from './string-interner.ts';

/** Where the scan is. One object per decoder, so that readers can return a value and a place. */
export class Cursor {
  at = 0;
}

/** Integers of so many digits are exact, and so is every step on the way to them. */
const MAX_DIGITS = 15;

/** A string without escapes. */
export function readString(cursor: Cursor, bytes: Buffer, from: number, interner: StringInterner): string {
  const start = from + 1;
  if (bytes[from] !== 0x22) return unsure(cursor, '');
  let at = start;
  let hash = 0;
  let byte = bytes[at] as number;
  while (ASCII_STRING_BYTE[byte] === 1) {
    hash = (Math.imul(hash, 31) + byte) | 0;
    at += 1;
    byte = bytes[at] as number;
  }
  if (byte === 0x22) {
    cursor.at = at + 1;
    return interner.useful ? interner.intern(bytes, start, at, hash) : bytes.latin1Slice(start, at);
  }
  at = endOfPlainText(bytes, at);
  if (bytes[at] !== 0x22) return unsure(cursor, '');
  cursor.at = at + 1;
  return bytes.utf8Slice(start, at);
}

/** An integer without fraction or exponent, within `[-limit - 1, limit]`; what rounds beyond 2^53 is beyond any limit. */
export function readInteger(cursor: Cursor, bytes: Buffer, from: number, limit: number): number {
  const negative = bytes[from] === 0x2d;
  const start = negative ? from + 1 : from;
  let at = start;
  let value = 0;
  let digit = (bytes[at] as number) - 0x30;
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit;
    at += 1;
    digit = (bytes[at] as number) - 0x30;
  }
  if (!isWholeNumber(bytes, start, at)) return unsure(cursor, 0);
  if (negative) value = 0 - value;
  if (value > limit || value < -limit - 1) return unsure(cursor, 0);
  cursor.at = at;
  return value;
}

/** There are digits, no zero in front of others, and neither fraction nor exponent follows. */
function isWholeNumber(bytes: Buffer, start: number, end: number): boolean {
  const next = bytes[end];
  if (next === 0x2e || next === 0x65 || next === 0x45) return false;
  return end === start + 1 || (end > start && bytes[start] !== 0x30);
}

/** A number of at most 15 digits without exponent: one exact division then rounds as JSON.parse does. */
export function readDouble(cursor: Cursor, bytes: Buffer, from: number): number {
  const negative = bytes[from] === 0x2d;
  const start = negative ? from + 1 : from;
  let at = start;
  let digits = 0;
  let point = -1;
  for (;;) {
    const byte = bytes[at] as number;
    const digit = byte - 0x30;
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
    else if (byte === 0x2e && point < 0 && at > start) point = at;
    else break;
    at += 1;
  }
  if (!isPlainNumber(bytes, start, point, at)) return unsure(cursor, 0);
  cursor.at = at;
  const value = point < 0 ? digits : digits / (POWERS_OF_TEN[at - point - 1] as number);
  return negative ? -value : value;
}

/** `[start, end)` holds 1 to 15 digits, none of them a zero too many, a point only between digits, and no exponent. */
function isPlainNumber(bytes: Buffer, start: number, point: number, end: number): boolean {
  const integerEnd = point < 0 ? end : point;
  const next = bytes[end];
  if (next === 0x65 || next === 0x45 || integerEnd === start || end - start > MAX_DIGITS || point === end - 1)
    return false;
  return integerEnd === start + 1 || bytes[start] !== 0x30;
}

const POWERS_OF_TEN = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** What readDecimal needs of its column. */
export interface DecimalTarget {
  readonly scale: number;
  /** 10^precision, or infinity where 15 digits always fit. */
  readonly limit: number;
}

export function decimalTarget({ precision, scale }: DecimalShape): DecimalTarget {
  return { scale, limit: precision > MAX_DIGITS ? Number.POSITIVE_INFINITY : 10 ** precision };
}

/** A plain number, or the same in quotes, as the unscaled integer of the column. NULL when it has too many digits. */
export function readDecimal(cursor: Cursor, bytes: Buffer, from: number, target: DecimalTarget): number | null {
  const quoted = bytes[from] === 0x22;
  const first = quoted ? from + 1 : from;
  const negative = bytes[first] === 0x2d;
  const start = negative ? first + 1 : first;
  let at = start;
  let digits = 0;
  let point = -1;
  for (;;) {
    const byte = bytes[at] as number;
    const digit = byte - 0x30;
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
    else if (byte === 0x2e && point < 0 && at > start) point = at;
    else break;
    at += 1;
  }
  if (!isPlainNumber(bytes, start, point, at) || (quoted && bytes[at] !== 0x22)) return unsure(cursor, 0);
  const shift = target.scale - (point < 0 ? 0 : at - point - 1);
  if (shift > 0 && shift + at - start > MAX_DIGITS) return unsure(cursor, 0);
  cursor.at = quoted ? at + 1 : at;
  const magnitude = shift < 0 ? divideHalfUp(digits, -shift) : digits * (POWERS_OF_TEN[shift] as number);
  if (magnitude >= target.limit) return null;
  return negative ? 0 - magnitude : magnitude;
}

/** digits / 10^places, rounded half up; exact, because all of it stays below 2^53. */
function divideHalfUp(digits: number, places: number): number {
  const divisor = POWERS_OF_TEN[places] as number;
  const rest = digits % divisor;
  const quotient = (digits - rest) / divisor;
  return rest * 2 >= divisor ? quotient + 1 : quotient;
}

/** How a timestamp column writes its values, and the last date seen: events of one day come together. */
export class TimestampTarget {
  readonly separator: number;
  readonly zoned: boolean;
  /** Digits after the point beyond milliseconds are cut off, or are for json-value.ts to judge. */
  readonly cutsFraction: boolean;
  dateKey = -1;
  dateMs = 0;

  constructor(separator: 'T' | ' ', zoned: boolean, precision: number) {
    this.separator = separator.charCodeAt(0);
    this.zoned = zoned;
    this.cutsFraction = precision <= 3;
  }
}

/** `"2024-01-15T10:30:00.123Z"` as epoch milliseconds. */
export function readTimestamp(cursor: Cursor, bytes: Buffer, from: number, target: TimestampTarget): number {
  const dateMs = readDateMs(bytes, from, target);
  const timeMs = readClockMs(bytes, from + 12);
  const shaped = bytes[from] === 0x22 && bytes[from + 11] === target.separator;
  if (!shaped || dateMs === NO_TIME || timeMs === NO_TIME) return unsure(cursor, 0);
  let at = from + 20;
  let ms = 0;
  if (bytes[at] === 0x2e) {
    const start = at + 1;
    at = start;
    for (let weight = 100; isDigit(bytes[at]); at++, weight = (weight / 10) | 0)
      ms += weight * ((bytes[at] as number) - 0x30);
    const digits = at - start;
    if (digits === 0 || digits > 9 || (digits > 3 && !target.cutsFraction)) return unsure(cursor, 0);
  }
  if (target.zoned && bytes[at++] !== 0x5a) return unsure(cursor, 0);
  if (bytes[at] !== 0x22) return unsure(cursor, 0);
  cursor.at = at + 1;
  return dateMs + timeMs + ms;
}

const NO_TIME = -Number.MAX_VALUE;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** The day of `"YYYY-MM-DD` as epoch milliseconds. */
function readDateMs(bytes: Buffer, from: number, target: TimestampTarget): number {
  const a = (bytes[from + 1] as number) - 0x30;
  const b = (bytes[from + 2] as number) - 0x30;
  const c = (bytes[from + 3] as number) - 0x30;
  const d = (bytes[from + 4] as number) - 0x30;
  const e = (bytes[from + 6] as number) - 0x30;
  const f = (bytes[from + 7] as number) - 0x30;
  const g = (bytes[from + 9] as number) - 0x30;
  const h = (bytes[from + 10] as number) - 0x30;
  // A byte that is no digit makes its own number or its distance to nine negative, and the sign survives the OR.
  const signs =
    a | b | c | d | e | f | g | h | (9 - a) | (9 - b) | (9 - c) | (9 - d) | (9 - e) | (9 - f) | (9 - g) | (9 - h);
  if (signs < 0 || bytes[from + 5] !== 0x2d || bytes[from + 8] !== 0x2d) return NO_TIME;
  const year = a * 1000 + b * 100 + c * 10 + d;
  const month = e * 10 + f;
  const day = g * 10 + h;
  const key = year * 10_000 + month * 100 + day;
  if (key === target.dateKey) return target.dateMs;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return NO_TIME;
  target.dateKey = key;
  target.dateMs = daysFromCivil(year, month, day) * MS_PER_DAY;
  return target.dateMs;
}

/** `HH:MM:SS` as milliseconds of the day. */
function readClockMs(bytes: Buffer, from: number): number {
  const a = (bytes[from] as number) - 0x30;
  const b = (bytes[from + 1] as number) - 0x30;
  const c = (bytes[from + 3] as number) - 0x30;
  const d = (bytes[from + 4] as number) - 0x30;
  const e = (bytes[from + 6] as number) - 0x30;
  const f = (bytes[from + 7] as number) - 0x30;
  const hour = a * 10 + b;
  const signs = a | b | c | d | e | f | (9 - a) | (9 - b) | (5 - c) | (9 - d) | (5 - e) | (9 - f) | (23 - hour);
  if (signs < 0 || bytes[from + 2] !== 0x3a || bytes[from + 5] !== 0x3a) return NO_TIME;
  return ((hour * 60 + c * 10 + d) * 60 + e * 10 + f) * 1000;
}

function unsure<T>(cursor: Cursor, value: T): T {
  cursor.at = UNSURE;
  return value;
}
