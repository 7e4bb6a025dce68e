/** Predicates that follow their operand: IS, BETWEEN, IN, LIKE, SIMILAR TO, and comparisons with ANY or ALL. */
import type { ComparisonOperator, ExpressionNode, IsTest, OverlapsPredicate } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { atParenthesizedQuery, parseQuery } from './parse-query.ts';
import { PRECEDENCE } from './precedence.ts';

/** `IS [NOT] NULL | TRUE | FALSE | UNKNOWN | JSON [VALUE | OBJECT | ARRAY | SCALAR]`. */
export function parseIs(cursor: Cursor, operand: ExpressionNode): ExpressionNode {
  cursor.expect('IS');
  const negated = cursor.accept('NOT');
  const test = parseIsTest(cursor);
  return { kind: 'is', operand, test, negated, span: cursor.spanFrom(operand.span) };
}

function parseIsTest(cursor: Cursor): IsTest {
  const test = cursor.acceptAny('NULL', 'TRUE', 'FALSE', 'UNKNOWN', 'JSON');
  if (test === undefined) throw cursor.unexpected('NULL, TRUE, FALSE, UNKNOWN, JSON or DISTINCT FROM');
  if (test !== 'JSON') return test;
  const item = cursor.acceptAny('VALUE', 'OBJECT', 'ARRAY', 'SCALAR');
  return item === undefined ? 'JSON' : `JSON ${item}`;
}

/** `IS [NOT] DISTINCT FROM right`: a comparison that takes NULL for a value. */
export function parseIsDistinct(cursor: Cursor, left: ExpressionNode): ExpressionNode {
  cursor.expect('IS');
  const negated = cursor.accept('NOT');
  cursor.expect('DISTINCT', 'FROM');
  const right = parseExpressionAt(cursor, PRECEDENCE.comparison + 1);
  return { kind: 'is-distinct', left, right, negated, span: cursor.spanFrom(left.span) };
}

/** `> ALL (SELECT …)` or `= ANY (1, 2)` after its operator, or undefined when no quantifier follows. */
export function parseQuantified(
  cursor: Cursor,
  operand: ExpressionNode,
  operator: ComparisonOperator,
): ExpressionNode | undefined {
  const word = cursor.acceptAny('ANY', 'SOME', 'ALL');
  if (word === undefined) return undefined;
  const quantifier = word === 'ALL' ? 'ALL' : 'ANY';
  if (!atParenthesizedQuery(cursor)) return parseQuantifiedList(cursor, { operand, operator, quantifier });
  const query = cursor.parenthesized(() => parseQuery(cursor));
  refuseOperatorAfterSet(cursor);
  return { kind: 'quantified-comparison', operator, quantifier, operand, query, span: cursor.spanFrom(operand.span) };
}

interface Quantified {
  readonly operand: ExpressionNode;
  readonly operator: ComparisonOperator;
  readonly quantifier: 'ANY' | 'ALL';
}

/** A list of values: `= ANY` is IN, `<> ALL` is NOT IN, and every other one a comparison with each value. */
function parseQuantifiedList(cursor: Cursor, { operand, operator, quantifier }: Quantified): ExpressionNode {
  if (!cursor.at('(')) throw cursor.unexpected(`a list or a query in parentheses after ${quantifier}`);
  const items = cursor.parenthesizedList(() => parseExpressionAt(cursor));
  refuseOperatorAfterSet(cursor);
  const span = cursor.spanFrom(operand.span);
  if (operator === (quantifier === 'ANY' ? '=' : '<>')) {
    return { kind: 'in-list', operand, items, negated: quantifier === 'ALL', span };
  }
  const [first, ...rest] = items.map(
    (right): ExpressionNode => ({ kind: 'binary', operator, left: operand, right, span }),
  );
  if (first === undefined) throw cursor.unexpected('a value');
  const connective = quantifier === 'ANY' ? 'OR' : 'AND';
  return rest.reduce((left, right) => ({ kind: 'binary', operator: connective, left, right, span }), first);
}

/** `(a, b) OVERLAPS (c, d)`: two periods, each from its start to its end or for an interval. */
export function parseOverlaps(cursor: Cursor, left: ExpressionNode): ExpressionNode {
  const word = cursor.expect('OVERLAPS');
  const right = parseExpressionAt(cursor, PRECEDENCE.comparison + 1);
  const [a, b] = [periodOf(left), periodOf(right)];
  if (a === undefined || b === undefined) {
    const hint = 'write (start, end) OVERLAPS (start, end), or an INTERVAL as the end';
    throw cursor.error('OVERLAPS stands between two pairs in parentheses', { token: word, hint });
  }
  return { kind: 'overlaps', left: a, right: b, span: cursor.spanFrom(left.span) };
}

function periodOf(node: ExpressionNode): OverlapsPredicate['left'] | undefined {
  const [start, end, ...others] = node.kind === 'row' ? node.elements : [];
  return start !== undefined && end !== undefined && others.length === 0 ? { start, end } : undefined;
}

type RangeWord = 'BETWEEN' | 'IN' | 'LIKE' | 'SIMILAR';

/** `[NOT] BETWEEN … | IN … | LIKE … | SIMILAR TO …`. */
export function parsePredicate(cursor: Cursor, operand: ExpressionNode, word: RangeWord): ExpressionNode {
  const negated = cursor.accept('NOT');
  cursor.expect(word);
  switch (word) {
    case 'BETWEEN':
      return parseBetween(cursor, operand, negated);
    case 'IN':
      return parseIn(cursor, operand, negated);
    case 'SIMILAR':
      cursor.expect('TO');
      return parseLike(cursor, operand, { operator: 'SIMILAR TO', negated });
    case 'LIKE':
      return parseLike(cursor, operand, { operator: 'LIKE', negated });
  }
}

function parseBetween(cursor: Cursor, operand: ExpressionNode, negated: boolean): ExpressionNode {
  const symmetric = cursor.acceptAny('SYMMETRIC', 'ASYMMETRIC') === 'SYMMETRIC';
  const low = parseLowerBound(cursor);
  cursor.expect('AND');
  const high = parseExpressionAt(cursor, PRECEDENCE.range + 1);
  return { kind: 'between', operand, low, high, symmetric, negated, span: cursor.spanFrom(operand.span) };
}

/** Everything up to the AND of BETWEEN, even OR: `x BETWEEN a OR b AND c` is `x BETWEEN (a OR b) AND c`. */
function parseLowerBound(cursor: Cursor): ExpressionNode {
  let left = parseExpressionAt(cursor, PRECEDENCE.and + 1);
  while (cursor.accept('OR')) {
    const right = parseExpressionAt(cursor, PRECEDENCE.and + 1);
    left = { kind: 'binary', operator: 'OR', left, right, span: cursor.spanFrom(left.span) };
  }
  return left;
}

function parseIn(cursor: Cursor, operand: ExpressionNode, negated: boolean): ExpressionNode {
  if (atParenthesizedQuery(cursor)) {
    const query = cursor.parenthesized(() => parseQuery(cursor));
    refuseOperatorAfterSet(cursor);
    return { kind: 'in-subquery', operand, query, negated, span: cursor.spanFrom(operand.span) };
  }
  if (!cursor.at('(')) throw cursor.unexpected('a list in parentheses after IN');
  const items = cursor.parenthesizedList(() => parseExpressionAt(cursor));
  refuseOperatorAfterSet(cursor);
  return { kind: 'in-list', operand, items, negated, span: cursor.spanFrom(operand.span) };
}

const STRONGER_OPERATORS: ReadonlySet<string> = new Set('+ - * / % || LIKE SIMILAR BETWEEN'.split(' '));

/** Calcite takes the operator for one on the list or subquery itself (`a IN ((1) + b)`), which has no meaning. */
export function refuseOperatorAfterSet(cursor: Cursor): void {
  const word = cursor.at('NOT') ? cursor.peek(1) : cursor.peek();
  if (!STRONGER_OPERATORS.has(word.match)) return;
  const hint = 'put what stands before it in parentheses';
  throw cursor.error(`${cursor.found(word)} cannot follow a list or subquery`, { token: word, hint });
}

function parseLike(
  cursor: Cursor,
  operand: ExpressionNode,
  form: { readonly operator: 'LIKE' | 'SIMILAR TO'; readonly negated: boolean },
): ExpressionNode {
  const pattern = parseExpressionAt(cursor, PRECEDENCE.range);
  const escapeCharacter = cursor.accept('ESCAPE') ? parseExpressionAt(cursor, PRECEDENCE.range) : undefined;
  return { kind: 'like', ...form, operand, pattern, escape: escapeCharacter, span: cursor.spanFrom(operand.span) };
}
