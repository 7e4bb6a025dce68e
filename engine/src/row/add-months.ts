/** Month arithmetic: months differ in length, so the day of the month is kept only where the new month has it. */
import {
  civilFromDays,
  dayOfTimestamp,
  daysFromCivil,
  daysInMonth,
  MS_PER_DAY,
  timeOfTimestamp,
} from './civil-date.ts';
import { modulo } from './modulo.ts';

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
