/**
 * Parses timestamps by a Java pattern. DateTimeFormatter wants the whole text and valid fields, and turns day 30 of a
 * shorter month into its last day; SimpleDateFormat reads a prefix and lets fields run over (month 13 is next January).
 */
import { MillraceError } from '../../../../errors/millrace-error.ts';
import { daysFromCivil, daysInMonth, MS_PER_DAY } from '../../../../row/civil-date.ts';
import { escapeRegExp } from '../text/like.ts';
import { type FieldLetter, type PatternDialect, type PatternPart, parseJavaPattern } from './java-pattern.ts';
import { MONTHS } from './pattern-format.ts';
import { writtenField } from './written-field.ts';

type Parser = (text: string) => number | undefined;
type Fields = Partial<Record<FieldLetter, number>>;

interface Capture {
  readonly letter: FieldLetter;
  readonly read: (text: string) => number;
}

/** The function that parses by the pattern; undefined when the text does not fit. */
export function patternParser(pattern: string, dialect: PatternDialect): Parser {
  const captures: Capture[] = [];
  const parts = parseJavaPattern(pattern, dialect);
  const source = sourceOf(parts, dialect, captures);
  const regex = new RegExp(dialect === 'DateTimeFormatter' ? `^${source}$` : `^\\s*${source}`, 'i');
  const resolve = dialect === 'DateTimeFormatter' ? resolveStrictly : resolveLeniently;
  return (text) => {
    const match = regex.exec(text);
    if (match === null) return undefined;
    const fields: Fields = {};
    for (const [index, { letter, read }] of captures.entries()) {
      const digits = match[index + 1];
      if (digits !== undefined) fields[letter] = read(digits);
    }
    return resolve(fields);
  };
}

function sourceOf(parts: readonly PatternPart[], dialect: PatternDialect, captures: Capture[]): string {
  return parts
    .map((part, index) => {
      if (part.kind === 'text') return escapeRegExp(part.text);
      if (part.kind === 'optional') return `(?:${sourceOf(part.parts, dialect, captures)})?`;
      const next = parts[index + 1];
      const touchesNumber = next?.kind === 'field' && isNumber(next.letter, next.width);
      return fieldSource(part, { dialect, touchesNumber }, captures);
    })
    .join('');
}

function isNumber(letter: FieldLetter, width: number): boolean {
  return letter !== 'E' && letter !== 'a' && !(letter === 'M' && width > 2);
}

function fieldSource(
  { letter, width }: { readonly letter: FieldLetter; readonly width: number },
  { dialect, touchesNumber }: { readonly dialect: PatternDialect; readonly touchesNumber: boolean },
  captures: Capture[],
): string {
  if (letter === 'E') return '[A-Za-z]+';
  if (letter === 'a') {
    captures.push({ letter, read: (text) => (text.toUpperCase() === 'PM' ? 1 : 0) });
    return '(AM|PM)';
  }
  if (letter === 'M' && width > 2) {
    captures.push({ letter, read: monthNumber });
    return width >= 4 ? `(${MONTHS.join('|')})` : `(${MONTHS.map((month) => month.slice(0, 3)).join('|')})`;
  }
  if (writtenField(letter, width) !== undefined) throw unreadable(letter);
  captures.push({ letter, read: (text) => numberOf(text, letter, width, dialect) });
  if (dialect === 'SimpleDateFormat') return touchesNumber ? `(\\d{${width}})` : '(\\d+)';
  if (letter === 'S' || width === 2 || letter === 'y') return width === 1 ? '(\\d{1,4})' : `(\\d{${width}})`;
  return width === 1 ? `(\\d{1,${letter === 'D' ? 3 : 2}})` : `(\\d{${width}})`;
}

function unreadable(letter: FieldLetter): MillraceError {
  return new MillraceError(`A time cannot be read by the letter ${letter}, only written`, {
    code: 'SQL_UNSUPPORTED',
    domain: 'user',
    retry: 'never',
    hint: 'read times with the letters y M d D E a H h K k m s S',
  });
}

function monthNumber(text: string): number {
  return MONTHS.findIndex((month) => month.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase()) + 1;
}

function numberOf(text: string, letter: FieldLetter, width: number, dialect: PatternDialect): number {
  if (letter === 'y' && width === 2 && text.length === 2) return 2000 + Number(text);
  if (letter !== 'S' || dialect === 'SimpleDateFormat') return Number(text);
  return Number(text.slice(0, 3).padEnd(3, '0'));
}

/** What is missing is 1970-01-01 00:00. Undefined when a field is out of its range. */
function resolveStrictly(fields: Fields): number | undefined {
  const { y: year = 1970, M: month = 1, d: day = 1, m: minute = 0, s: second = 0, S: ms = 0 } = fields;
  const hour = hourOf(fields);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (hour === undefined || minute > 59 || second > 59) return undefined;
  const days =
    fields.D === undefined
      ? daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)))
      : dayOfYear(year, fields.D);
  return days === undefined ? undefined : days * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}

function dayOfYear(year: number, day: number): number | undefined {
  const first = daysFromCivil(year, 1, 1);
  return day >= 1 && first + day <= daysFromCivil(year + 1, 1, 1) ? first + day - 1 : undefined;
}

function hourOf({ H, h, K, k, a }: Fields): number | undefined {
  if (H !== undefined) return H <= 23 ? H : undefined;
  if (k !== undefined) return k >= 1 && k <= 24 ? k % 24 : undefined;
  // Half-day hours say nothing without the half of the day.
  if (a === undefined) return 0;
  if (h !== undefined) return h >= 1 && h <= 12 ? (h % 12) + 12 * a : undefined;
  return K === undefined || K > 11 ? undefined : K + 12 * a;
}

function resolveLeniently(fields: Fields): number {
  const { y: year = 1970, M: month = 1, d: day = 1, m: minute = 0, s: second = 0, S: ms = 0 } = fields;
  const months = year * 12 + month - 1;
  const start = daysFromCivil(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1);
  const days = fields.D === undefined ? start + day - 1 : daysFromCivil(year, 1, 1) + fields.D - 1;
  const halfDay = ((fields.h ?? fields.K ?? 0) % 12) + 12 * (fields.a ?? 0);
  const hour = fields.H ?? (fields.k === undefined ? halfDay : fields.k % 24);
  return days * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}
