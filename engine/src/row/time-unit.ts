/** Rounds times to units, as FLOOR(… TO unit) and CEIL(… TO unit) do in Flink, odd cases included. */
import {
  civilFromDays,
  dayOfTimestamp,
  dayOfWeek,
  daysFromCivil,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  MS_PER_SECOND,
} from './civil-date.ts';
import { modulo } from './modulo.ts';

/** Units that FLOOR(… TO unit) and CEIL(… TO unit) know. */
const TIME_UNITS = [
  'MILLISECOND',
  'SECOND',
  'MINUTE',
  'HOUR',
  'DAY',
  'WEEK',
  'MONTH',
  'QUARTER',
  'YEAR',
  'DECADE',
  'CENTURY',
  'MILLENNIUM',
] as const;

export type TimeUnit = (typeof TIME_UNITS)[number];

/** Whether a name in capitals is one of them. */
export function isTimeUnit(name: string): name is TimeUnit {
  return (TIME_UNITS as readonly string[]).includes(name);
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
