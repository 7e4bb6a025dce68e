/**
 * The proleptic Gregorian calendar on plain integers: days since 1970-01-01 and milliseconds since the epoch, in UTC.
 * Fields, rounding and month arithmetic are Flink's; before 1970 they stay right where Flink's truncate towards zero.
 */
export const MS_PER_SECOND = 1000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** Fields of a time that EXTRACT knows. */
export type TimeField =
  | 'MILLISECOND'
  | 'MICROSECOND'
  | 'NANOSECOND'
  | 'SECOND'
  | 'MINUTE'
  | 'HOUR'
  | 'DAY'
  | 'WEEK'
  | 'MONTH'
  | 'QUARTER'
  | 'YEAR'
  | 'DECADE'
  | 'CENTURY'
  | 'MILLENNIUM'
  | 'DOW'
  | 'ISODOW'
  | 'DOY'
  | 'ISOYEAR'
  | 'EPOCH';

/** Units that FLOOR(… TO unit) and CEIL(… TO unit) know. */
export type TimeUnit =
  | 'MILLISECOND'
  | 'SECOND'
  | 'MINUTE'
  | 'HOUR'
  | 'DAY'
  | 'WEEK'
  | 'MONTH'
  | 'QUARTER'
  | 'YEAR'
  | 'DECADE'
  | 'CENTURY'
  | 'MILLENNIUM';

const DAYS_PER_ERA = 146_097;
/** From 0000-03-01, where an era of 400 years begins, to 1970-01-01. */
const EPOCH_SHIFT_DAYS = 719_468;

/** Days since the epoch of a date that exists; `month` may run over, as in January + 13 months. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_SHIFT_DAYS;
}

/** The date of a day since the epoch. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + EPOCH_SHIFT_DAYS;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function dayOfTimestamp(ms: number): number {
  return Math.floor(ms / MS_PER_DAY);
}

export function timeOfTimestamp(ms: number): number {
  return modulo(ms, MS_PER_DAY);
}

/** EXTRACT(field FROM …) of a timestamp. DOW runs from 1 (Sunday), ISODOW from 1 (Monday), WEEK is ISO 8601's. */
export function extractField(field: TimeField, ms: number): number {
  switch (field) {
    case 'MILLISECOND':
      return modulo(ms, MS_PER_SECOND);
    case 'MICROSECOND':
      return modulo(ms, MS_PER_SECOND) * 1000;
    case 'NANOSECOND':
      return modulo(ms, MS_PER_SECOND) * 1_000_000;
    case 'SECOND':
      return Math.floor(modulo(ms, MS_PER_MINUTE) / MS_PER_SECOND);
    case 'MINUTE':
      return Math.floor(modulo(ms, MS_PER_HOUR) / MS_PER_MINUTE);
    case 'HOUR':
      return Math.floor(modulo(ms, MS_PER_DAY) / MS_PER_HOUR);
    case 'EPOCH':
      return Math.floor(ms / MS_PER_SECOND);
    default:
      return extractDateField(field, dayOfTimestamp(ms));
  }
}

type DateField = Exclude<
  TimeField,
  'MILLISECOND' | 'MICROSECOND' | 'NANOSECOND' | 'SECOND' | 'MINUTE' | 'HOUR' | 'EPOCH'
>;

function extractDateField(field: DateField, days: number): number {
  const { year, month, day } = civilFromDays(days);
  switch (field) {
    case 'DAY':
      return day;
    case 'WEEK':
      return isoWeek(days).week;
    case 'MONTH':
      return month;
    case 'QUARTER':
      return Math.floor((month + 2) / 3);
    case 'YEAR':
      return year;
    case 'DECADE':
      return Math.floor(year / 10);
    case 'CENTURY':
      return Math.floor((year + 99) / 100);
    case 'MILLENNIUM':
      return Math.floor((year + 999) / 1000);
    case 'DOW':
      return dayOfWeek(days) + 1;
    case 'ISODOW':
      return isoDayOfWeek(days);
    case 'DOY':
      return days - daysFromCivil(year, 1, 1) + 1;
    case 'ISOYEAR':
      return isoWeek(days).year;
  }
}

/** 0 is Sunday. 1970-01-01 was a Thursday. */
export function dayOfWeek(days: number): number {
  return modulo(days + 4, 7);
}

/** 1 is Monday, 7 Sunday. */
export function isoDayOfWeek(days: number): number {
  return modulo(days + 3, 7) + 1;
}

/** ISO 8601: the week belongs to the year that has its Thursday. */
export function isoWeek(days: number): { readonly year: number; readonly week: number } {
  const thursday = days - isoDayOfWeek(days) + 4;
  const { year } = civilFromDays(thursday);
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

/** The start of the unit that `ms` lies in. Weeks begin on Sunday, as Flink's FLOOR(… TO WEEK). */
export function floorToUnit(unit: TimeUnit, ms: number): number {
  const length = fixedLengthMs(unit);
  if (length !== undefined) return ms - modulo(ms, length);
  return floorDate(unit, dayOfTimestamp(ms)) * MS_PER_DAY;
}

/**
 * The start of the next unit, or `ms` itself where it is a start. Flink looks at the date only for units above a day
 * (10:00 on the first of a month is "at" the month) and moves every date past January 1 to the next quarter, even
 * one that starts a quarter; centuries and longer always move on.
 */
export function ceilToUnit(unit: TimeUnit, ms: number): number {
  const length = fixedLengthMs(unit);
  if (length !== undefined) return ms - modulo(ms, length) + (modulo(ms, length) === 0 ? 0 : length);
  return ceilDate(unit, dayOfTimestamp(ms)) * MS_PER_DAY;
}

function fixedLengthMs(unit: TimeUnit): number | undefined {
  switch (unit) {
    case 'MILLISECOND':
      return 1;
    case 'SECOND':
      return MS_PER_SECOND;
    case 'MINUTE':
      return MS_PER_MINUTE;
    case 'HOUR':
      return MS_PER_HOUR;
    case 'DAY':
      return MS_PER_DAY;
    default:
      return undefined;
  }
}

function floorDate(unit: TimeUnit, days: number): number {
  const { year, month } = civilFromDays(days);
  switch (unit) {
    case 'WEEK':
      return days - dayOfWeek(days);
    case 'MONTH':
      return daysFromCivil(year, month, 1);
    case 'QUARTER':
      return daysFromCivil(year, month - modulo(month - 1, 3), 1);
    case 'YEAR':
      return daysFromCivil(year, 1, 1);
    case 'DECADE':
      return daysFromCivil(10 * Math.floor(year / 10), 1, 1);
    case 'CENTURY':
      return daysFromCivil(100 * Math.floor((year + 99) / 100) - 99, 1, 1);
    case 'MILLENNIUM':
      return daysFromCivil(1000 * Math.floor((year + 999) / 1000) - 999, 1, 1);
    default:
      return days;
  }
}

function ceilDate(unit: TimeUnit, days: number): number {
  const { year, month, day } = civilFromDays(days);
  const pastNewYear = month > 1 || day > 1;
  switch (unit) {
    case 'WEEK':
      return dayOfWeek(days) === 0 ? days : days - dayOfWeek(days) + 7;
    case 'MONTH':
      return firstOfMonth(year, day > 1 ? month + 1 : month);
    case 'QUARTER':
      return firstOfMonth(year, month - modulo(month - 1, 3) + (pastNewYear ? 3 : 0));
    case 'YEAR':
      return daysFromCivil(pastNewYear ? year + 1 : year, 1, 1);
    case 'DECADE':
      return daysFromCivil(10 * (1 + Math.floor(year / 10)), 1, 1);
    case 'CENTURY':
      return daysFromCivil(100 * Math.floor((year + 99) / 100) + 1, 1, 1);
    case 'MILLENNIUM':
      return daysFromCivil(1000 * Math.floor((year + 999) / 1000) + 1, 1, 1);
    default:
      return days;
  }
}

/** Month 13 is January of the next year. */
function firstOfMonth(year: number, month: number): number {
  return daysFromCivil(year + Math.floor((month - 1) / 12), modulo(month - 1, 12) + 1, 1);
}

/** Adds months to a day since the epoch; the day of the month is kept where it exists, else the month's last day. */
export function addMonthsToDate(days: number, months: number): number {
  const { year, month, day } = civilFromDays(days);
  const index = year * 12 + month - 1 + months;
  const newYear = Math.floor(index / 12);
  const newMonth = modulo(index, 12) + 1;
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** Adds months to a timestamp and keeps the time of day. */
export function addMonths(ms: number, months: number): number {
  return addMonthsToDate(dayOfTimestamp(ms), months) * MS_PER_DAY + timeOfTimestamp(ms);
}

/** Whole months from date `from` to date `to`, negative when `to` is earlier. */
export function monthsBetweenDates(from: number, to: number): number {
  if (to < from) return -monthsBetweenDates(to, from);
  const start = civilFromDays(from);
  const end = civilFromDays(to);
  const months = (end.year - start.year) * 12 + end.month - start.month;
  return addMonthsToDate(from, months) > to ? months - 1 : months;
}

/** Whole months between timestamps; as in Flink, an earlier time on the day that completes a month takes one off. */
export function monthsBetween(fromMs: number, toMs: number): number {
  const from = dayOfTimestamp(fromMs);
  const to = dayOfTimestamp(toMs);
  const months = monthsBetweenDates(from, to);
  const completesToday = addMonthsToDate(from, months) === to;
  return completesToday && timeOfTimestamp(toMs) < timeOfTimestamp(fromMs) ? months - 1 : months;
}

function modulo(value: number, divisor: number): number {
  const remainder = value % divisor;
  return remainder < 0 ? remainder + divisor : remainder + 0;
}
