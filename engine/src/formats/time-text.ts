/**
 * Dates and times as Flink's json and csv formats read and write them (its TimeFormats, which are java.time formatters).
 *
 * Java resolves a date in one of two ways. STRICT takes only days that exist. SMART, which Flink's composed formatters
 * use, takes the days 1 to 31 of every month, brings February 30 back to the month's last day, and reads 24:00:00 as
 * the midnight that follows. Fractions have up to nine digits. Milliseconds are kept: finer digits are cut off for
 * types of at most three digits, and refused for types that declare more, unless they are zero.
 */
import { daysFromCivil, daysInMonth, MS_PER_DAY } from '../row/civil-date.ts';
import { formatDate } from '../row/timestamp.ts';
import { ConversionError, excerpt } from './conversion-error.ts';

const DATE = String.raw`(\d{4})-(\d\d)-(\d\d)`;
const FULL_TIME = String.raw`(\d\d):(\d\d):(\d\d)(?:\.(\d{0,9}))?`;
const SHORT_TIME = String.raw`(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{0,9}))?)?`;

const PATTERNS = {
  date: new RegExp(`^${DATE}$`),
  time: new RegExp(`^${FULL_TIME}$`),
  shortTime: new RegExp(`^${SHORT_TIME}$`),
  sql: new RegExp(`^${DATE} ${FULL_TIME}$`),
  sqlZoned: new RegExp(`^${DATE} ${FULL_TIME}Z$`),
  iso: new RegExp(`^${DATE}[Tt]${SHORT_TIME}$`),
  isoZoned: new RegExp(`^${DATE}T${SHORT_TIME}Z$`),
} as const;

/** `2024-01-15` as days since 1970-01-01. @throws ConversionError */
export function parseDate(text: string): number {
  const match = PATTERNS.date.exec(text) ?? refuse(text, 'a date such as 2024-01-15');
  return dateDays(match, 1, 'strict');
}

/** `10:30:00.123` as milliseconds of the day. `short` also takes 10:30. @throws ConversionError */
export function parseTime(text: string, precision: number, short = false): number {
  const pattern = short ? PATTERNS.shortTime : PATTERNS.time;
  const match = pattern.exec(text) ?? refuse(text, 'a time such as 10:30:00');
  const ms = timeMs(match, 1, precision);
  // Java reads 24:00:00 as 00:00 with one day over, and Flink drops the day.
  return ms === MS_PER_DAY && !short ? 0 : timeOfDay(ms, text);
}

export interface TimestampShape {
  readonly format: 'SQL' | 'ISO-8601';
  /** TIMESTAMP_LTZ: the text must end in Z. */
  readonly zoned: boolean;
  readonly precision: number;
}

/** A timestamp as epoch milliseconds (of UTC). @throws ConversionError */
export function parseTimestamp(text: string, shape: TimestampShape): number {
  const { format, zoned } = shape;
  const pattern =
    format === 'SQL' ? (zoned ? PATTERNS.sqlZoned : PATTERNS.sql) : zoned ? PATTERNS.isoZoned : PATTERNS.iso;
  const match = pattern.exec(text) ?? refuse(text, timestampExample(shape));
  // ISO_LOCAL_DATE_TIME is the one formatter that Java itself made STRICT.
  const strict = format === 'ISO-8601' && !zoned;
  const ms = timeMs(match, 4, shape.precision);
  return dateDays(match, 1, strict ? 'strict' : 'smart') * MS_PER_DAY + (strict ? timeOfDay(ms, text) : ms);
}

function timestampExample({ format, zoned }: TimestampShape): string {
  const example = `2024-01-15${format === 'SQL' ? ' ' : 'T'}10:30:00${zoned ? 'Z' : ''}`;
  const type = zoned ? 'TIMESTAMP_LTZ' : 'TIMESTAMP';
  return `a timestamp such as ${example} (${type}, timestamp-format.standard ${format})`;
}

function dateDays(match: RegExpExecArray, group: number, resolver: 'strict' | 'smart'): number {
  const year = Number(match[group]);
  const month = Number(match[group + 1]);
  const day = Number(match[group + 2]);
  const last = month >= 1 && month <= 12 ? daysInMonth(year, month) : 0;
  if (last === 0 || day < 1 || day > 31 || (day > last && resolver === 'strict')) {
    refuse(match[0], 'a date that exists');
  }
  return daysFromCivil(year, month, Math.min(day, last));
}

/** Milliseconds of the day; 24:00:00 gives a whole day. */
function timeMs(match: RegExpExecArray, group: number, precision: number): number {
  const hour = Number(match[group]);
  const minute = Number(match[group + 1]);
  const second = Number(match[group + 2] ?? 0);
  const fraction = match[group + 3] ?? '';
  if (hour > 24 || minute > 59 || second > 59) refuse(match[0], 'a time of day');
  if (precision > 3 && /[1-9]/.test(fraction.slice(3))) {
    throw new ConversionError(`'${match[0]}' is finer than a millisecond; declare at most three fractional digits`);
  }
  const ms = ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
  if (hour === 24 && (ms !== MS_PER_DAY || /[1-9]/.test(fraction))) refuse(match[0], 'a time of day');
  return ms;
}

function timeOfDay(ms: number, text: string): number {
  return ms < MS_PER_DAY ? ms : refuse(text, 'a time of day');
}

function refuse(text: string, expected: string): never {
  throw new ConversionError(`'${excerpt(text)}' is not ${expected}`);
}

/** Milliseconds of the day as `10:30:00.12`: the fraction is as long as it must be, and absent when zero. */
export function formatTime(ms: number): string {
  return new Date(ms)
    .toISOString()
    .slice(11, 23)
    .replace(/\.?0+$/, '');
}

/** Epoch milliseconds as Flink writes a timestamp of that shape. */
export function formatTimestamp(ms: number, shape: Pick<TimestampShape, 'format' | 'zoned'>): string {
  const days = Math.floor(ms / MS_PER_DAY);
  const time = ms - days * MS_PER_DAY;
  const clock = formatTime(time);
  return `${formatDate(days)}${shape.format === 'SQL' ? ' ' : 'T'}${clock}${shape.zoned ? 'Z' : ''}`;
}
