/** Formats timestamps by a Java pattern. The text of the day is kept for patterns that need no more than the day. */
import {
  civilFromDays,
  dayOfTimestamp,
  dayOfWeek,
  daysFromCivil,
  MS_PER_DAY,
  timeOfTimestamp,
} from '../../../../row/civil-date.ts';
import { formatDate } from '../../../../row/timestamp.ts';
import { type FieldLetter, type PatternDialect, type PatternPart, parseJavaPattern } from './java-pattern.ts';
import { writtenField } from './written-field.ts';

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DATE_LETTERS: ReadonlySet<FieldLetter> = new Set(['y', 'M', 'd', 'D', 'E']);

/** What the fields of a pattern are read from. */
interface Moment {
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Milliseconds of the day. */
  readonly time: number;
}

type FieldFormat = (moment: Moment) => string;

/** The function that formats by the pattern. */
export function patternFormatter(pattern: string, dialect: PatternDialect): (ms: number) => string {
  if (pattern === 'yyyy-MM-dd') return (ms) => formatDate(dayOfTimestamp(ms));
  const parts = parseJavaPattern(pattern, dialect);
  const formats = parts.flatMap((part) => formatsOf(part, dialect));
  const format = (ms: number) => {
    const moment = momentOf(ms);
    let text = '';
    for (const field of formats) text += field(moment);
    return text;
  };
  return needsOnlyDate(parts) ? cachedByDay(format) : format;
}

function cachedByDay(format: (ms: number) => string): (ms: number) => string {
  let lastDay = Number.NaN;
  let lastText = '';
  return (ms) => {
    const day = dayOfTimestamp(ms);
    if (day !== lastDay) {
      lastText = format(day * MS_PER_DAY);
      lastDay = day;
    }
    return lastText;
  };
}

function needsOnlyDate(parts: readonly PatternPart[]): boolean {
  return parts.every((part) => {
    if (part.kind === 'optional') return needsOnlyDate(part.parts);
    return part.kind === 'text' || DATE_LETTERS.has(part.letter);
  });
}

let lastDate = { days: 0, ...civilFromDays(0) };

/** The date part is kept, because the days of a stream repeat row after row. */
function momentOf(ms: number): Moment {
  const days = dayOfTimestamp(ms);
  if (days !== lastDate.days) lastDate = { days, ...civilFromDays(days) };
  const { year, month, day } = lastDate;
  return { days, year, month, day, time: timeOfTimestamp(ms) };
}

/** Optional sections are always there on the way out. */
function formatsOf(part: PatternPart, dialect: PatternDialect): FieldFormat[] {
  switch (part.kind) {
    case 'text':
      return [() => part.text];
    case 'optional':
      return part.parts.flatMap((inner) => formatsOf(inner, dialect));
    case 'field':
      return [fieldFormat(part.letter, part.width, dialect)];
  }
}

function fieldFormat(letter: FieldLetter, width: number, dialect: PatternDialect): FieldFormat {
  const written = writtenField(letter, width);
  if (written !== undefined) return written;
  const padded = width === 2 ? twoDigits : (value: number) => String(value).padStart(width, '0');
  switch (letter) {
    case 'y':
      return ({ year }) => (width === 2 ? String(year % 100).padStart(2, '0') : padded(year));
    case 'M':
      return ({ month }) => (width > 2 ? name(MONTHS[month - 1], width) : padded(month));
    case 'd':
      return ({ day }) => padded(day);
    case 'D':
      return ({ days, year }) => padded(days - daysFromCivil(year, 1, 1) + 1);
    case 'E':
      return ({ days }) => name(DAYS[dayOfWeek(days)], width);
    case 'a':
      return ({ time }) => (time < MS_PER_DAY / 2 ? 'AM' : 'PM');
    case 'H':
      return ({ time }) => padded(hourOf(time));
    case 'h':
      return ({ time }) => padded(((hourOf(time) + 11) % 12) + 1);
    case 'K':
      return ({ time }) => padded(hourOf(time) % 12);
    case 'k':
      return ({ time }) => padded(((hourOf(time) + 23) % 24) + 1);
    case 'm':
      return ({ time }) => padded(Math.floor(time / 60_000) % 60);
    case 's':
      return ({ time }) => padded(Math.floor(time / 1000) % 60);
    case 'S':
      // A fraction to DateTimeFormatter, a number of milliseconds to SimpleDateFormat.
      if (dialect === 'SimpleDateFormat') return ({ time }) => padded(time % 1000);
      return ({ time }) =>
        String(time % 1000)
          .padStart(3, '0')
          .padEnd(width, '0')
          .slice(0, width);
    default:
      throw new Error(`no way to write ${letter}`);
  }
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function hourOf(time: number): number {
  return Math.floor(time / 3_600_000);
}

/** Four letters ask for the full name, fewer for its first three. */
function name(full: string | undefined, width: number): string {
  return (full ?? '').slice(0, width >= 4 ? undefined : 3);
}
