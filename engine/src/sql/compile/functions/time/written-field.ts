/**
 * The letters of DateTimeFormatter that only write: era, quarter, week (of Locale.US: from Sunday, the week of 1 January
 * being the first), and what has passed of the day.
 */
import { civilFromDays, dayOfWeek, daysFromCivil } from '../../../../row/civil-date.ts';
import type { FieldLetter } from './java-pattern.ts';

/** What these letters need to know of a moment. */
export interface WrittenMoment {
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Milliseconds of the day. */
  readonly time: number;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const ORDINALS = ['1st', '2nd', '3rd', '4th'];

/** How a letter is written; undefined for the letters that pattern-format.ts writes itself. */
export function writtenField(letter: FieldLetter, width: number): ((moment: WrittenMoment) => string) | undefined {
  const padded = (value: number) => String(value).padStart(width, '0');
  switch (letter) {
    case 'G':
      return () => (width >= 4 ? 'Anno Domini' : 'AD');
    case 'Q':
      return ({ month }) => quarterText(Math.ceil(month / 3), width);
    case 'Y':
      return ({ days }) => (width === 2 ? String(weekYear(days) % 100).padStart(2, '0') : padded(weekYear(days)));
    case 'w':
      return ({ days }) => padded((weekStart(days) - weekStart(daysFromCivil(weekYear(days), 1, 1))) / 7 + 1);
    case 'W':
      return ({ days, day }) => padded((weekStart(days) - weekStart(days - day + 1)) / 7 + 1);
    case 'e':
      return ({ days }) => (width < 3 ? padded(dayOfWeek(days) + 1) : weekdayText(dayOfWeek(days), width));
    case 'A':
      return ({ time }) => padded(time);
    case 'n':
      return ({ time }) => padded((time % 1000) * 1_000_000);
    case 'N':
      return ({ time }) => padded(time * 1_000_000);
    default:
      return undefined;
  }
}

function quarterText(quarter: number, width: number): string {
  if (width < 3) return String(quarter).padStart(width, '0');
  return width === 3 ? `Q${quarter}` : `${ORDINALS[quarter - 1]} quarter`;
}

function weekdayText(day: number, width: number): string {
  return (WEEKDAYS[day] ?? '').slice(0, width >= 4 ? undefined : 3);
}

/** The Sunday of the week. */
function weekStart(days: number): number {
  return days - dayOfWeek(days);
}

/** The year whose week it is: that of the week's Saturday. */
function weekYear(days: number): number {
  return civilFromDays(weekStart(days) + 6).year;
}
