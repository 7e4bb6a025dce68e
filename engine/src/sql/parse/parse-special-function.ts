/** Functions whose arguments are parted by words instead of commas, or have a unit or a type among them. */
import type { ExpressionNode, Identifier, TimeUnit } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { plainCall } from './parse-call.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { INTERVAL_UNITS } from './parse-literal.ts';
import { parseType } from './parse-type.ts';
import { POWER } from './precedence.ts';

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
      return parseWithWords(cursor, ['IN', 'FROM']);
    case 'SUBSTRING':
      return parseWithWords(cursor, ['FROM', 'FOR']);
    case 'OVERLAY':
      return parseWithWords(cursor, ['PLACING', 'FROM', 'FOR']);
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
    const type = parseType(cursor);
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
  const args = [operand];
  while (cursor.accept(',')) args.push(parseExpressionAt(cursor));
  cursor.expectClose(open);
  return plainCall(cursor, identifierOf(cursor, start), args);
}

/** `TRIM([BOTH | LEADING | TRAILING] [characters] FROM text)` or `TRIM(text)`. */
function parseTrim(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const side = cursor.acceptAny('BOTH', 'LEADING', 'TRAILING');
  const first = side !== undefined && cursor.at('FROM') ? undefined : parseExpressionAt(cursor);
  const hasFrom = first === undefined || side !== undefined ? Boolean(cursor.expect('FROM')) : cursor.accept('FROM');
  const operand = hasFrom || first === undefined ? parseExpressionAt(cursor) : first;
  cursor.expectClose(open);
  const characters = hasFrom ? first : undefined;
  return { kind: 'trim', side: side ?? 'BOTH', characters, operand, span: cursor.spanFrom(start) };
}

function parseTimestampArithmetic(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  const name = cursor.expectAny('TIMESTAMPADD', 'TIMESTAMPDIFF');
  const open = cursor.expect('(');
  const unit = parseTimeUnit(cursor);
  cursor.expect(',');
  const first = parseExpressionAt(cursor);
  cursor.expect(',');
  const second = parseExpressionAt(cursor);
  cursor.expectClose(open);
  return { kind: 'timestamp-arithmetic', function: name, unit, first, second, span: cursor.spanFrom(start) };
}

/** `SUBSTRING(text FROM 1 FOR 2)` or `SUBSTRING(text, 1, 2)`: the words in their order, the later ones optional. */
function parseWithWords(cursor: Cursor, separators: readonly string[]): ExpressionNode {
  const name = identifierOf(cursor, cursor.next());
  const open = cursor.expect('(');
  // IN would otherwise be taken for the predicate.
  const args = [parseExpressionAt(cursor, separators[0] === 'IN' ? POWER.range + 1 : 0)];
  if (cursor.at(',')) while (cursor.accept(',')) args.push(parseExpressionAt(cursor));
  else for (const word of separators) if (cursor.accept(word)) args.push(parseExpressionAt(cursor));
  cursor.expectClose(open);
  return plainCall(cursor, name, args);
}

function identifierOf(cursor: Cursor, token: ReturnType<Cursor['next']>): Identifier {
  return { kind: 'identifier', name: token.text, span: cursor.spanOf(token) };
}

/** A unit of time in the singular or plural, with or without SQL_TSI_. */
function parseTimeUnit(cursor: Cursor): TimeUnit {
  const word = cursor.peek().match.replace(/^SQL_TSI_/, '');
  const unit = TIME_UNITS.find((candidate) => word === candidate || word === `${candidate}S`);
  if (unit === undefined) throw cursor.unexpected('a unit of time: SECOND, MINUTE, HOUR, DAY, MONTH, YEAR …');
  cursor.next();
  return unit;
}
