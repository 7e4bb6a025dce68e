/**
 * Expressions, by operator precedence (Pratt). From weak to strong, as in Calcite:
 *
 *     OR · AND · NOT · IS · = <> < <= > >= IS DISTINCT FROM · BETWEEN IN LIKE SIMILAR, = ANY · + - · * / % || · unary + - · . []
 */
import type { BinaryExpression, BinaryOperator, ComparisonOperator, ExpressionNode } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseIs, parseIsDistinct, parseOverlaps, parsePredicate, parseQuantified } from './parse-predicate.ts';
import { parsePostfix, parsePrimary } from './parse-primary.ts';
import { PRECEDENCE } from './precedence.ts';

const BINARY: ReadonlyMap<string, { readonly operator: BinaryOperator; readonly power: number }> = new Map([
  ['OR', { operator: 'OR', power: PRECEDENCE.or }],
  ['AND', { operator: 'AND', power: PRECEDENCE.and }],
  ['=', { operator: '=', power: PRECEDENCE.comparison }],
  ['<>', { operator: '<>', power: PRECEDENCE.comparison }],
  ['<', { operator: '<', power: PRECEDENCE.comparison }],
  ['<=', { operator: '<=', power: PRECEDENCE.comparison }],
  ['>', { operator: '>', power: PRECEDENCE.comparison }],
  ['>=', { operator: '>=', power: PRECEDENCE.comparison }],
  ['+', { operator: '+', power: PRECEDENCE.additive }],
  ['-', { operator: '-', power: PRECEDENCE.additive }],
  ['*', { operator: '*', power: PRECEDENCE.multiplicative }],
  ['/', { operator: '/', power: PRECEDENCE.multiplicative }],
  ['%', { operator: '%', power: PRECEDENCE.multiplicative }],
  ['||', { operator: '||', power: PRECEDENCE.multiplicative }],
]);

const RANGE_WORDS = ['BETWEEN', 'IN', 'LIKE', 'SIMILAR'] as const;

/** A whole expression, or one whose operators bind at least as strongly as `minimumPower`. */
export function parseExpressionAt(cursor: Cursor, minimumPower = 0): ExpressionNode {
  return cursor.nested(() => {
    let left = parsePrefix(cursor);
    for (;;) {
      const extended = parseInfix(cursor, left, minimumPower);
      if (extended === undefined) return left;
      left = extended;
    }
  });
}

function parsePrefix(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  if (cursor.accept('NOT')) {
    const operand = parseExpressionAt(cursor, PRECEDENCE.not);
    return { kind: 'unary', operator: 'NOT', operand, span: cursor.spanFrom(start) };
  }
  const sign = start.match;
  if (start.kind === 'symbol' && (sign === '-' || sign === '+')) {
    cursor.next();
    const operand = parseExpressionAt(cursor, PRECEDENCE.unary);
    return { kind: 'unary', operator: sign, operand, span: cursor.spanFrom(start) };
  }
  return parsePostfix(cursor, parsePrimary(cursor));
}

/** `left` with the next operator and its right side, or undefined when none follows that binds strongly enough. */
function parseInfix(cursor: Cursor, left: ExpressionNode, minimumPower: number): ExpressionNode | undefined {
  const token = cursor.peek();
  const binary = BINARY.get(token.match);
  if (binary !== undefined) {
    const power = isQuantified(cursor, binary.operator) ? PRECEDENCE.range : binary.power;
    return power < minimumPower ? undefined : parseBinary(cursor, left, binary);
  }
  if (token.match === 'OVERLAPS') {
    return PRECEDENCE.comparison < minimumPower ? undefined : parseOverlaps(cursor, left);
  }
  if (token.match === 'IS') {
    const distinct = cursor.peek(1).match === 'DISTINCT' || cursor.peek(2).match === 'DISTINCT';
    if (distinct) return PRECEDENCE.comparison < minimumPower ? undefined : parseIsDistinct(cursor, left);
    return PRECEDENCE.is < minimumPower ? undefined : parseIs(cursor, left);
  }
  const word = token.match === 'NOT' ? cursor.peek(1) : token;
  const range = RANGE_WORDS.find((candidate) => candidate === word.match);
  if (range !== undefined) return PRECEDENCE.range < minimumPower ? undefined : parsePredicate(cursor, left, range);
  return undefined;
}

function parseBinary(
  cursor: Cursor,
  left: ExpressionNode,
  { operator, power }: { readonly operator: BinaryOperator; readonly power: number },
): ExpressionNode {
  cursor.next();
  const quantified = isComparison(operator) ? parseQuantified(cursor, left, operator) : undefined;
  if (quantified !== undefined) return quantified;
  const right = parseExpressionAt(cursor, power + 1);
  const node: BinaryExpression = { kind: 'binary', operator, left, right, span: cursor.spanFrom(left.span) };
  return node;
}

/** `= ANY (…)` binds as IN does. */
function isQuantified(cursor: Cursor, operator: BinaryOperator): boolean {
  return isComparison(operator) && ['ANY', 'SOME', 'ALL'].includes(cursor.peek(1).match);
}

function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return /^[=<>]/.test(operator);
}
