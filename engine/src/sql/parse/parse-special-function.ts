/** Functions whose arguments are parted by words instead of commas, or have a unit or a type among them. */
import type { ExpressionNode, Identifier, TimeUnit } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { plainCall } from './parse-call.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { INTERVAL_UNITS } from './parse-literal.ts';
import { parsePostfix, parsePrimary } from './parse-primary.ts';
import { parseTypeWithoutNullability } from './parse-type.ts';

const TIME_UNITS: readonly TimeUnit[] = [
  ...INTERVAL_UNITS,
  'MILLENNIUM',
  'CENTURY',
  'DECADE',
  'ISOYEAR',
  'ISODOW',
  'DOW',
  'DOY',
  'EPOCH',
  'MILLISECOND',
  'MICROSECOND',
  'NANOSECOND',
];

/** The function at the cursor if it is one of these, else undefined and nothing is read. */
export function parseSpecialFunction(cursor: Cursor): ExpressionNode | undefined {
  if (cursor.peek(1).match !== '(') return undefined;
  switch (cursor.peek().match) {
    case 'CAST':
    case 'TRY_CAST':
      return parseCast(cursor);
    case 'EXTRACT':
      return parseExtract(cursor);
    case 'FLOOR':
    case 'CEIL':
    case 'CEILING':
      return parseRound(cursor);
    case 'TRIM':
      return parseTrim(cursor);
    case 'TIMESTAMPADD':
    case 'TIMESTAMPDIFF':
      return parseTimestampArithmetic(cursor);
    case 'POSITION':
      return parsePosition(cursor);
    case 'SUBSTRING':
      return parseSubstring(cursor);
    case 'OVERLAY':
      return parseOverlay(cursor);
    default:
      return undefined;
  }
}

function parseCast(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  return cursor.nested(() => {
    const open = cursor.expect('(');
    const operand = parseExpressionAt(cursor);
    cursor.expect('AS');
    const type = parseTypeWithoutNullability(cursor);
    cursor.expectClose(open);
    return { kind: 'cast', operand, type, safe: start.match === 'TRY_CAST', span: cursor.spanFrom(start) };
  });
}

function parseExtract(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const unit = parseTimeUnit(cursor);
  cursor.expect('FROM');
  const operand = parseExpressionAt(cursor);
  cursor.expectClose(open);
  return { kind: 'extract', unit, operand, span: cursor.spanFrom(start) };
}

/** FLOOR(x) is a plain call; FLOOR(x TO unit) has a node of its own. */
function parseRound(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const operand = parseExpressionAt(cursor);
  if (cursor.accept('TO')) {
    const unit = parseTimeUnit(cursor);
    cursor.expectClose(open);
    const name = start.match === 'FLOOR' ? 'FLOOR' : 'CEIL';
    return { kind: 'round-to-unit', function: name, operand, unit, span: cursor.spanFrom(start) };
  }
  cursor.expectClose(open);
  return plainCall(cursor, identifierOf(cursor, start), [operand]);
}

/** `TRIM([BOTH | LEADING | TRAILING] [characters] FROM text)`, `TRIM([BOTH | LEADING | TRAILING] text)`. */
function parseTrim(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const side = cursor.acceptAny('BOTH', 'LEADING', 'TRAILING');
  const first = side !== undefined && cursor.at('FROM') ? undefined : parseExpressionAt(cursor);
  const hasFrom = cursor.accept('FROM');
  const operand = hasFrom || first === undefined ? parseExpressionAt(cursor) : first;
  cursor.expectClose(open);
  const characters = hasFrom ? first : undefined;
  return { kind: 'trim', side: side ?? 'BOTH', characters, operand, span: cursor.spanFrom(start) };
}

function parseTimestampArithmetic(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  const name = cursor.expectAny('TIMESTAMPADD', 'TIMESTAMPDIFF');
  const open = cursor.expect('(');
  const unit = parseTimeUnit(cursor, 'SQL_TSI_');
  cursor.expect(',');
  const first = parseExpressionAt(cursor);
  cursor.expect(',');
  const second = parseExpressionAt(cursor);
  cursor.expectClose(open);
  return { kind: 'timestamp-arithmetic', function: name, unit, first, second, span: cursor.spanFrom(start) };
}

/** `POSITION(a IN b [FROM 3])`: an operator in `a` needs parentheses, since IN is one itself. */
function parsePosition(cursor: Cursor): ExpressionNode {
  const name = identifierOf(cursor, cursor.next());
  const open = cursor.expect('(');
  const args = [parsePostfix(cursor, parsePrimary(cursor))];
  cursor.expect('IN');
  args.push(parseExpressionAt(cursor));
  if (cursor.accept('FROM')) args.push(parseExpressionAt(cursor));
  cursor.expectClose(open);
  return plainCall(cursor, name, args);
}

/** `SUBSTRING(text FROM 1 [FOR 2])`; a comma may stand for either word. */
function parseSubstring(cursor: Cursor): ExpressionNode {
  const name = identifierOf(cursor, cursor.next());
  const open = cursor.expect('(');
  const args = [parseExpressionAt(cursor)];
  if (cursor.acceptAny('FROM', ',') !== undefined) args.push(parseExpressionAt(cursor));
  if (args.length > 1 && cursor.acceptAny('FOR', ',') !== undefined) args.push(parseExpressionAt(cursor));
  cursor.expectClose(open);
  return plainCall(cursor, name, args);
}

/** `OVERLAY(text PLACING other FROM 1 [FOR 2])`. */
function parseOverlay(cursor: Cursor): ExpressionNode {
  const name = identifierOf(cursor, cursor.next());
  const open = cursor.expect('(');
  const args = [parseExpressionAt(cursor)];
  for (const word of ['PLACING', 'FROM']) {
    cursor.expect(word);
    args.push(parseExpressionAt(cursor));
  }
  if (cursor.accept('FOR')) args.push(parseExpressionAt(cursor));
  cursor.expectClose(open);
  return plainCall(cursor, name, args);
}

function identifierOf(cursor: Cursor, token: ReturnType<Cursor['next']>): Identifier {
  return { kind: 'identifier', name: token.text, span: cursor.spanOf(token) };
}

/** A unit of time, in the singular as Flink has it for functions. */
function parseTimeUnit(cursor: Cursor, prefix = ''): TimeUnit {
  const { match } = cursor.peek();
  const word = match.startsWith(prefix) ? match.slice(prefix.length) : match;
  const unit = TIME_UNITS.find((candidate) => word === candidate);
  if (unit !== undefined) {
    cursor.next();
    return unit;
  }
  const singular = TIME_UNITS.find((candidate) => word === `${candidate}S`);
  if (singular !== undefined) throw cursor.error(`${cursor.found()} is no unit here`, { hint: `write ${singular}` });
  throw cursor.unexpected('a unit of time: SECOND, MINUTE, HOUR, DAY, MONTH, YEAR …');
}
