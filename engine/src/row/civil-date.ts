/**
 * The proleptic Gregorian calendar on plain integers: days since 1970-01-01 and milliseconds since the epoch, in UTC.
 * Before 1970 the results stay right where Flink's truncate towards zero.
 */
import { modulo } from './modulo.ts';

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

/** 28 to 31; `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The day since the epoch that a moment lies in. */
export function dayOfTimestamp(ms: number): number {
  return Math.floor(ms / MS_PER_DAY);
}

/** Milliseconds since the midnight before a moment, also for moments before 1970. */
export function timeOfTimestamp(ms: number): number {
  return modulo(ms, MS_PER_DAY);
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
