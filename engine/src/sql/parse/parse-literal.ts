/** Literals: numbers, text, bytes, NULL and booleans, dates and times, intervals. */
import type { ExpressionNode, IntervalQualifier, IntervalUnit } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseWholeNumber } from './names.ts';
import type { Token } from './token.ts';

export const INTERVAL_UNITS: readonly IntervalUnit[] = [
  'YEAR',
  'QUARTER',
  'MONTH',
  'WEEK',
  'DAY',
  'HOUR',
  'MINUTE',
  'SECOND',
];

export function parsePlainLiteral(cursor: Cursor): ExpressionNode {
  const token = cursor.next();
  const span = cursor.spanOf(token);
  switch (token.kind) {
    case 'string':
      return { kind: 'string-literal', value: token.text, span };
    case 'binary':
      return { kind: 'binary-literal', hex: token.text, span };
    case 'number':
      return { kind: 'number-literal', text: token.text, exact: !/e/i.test(token.text), span };
    default:
      // UNKNOWN is the boolean NULL.
      if (token.match === 'NULL' || token.match === 'UNKNOWN') return { kind: 'null-literal', span };
      return { kind: 'boolean-literal', value: token.match === 'TRUE', span };
  }
}

/** `DATE '2024-01-15'`; the caller has seen the word and the string. */
export function parseDateTimeLiteral(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  const type = cursor.expectAny('DATE', 'TIME', 'TIMESTAMP');
  const text = cursor.next().text;
  return { kind: 'datetime-literal', type, text, span: cursor.spanFrom(start) };
}

/** `INTERVAL '1:30' HOUR TO MINUTE`. */
export function parseIntervalLiteral(cursor: Cursor): ExpressionNode {
  const start = cursor.expect('INTERVAL');
  const sign = cursor.acceptAny('-', '+');
  const value = cursor.peek();
  if (value.kind === 'number') throw unquotedInterval(cursor, start, sign ?? '');
  if (value.kind !== 'string') throw cursor.unexpected("a quoted number, as in INTERVAL '5' MINUTES");
  cursor.next();
  if (intervalUnit(cursor.peek()) === undefined) throw missingUnit(cursor, value);
  const qualifier = parseIntervalQualifier(cursor);
  const span = cursor.spanFrom(start);
  return { kind: 'interval-literal', text: value.text, negative: sign === '-', qualifier, span };
}

function unquotedInterval(cursor: Cursor, start: Token, sign: string) {
  const unit = intervalUnit(cursor.peek(1)) === undefined ? 'MINUTES' : cursor.peek(1).text.toUpperCase();
  return cursor.error(`INTERVAL needs quotes: INTERVAL ${sign}'${cursor.peek().text}' ${unit}`, { token: start });
}

/** `INTERVAL '5 minutes'` is other dialects' form; a bare `INTERVAL '5'` is nobody's. */
function missingUnit(cursor: Cursor, value: Token) {
  const inside = /^\s*([+-]?[\d.]+)\s*([a-z]+)\s*$/i.exec(value.text);
  if (inside === null) return cursor.unexpected('a unit after the interval: SECOND, MINUTE, HOUR, DAY, MONTH or YEAR');
  const [, count = '', unit = ''] = inside;
  const mend = `INTERVAL '${count}' ${unit.toUpperCase()}`;
  return cursor.error(`INTERVAL needs its unit after the quotes: ${mend}`, { token: value });
}

/** `DAY`, `MINUTES`, `DAY(3) TO SECOND(6)`. */
export function parseIntervalQualifier(cursor: Cursor): IntervalQualifier {
  const start = cursor.peek();
  const from = parseIntervalUnit(cursor);
  const [precision, leadingFraction] = parsePrecisions(cursor);
  const to = cursor.accept('TO') ? parseIntervalUnit(cursor) : undefined;
  const [trailingFraction] = to === 'SECOND' ? parsePrecisions(cursor) : [];
  const fractionalPrecision = to === undefined ? leadingFraction : trailingFraction;
  return { kind: 'interval-qualifier', from, to, precision, fractionalPrecision, span: cursor.spanFrom(start) };
}

function parsePrecisions(cursor: Cursor): number[] {
  return cursor.at('(') ? cursor.parenthesizedList(() => parseWholeNumber(cursor, 'a precision')) : [];
}

function parseIntervalUnit(cursor: Cursor): IntervalUnit {
  const unit = intervalUnit(cursor.peek());
  if (unit === undefined) throw cursor.unexpected('a unit: SECOND, MINUTE, HOUR, DAY, MONTH or YEAR');
  cursor.next();
  return unit;
}

/** The unit that a word names, in the singular or the plural. */
function intervalUnit(token: Token): IntervalUnit | undefined {
  return INTERVAL_UNITS.find((unit) => token.match === unit || token.match === `${unit}S`);
}
