/** What an expression is made of: literals, names, calls, parentheses, and the words with a syntax of their own. */
import type { CaseBranch, ExpressionNode, Identifier } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseCall, plainCall } from './parse-call.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { parseJsonFunction } from './parse-json.ts';
import {
  atReservedUnit,
  parseDateTimeLiteral,
  parseIntervalLiteral,
  parseIntervalQualifier,
  parseLiteral,
} from './parse-literal.ts';
import { isName, parseIdentifier } from './parse-name.ts';
import { refuseOperatorAfterSet } from './parse-predicate.ts';
import { atParenthesizedQuery, parseQuery } from './parse-query.ts';
import { parseSpecialFunction } from './parse-special-function.ts';
import { NILADIC_FUNCTIONS, RESERVED_FUNCTIONS } from './reserved-word.ts';

/** An operand without what may follow it (`.field`, `[index]`). */
export function parsePrimary(cursor: Cursor): ExpressionNode {
  const token = cursor.peek();
  switch (token.kind) {
    case 'string':
    case 'number':
    case 'binary':
      return parseLiteral(cursor);
    case 'quoted-word':
      return parseNamed(cursor);
    case 'word':
      return parseWord(cursor);
    case 'symbol':
      if (token.match === '(') return parseParenthesized(cursor);
      throw cursor.unexpected('an expression');
    case 'hint-start':
    case 'hint-end':
    case 'end-of-text':
      throw cursor.unexpected('an expression');
  }
}

/** `.field` and `[index]`, as often as they follow. */
export function parsePostfix(cursor: Cursor, operand: ExpressionNode): ExpressionNode {
  let node = operand;
  for (;;) {
    if (cursor.at('::')) throw cursor.unexpected('an operator');
    if (cursor.at('[')) node = parseElementAccess(cursor, node);
    else if (cursor.accept('.')) {
      const field = parseIdentifier(cursor, 'a field name');
      node = { kind: 'field-access', operand: node, field, span: cursor.spanFrom(operand.span) };
    } else return node;
  }
}

function parseElementAccess(cursor: Cursor, operand: ExpressionNode): ExpressionNode {
  const open = cursor.expect('[');
  const index = parseExpressionAt(cursor);
  cursor.expectClose(open, ']');
  return { kind: 'element-access', operand, index, span: cursor.spanFrom(operand.span) };
}

function parseWord(cursor: Cursor): ExpressionNode {
  const token = cursor.peek();
  const next = cursor.peek(1);
  const special = parseKeywordForm(cursor) ?? parseSpecialFunction(cursor) ?? parseJsonFunction(cursor);
  if (special !== undefined) return special;
  if (isName(token)) return parseNamed(cursor);
  if (next.match === '(' && RESERVED_FUNCTIONS.has(token.match)) return parseCall(cursor, [functionName(cursor)]);
  if (!NILADIC_FUNCTIONS.has(token.match)) throw cursor.unexpected('an expression');
  return plainCall(cursor, functionName(cursor), []);
}

/** The words that begin a form of their own; undefined for all others. */
function parseKeywordForm(cursor: Cursor): ExpressionNode | undefined {
  const next = cursor.peek(1);
  switch (cursor.peek().match) {
    case 'NULL':
    case 'TRUE':
    case 'FALSE':
    case 'UNKNOWN':
      return parseLiteral(cursor);
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      return next.kind === 'string' || next.match === 'WITH' ? parseDateTimeLiteral(cursor) : undefined;
    case 'INTERVAL':
      return parseIntervalLiteral(cursor);
    case 'CASE':
      return parseCase(cursor);
    case 'EXISTS':
      return parseExists(cursor);
    case 'ARRAY':
      return next.match === '[' ? parseArray(cursor) : undefined;
    case 'MAP':
      return next.match === '[' ? parseMap(cursor) : undefined;
    case 'PERIOD':
      return next.match === '(' ? parsePeriod(cursor) : undefined;
    case 'ROW':
      return next.match === '(' ? parseRow(cursor) : undefined;
    case 'RUNNING':
    case 'FINAL':
      return next.kind === 'word' ? parseMatchSemantics(cursor) : undefined;
    default:
      return undefined;
  }
}

/** `a`, `a.b.c`, `f(x)`, `catalog.f(x)`. */
function parseNamed(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  const parts = [parseIdentifier(cursor)];
  while (cursor.at('.') && cursor.peek(1).match !== '*') {
    cursor.next();
    parts.push(parseIdentifier(cursor, 'a field name'));
  }
  if (cursor.at('(')) return parseCall(cursor, parts);
  return { kind: 'column-reference', parts, span: cursor.spanFrom(start) };
}

function functionName(cursor: Cursor): Identifier {
  const token = cursor.next();
  return { kind: 'identifier', name: token.text, span: cursor.spanOf(token) };
}

/** `(a)`, `(a, b)`, `(SELECT …)`. */
function parseParenthesized(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  if (atParenthesizedQuery(cursor)) {
    const query = cursor.parenthesized(() => parseQuery(cursor));
    return { kind: 'scalar-subquery', query, span: cursor.spanFrom(start) };
  }
  const elements = cursor.parenthesizedList(() => parseExpressionAt(cursor));
  const [only] = elements;
  if (only !== undefined && elements.length === 1) return parseTimeDifference(cursor, only) ?? only;
  return { kind: 'row', elements, span: cursor.spanFrom(start) };
}

/** An interval's unit after `(a - b)`: the two are times, and their difference an interval. */
function parseTimeDifference(cursor: Cursor, node: ExpressionNode): ExpressionNode | undefined {
  if (node.kind !== 'binary' || node.operator !== '-' || !atReservedUnit(cursor)) return undefined;
  const qualifier = parseIntervalQualifier(cursor);
  return {
    kind: 'time-difference',
    later: node.left,
    earlier: node.right,
    qualifier,
    span: cursor.spanFrom(node.span),
  };
}

function parseCase(cursor: Cursor): ExpressionNode {
  const start = cursor.expect('CASE');
  const operand = cursor.at('WHEN') ? undefined : parseExpressionAt(cursor);
  const branches = [];
  if (!cursor.at('WHEN')) throw cursor.unexpected('WHEN', { keyword: true });
  while (cursor.at('WHEN')) branches.push(...parseCaseBranches(cursor));
  const otherwise = cursor.accept('ELSE') ? parseCaseResult(cursor, 'ELSE') : undefined;
  if (!cursor.accept('END'))
    throw cursor.unexpected(otherwise === undefined ? 'WHEN, ELSE or END' : 'END', { keyword: true });
  return { kind: 'case', operand, branches, otherwise, span: cursor.spanFrom(start) };
}

/** `WHEN a, b THEN c` is short for one branch each. */
function parseCaseBranches(cursor: Cursor): CaseBranch[] {
  const start = cursor.expect('WHEN');
  const whens = cursor.list(() => parseExpressionAt(cursor));
  cursor.expect('THEN');
  const then = parseCaseResult(cursor, 'THEN');
  const span = cursor.spanFrom(start);
  return whens.map((when) => ({ kind: 'case-branch', when, then, span }));
}

/** END after THEN or ELSE is a missing result, not a column of that name. */
function parseCaseResult(cursor: Cursor, word: string): ExpressionNode {
  if (cursor.at('END')) throw cursor.error(`expected an expression after ${word}, found ${cursor.found()}`);
  return parseExpressionAt(cursor);
}

function parseExists(cursor: Cursor): ExpressionNode {
  const start = cursor.expect('EXISTS');
  const query = cursor.parenthesized(() => parseQuery(cursor));
  refuseOperatorAfterSet(cursor);
  return { kind: 'exists', query, span: cursor.spanFrom(start) };
}

function parseArray(cursor: Cursor): ExpressionNode {
  const start = cursor.expect('ARRAY');
  const elements = parseBracketList(cursor, () => parseExpressionAt(cursor));
  return { kind: 'array', elements, span: cursor.spanFrom(start) };
}

function parseMap(cursor: Cursor): ExpressionNode {
  const start = cursor.expect('MAP');
  const entries = parseBracketList(cursor, () => {
    const key = parseExpressionAt(cursor);
    if (!cursor.accept(',')) throw cursor.unexpected('a comma and the value that belongs to this key');
    const value = parseExpressionAt(cursor);
    return { kind: 'map-entry' as const, key, value, span: cursor.spanFrom(key.span) };
  });
  return { kind: 'map', entries, span: cursor.spanFrom(start) };
}

/** `[…]`, possibly empty. */
function parseBracketList<Item>(cursor: Cursor, item: () => Item): Item[] {
  const open = cursor.expect('[');
  if (cursor.accept(']')) return [];
  const items = cursor.list(item);
  cursor.expectClose(open, ']');
  return items;
}

function parseRow(cursor: Cursor): ExpressionNode {
  const start = cursor.expect('ROW');
  const elements = cursor.parenthesizedList(() => parseExpressionAt(cursor));
  return { kind: 'row', elements, span: cursor.spanFrom(start) };
}

/** `PERIOD (a, b)`, which is `(a, b)`. */
function parsePeriod(cursor: Cursor): ExpressionNode {
  const start = cursor.expect('PERIOD');
  const elements = cursor.parenthesizedList(() => parseExpressionAt(cursor));
  return { kind: 'row', elements, span: cursor.spanFrom(start) };
}

/** `FINAL LAST(A.price)` in MEASURES. */
function parseMatchSemantics(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  const mode = cursor.expectAny('RUNNING', 'FINAL');
  const operand = cursor.nested(() => parsePostfix(cursor, parsePrimary(cursor)));
  return { kind: 'match-semantics', mode, operand, span: cursor.spanFrom(start) };
}
