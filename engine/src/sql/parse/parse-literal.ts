/** Literals: numbers, text, bytes, NULL and booleans, dates and times, intervals. */
import type { ExpressionNode, IntervalQualifier, IntervalUnit } from './ast.ts';
import { type Cursor, oneOf } from './cursor.ts';
import { parseWholeNumber } from './parse-name.ts';
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

/** What may follow TO after a unit. */
const TRAILING_UNITS: Readonly<Partial<Record<IntervalUnit, readonly IntervalUnit[]>>> = {
  YEAR: ['MONTH'],
  DAY: ['HOUR', 'MINUTE', 'SECOND'],
  HOUR: ['MINUTE', 'SECOND'],
  MINUTE: ['SECOND'],
};

export function parseLiteral(cursor: Cursor): ExpressionNode {
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

/** `DATE '2024-01-15'`, `TIMESTAMP WITH LOCAL TIME ZONE '2024-01-15 10:00:00'`. */
export function parseDateTimeLiteral(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  const type = cursor.expectAny('DATE', 'TIME', 'TIMESTAMP');
  const local = type === 'TIMESTAMP' && cursor.accept('WITH', 'LOCAL', 'TIME', 'ZONE');
  if (cursor.peek().kind !== 'string') throw cursor.unexpected('a quoted time');
  const text = cursor.next().text;
  return { kind: 'datetime-literal', type: local ? 'TIMESTAMP_LTZ' : type, text, span: cursor.spanFrom(start) };
}

/** `INTERVAL '1:30' HOUR TO MINUTE`. */
export function parseIntervalLiteral(cursor: Cursor): ExpressionNode {
  const start = cursor.expect('INTERVAL');
  const sign = cursor.acceptAny('-', '+');
  const value = cursor.peek();
  if (value.kind !== 'string' && !isWholeNumber(value))
    throw cursor.unexpected("a quoted number, as in INTERVAL '5' MINUTES");
  cursor.next();
  if (intervalUnit(cursor.peek()) === undefined) throw missingUnit(cursor, value);
  const qualifier = parseIntervalQualifier(cursor);
  const span = cursor.spanFrom(start);
  return { kind: 'interval-literal', text: value.text, negative: sign === '-', qualifier, span };
}

/** `INTERVAL 5 MINUTES`: quotes around a whole number may be left out. */
function isWholeNumber(token: Token): boolean {
  return token.kind === 'number' && /^\d+$/.test(token.text);
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
  const [precision, leadingFraction] = parsePrecisions(cursor, from === 'SECOND' ? 2 : 1);
  const to = cursor.accept('TO') ? parseTrailingUnit(cursor, from) : undefined;
  const [trailingFraction] = to === 'SECOND' ? parsePrecisions(cursor, 1) : [];
  const fractionalPrecision = to === undefined ? leadingFraction : trailingFraction;
  return { kind: 'interval-qualifier', from, to, precision, fractionalPrecision, span: cursor.spanFrom(start) };
}

/** The last unit of a range of units: finer than the first, and on the same side of the line between month and day. */
function parseTrailingUnit(cursor: Cursor, from: IntervalUnit): IntervalUnit {
  const allowed = TRAILING_UNITS[from] ?? [];
  const token = cursor.peek();
  const unit = intervalUnit(token);
  if (unit !== undefined && !allowed.includes(unit)) {
    const hint = allowed.length === 0 ? `write ${from} alone` : `write ${from} TO ${oneOf(allowed)}`;
    throw cursor.error(`no interval is ${from} TO ${cursor.found()}`, { token, hint });
  }
  return parseIntervalUnit(cursor);
}

function parsePrecisions(cursor: Cursor, most: number): number[] {
  const open = cursor.peek();
  const numbers = parseNumbers(cursor);
  if (numbers.length <= most) return numbers;
  throw cursor.error(most === 1 ? 'one precision stands here' : 'two precisions stand here', { token: open });
}

function parseNumbers(cursor: Cursor): number[] {
  return cursor.at('(') ? cursor.parenthesizedList(() => parseWholeNumber(cursor, 'a precision')) : [];
}

/** A unit that cannot be an alias: only the singular words are reserved. */
export function atReservedUnit(cursor: Cursor): boolean {
  return ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'].includes(cursor.peek().match);
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
