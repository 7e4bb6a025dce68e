/**
 * Times as text. The date part is cached on the way in and out, because the days of a stream repeat row after row.
 * Years run from 1 to 9999. Digits below the millisecond must be zero unless the caller says that they are cut off.
 */
import {
  civilFromDays,
  dayOfTimestamp,
  daysFromCivil,
  daysInMonth,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  MS_PER_SECOND,
  timeOfTimestamp,
} from './civil-date.ts';
import { trimJava } from './trim.ts';

/** What to do with digits below the millisecond that are not zero. */
export type SubMillisecond = 'refuse' | 'cut';

/** 0001-01-01T00:00:00.000Z. */
export const MIN_TIMESTAMP = -62_135_596_800_000;
/** 9999-12-31T23:59:59.999Z. */
export const MAX_TIMESTAMP = 253_402_300_799_999;

const twoDigits = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
const threeDigits = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

let lastDateText = '1970-01-01';
let lastDateDays = 0;

/**
 * Reads SQL's `yyyy-MM-dd HH:mm:ss[.fraction]` as milliseconds since the epoch. As in Flink's CAST, the time may be
 * missing, month to second may have one digit, and day 29 to 31 of a shorter month is its last day.
 * Undefined when it is not of that form, or has digits below the millisecond under `refuse`.
 */
export function parseSqlTimestamp(text: string, subMillisecond: SubMillisecond = 'refuse'): number | undefined {
  const days = cachedDate(text);
  if (days !== undefined) {
    if (text.length === 10) return days * MS_PER_DAY;
    const time = text.charCodeAt(10) === SPACE ? strictTime(text, 11, subMillisecond) : undefined;
    if (time !== undefined && time.end === text.length) return days * MS_PER_DAY + time.ms;
  }
  return parseLooseTimestamp(text, subMillisecond);
}

/**
 * Reads ISO 8601's `yyyy-MM-ddTHH:mm:ss[.fraction]` with `Z` or an offset `±hh:mm`, which may be required, forbidden
 * or left out (then it is UTC). Undefined when it is not of that form.
 */
export function parseIsoTimestamp(
  text: string,
  zone: 'required' | 'none' | 'optional' = 'optional',
  subMillisecond: SubMillisecond = 'refuse',
): number | undefined {
  const days = cachedDate(text);
  if (days === undefined || text.charCodeAt(10) !== LETTER_T) return undefined;
  const time = strictTime(text, 11, subMillisecond);
  if (time === undefined) return undefined;
  const utc = days * MS_PER_DAY + time.ms;
  if (time.end === text.length) return zone === 'required' ? undefined : utc;
  const offset = zone === 'none' ? undefined : parseOffset(text, time.end);
  return offset === undefined ? undefined : utc - offset;
}

/** `2024-01-15 10:30:00.000`: at least `precision` digits of fraction, and more where they are not zero. */
export function formatTimestamp(ms: number, precision = 3): string {
  return `${formatDate(dayOfTimestamp(ms))} ${clock(timeOfTimestamp(ms))}${fraction(ms, precision)}`;
}

/** `2024-01-15T10:30:00.000`, with `Z` when asked for. Fraction digits as in formatTimestamp. */
export function formatIsoTimestamp(ms: number, precision = 3, suffix: '' | 'Z' = 'Z'): string {
  return `${formatDate(dayOfTimestamp(ms))}T${clock(timeOfTimestamp(ms))}${fraction(ms, precision)}${suffix}`;
}

/** Reads `yyyy-MM-dd` as days since the epoch. As in Flink's CAST, what follows a space is left out, month and day may be missing. */
export function parseDate(text: string): number | undefined {
  if (text.length === 10) {
    const days = cachedDate(text);
    if (days !== undefined) return days;
  }
  const space = text.indexOf(' ');
  const [year = 0, month = 1, day = 1, ...rest] = (space > 0 ? text.slice(0, space) : text).split('-').map(integerPart);
  if (rest.length > 0 || !(year <= 9999)) return undefined;
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return undefined;
  return daysFromCivil(year, month, day);
}

/** `2024-01-15`. */
export function formatDate(days: number): string {
  if (days !== lastDateDays) {
    const { year, month, day } = civilFromDays(days);
    lastDateText = `${String(year).padStart(4, '0')}-${twoDigits[month]}-${twoDigits[day]}`;
    lastDateDays = days;
  }
  return lastDateText;
}

/** Reads `HH[:mm[:ss[.fraction]]]` as milliseconds of the day. */
export function parseTime(text: string, subMillisecond: SubMillisecond = 'refuse'): number | undefined {
  const match = LOOSE_TIME.exec(trimJava(text));
  return match === null ? undefined : timeOfParts(match[1], match[2], match[3], readFraction(match[4], subMillisecond));
}

/** `10:30:00`, and with a precision a fraction of at least one digit, as Flink prints it: `10:30:00.5`. */
export function formatTime(timeMs: number, precision = 0): string {
  if (precision === 0) return clock(timeMs);
  const digits = threeDigits[timeMs % MS_PER_SECOND] ?? '';
  return `${clock(timeMs)}.${digits.slice(0, precision).replace(/(?<=.)0+$/, '')}`;
}

const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const COLON = 58;
const LETTER_T = 84;
const LETTER_Z = 90;

const LOOSE_TIME = /^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?)?$/;
const LOOSE_TIMESTAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{0,9}))?)?$/;

/** The date `yyyy-MM-dd` that the text begins with. Dates that do not exist are never cached. */
function cachedDate(text: string): number | undefined {
  if (text.startsWith(lastDateText)) return lastDateDays;
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  if (text.charCodeAt(4) !== MINUS || text.charCodeAt(7) !== MINUS) return undefined;
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return undefined;
  lastDateDays = daysFromCivil(year, month, day);
  lastDateText = text.slice(0, 10);
  return lastDateDays;
}

/** Digits, with space around them; NaN for anything else. */
function integerPart(text: string): number {
  const digits = trimJava(text);
  return /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
}

/** The number that `count` digits spell, NaN when one is no digit. */
function digitsAt(text: string, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** `HH:mm:ss[.fraction]` from `start`, and where it ends. */
function strictTime(
  text: string,
  start: number,
  subMillisecond: SubMillisecond,
): { ms: number; end: number } | undefined {
  const hour = digitsAt(text, start, 2);
  const minute = digitsAt(text, start + 3, 2);
  const second = digitsAt(text, start + 6, 2);
  if (text.charCodeAt(start + 2) !== COLON || text.charCodeAt(start + 5) !== COLON) return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  const ms = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND;
  let end = start + 8;
  if (text.charCodeAt(end) !== DOT) return { ms, end };
  end += 1;
  const digitsStart = end;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  const rest = readFraction(text.slice(digitsStart, end), subMillisecond);
  return rest === undefined || end === digitsStart ? undefined : { ms: ms + rest, end };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Milliseconds of the digits after the point. */
function readFraction(digits: string | undefined, subMillisecond: SubMillisecond): number | undefined {
  if (digits === undefined || digits === '') return 0;
  if (digits.length > 9) return undefined;
  if (subMillisecond === 'refuse' && digits.length > 3 && !/^0+$/.test(digits.slice(3))) return undefined;
  return Number(digits.slice(0, 3).padEnd(3, '0'));
}

/** `Z`, `±hh:mm`, `±hhmm` or `±hh` up to the end of the text, in milliseconds. */
function parseOffset(text: string, start: number): number | undefined {
  const sign = text.charCodeAt(start);
  if (sign === LETTER_Z) return start + 1 === text.length ? 0 : undefined;
  if (sign !== PLUS && sign !== MINUS) return undefined;
  const match = /^(\d\d)(?::?(\d\d))?$/.exec(text.slice(start + 1));
  if (match === null) return undefined;
  const hours = Number(match[1]);
  const minutes = Number(match[2] ?? 0);
  if (hours > 18 || minutes > 59) return undefined;
  const offset = hours * MS_PER_HOUR + minutes * MS_PER_MINUTE;
  return sign === MINUS ? -offset : offset;
}

function parseLooseTimestamp(text: string, subMillisecond: SubMillisecond): number | undefined {
  const match = LOOSE_TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const days = daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)));
  if (match[4] === undefined) return days * MS_PER_DAY;
  const time = timeOfParts(match[4], match[5], match[6], readFraction(match[7], subMillisecond));
  return time === undefined ? undefined : days * MS_PER_DAY + time;
}

function timeOfParts(
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  ms: number | undefined,
): number | undefined {
  const [h, m, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  if (h > 23 || m > 59 || s > 59 || ms === undefined) return undefined;
  return h * MS_PER_HOUR + m * MS_PER_MINUTE + s * MS_PER_SECOND + ms;
}

function clock(timeMs: number): string {
  const hour = Math.floor(timeMs / MS_PER_HOUR);
  const minute = Math.floor(timeMs / MS_PER_MINUTE) % 60;
  const second = Math.floor(timeMs / MS_PER_SECOND) % 60;
  return `${twoDigits[hour]}:${twoDigits[minute]}:${twoDigits[second]}`;
}

function fraction(ms: number, precision: number): string {
  const rest = timeOfTimestamp(ms) % MS_PER_SECOND;
  const digits = threeDigits[rest] ?? '';
  if (precision === 3) return `.${digits}`;
  if (precision > 3) return `.${digits.padEnd(precision, '0')}`;
  const needed = rest === 0 ? '' : digits.replace(/0+$/, '');
  const shown = needed.padEnd(precision, '0');
  return shown === '' ? '' : `.${shown}`;
}
