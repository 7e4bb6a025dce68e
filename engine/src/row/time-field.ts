/** The fields that EXTRACT takes out of a time, with Flink's meaning of each. */
import {
  civilFromDays,
  dayOfTimestamp,
  dayOfWeek,
  daysFromCivil,
  isoDayOfWeek,
  isoWeek,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  MS_PER_SECOND,
} from './civil-date.ts';
import { modulo } from './modulo.ts';

/** Fields of a time that EXTRACT knows. */
const TIME_FIELDS = [
  'MILLISECOND',
  'MICROSECOND',
  'NANOSECOND',
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
  'DOW',
  'ISODOW',
  'DOY',
  'ISOYEAR',
  'EPOCH',
] as const;

export type TimeField = (typeof TIME_FIELDS)[number];

/** Whether a name in capitals is one of them. */
export function isTimeField(name: string): name is TimeField {
  return (TIME_FIELDS as readonly string[]).includes(name);
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
