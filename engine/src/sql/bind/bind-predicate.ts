/** IS, BETWEEN, IN and LIKE. */

import type { SourceSpan } from '../../errors/sql-error.ts';
import type { ScalarFunctionName } from '../functions/names.ts';
import { isDatetime, isInterval, withNullable, withoutAttribute } from '../functions/type-build.ts';
import type {
  BetweenPredicate,
  ExpressionNode,
  InListPredicate,
  IsPredicate,
  LikePredicate,
  OverlapsPredicate,
} from '../parse/ast.ts';
import { call, refuseTypes } from './build-call.ts';
import { textLiteral } from './build-literal.ts';
import { caseBranch } from './case-branch.ts';
import type { Expression } from './expression.ts';

type Bind = (node: ExpressionNode) => Expression;

/** IS and IS NOT have functions of their own because, unlike NOT x, they never give NULL. */
export function bindIs(node: IsPredicate, operand: Expression): Expression {
  const { span, negated, test } = node;
  const either = (positive: ScalarFunctionName, negative: ScalarFunctionName): Expression =>
    call(negated ? negative : positive, [operand], span);
  switch (test) {
    case 'NULL':
    case 'UNKNOWN':
      return either('IS_NULL', 'IS_NOT_NULL');
    case 'TRUE':
      return either('IS_TRUE', 'IS_NOT_TRUE');
    case 'FALSE':
      return either('IS_FALSE', 'IS_NOT_FALSE');
    default: {
      const type = test === 'JSON' ? 'VALUE' : test.slice('JSON '.length);
      return negate(call('IS_JSON', [operand, textLiteral(type, span)], span), negated);
    }
  }
}

/** low <= x AND x <= high; SYMMETRIC takes the bounds in either order. */
export function bindBetween(node: BetweenPredicate, bind: Bind): Expression {
  const { span } = node;
  const [operand, low, high] = [bind(node.operand), bind(node.low), bind(node.high)];
  const within = (from: Expression, to: Expression): Expression =>
    call('AND', [call('GREATER_OR_EQUAL', [operand, from], span), call('LESS_OR_EQUAL', [operand, to], span)], span);
  const between = node.symmetric ? call('OR', [within(low, high), within(high, low)], span) : within(low, high);
  return negate(between, node.negated);
}

/** A list of one is a plain comparison. */
export function bindInList(node: InListPredicate, bind: Bind): Expression {
  const args = [bind(node.operand), ...node.items.map(bind)];
  const inList = node.items.length === 1 ? call('EQUALS', args, node.span) : call('IN', args, node.span);
  return negate(inList, node.negated);
}

/** LIKE and SIMILAR TO, with or without ESCAPE. */
export function bindLike(node: LikePredicate, bind: Bind): Expression {
  const escapeCharacter = node.escape === undefined ? [] : [bind(node.escape)];
  const name = node.operator === 'LIKE' ? 'LIKE' : 'SIMILAR';
  return negate(call(name, [bind(node.operand), bind(node.pattern), ...escapeCharacter], node.span), node.negated);
}

/**
 * Each period is put in order, then: the first starts before the second ends, and ends after the second starts. An end
 * that is an interval counts from its start.
 */
export function bindOverlaps(node: OverlapsPredicate, bind: Bind): Expression {
  const { span } = node;
  const [first, second] = [bindPeriod(node.left, bind, span), bindPeriod(node.right, bind, span)];
  return call(
    'AND',
    [call('LESS_OR_EQUAL', [first.from, second.to], span), call('GREATER_OR_EQUAL', [first.to, second.from], span)],
    span,
  );
}

function bindPeriod({ start, end }: OverlapsPredicate['left'], bind: Bind, span: SourceSpan) {
  const [from, given] = [bind(start), bind(end)];
  const to = isInterval(given.type) ? call('DATETIME_PLUS', [from, given], span) : given;
  if (!isDatetime(from.type) || to.type.kind !== from.type.kind) {
    return refuseTypes('(time, time or interval) OVERLAPS (time, time or interval)', [from, given], span);
  }
  const inOrder = call('LESS_OR_EQUAL', [from, to], span);
  const either = (then: Expression, otherwise: Expression): Expression => ({
    kind: 'case',
    branches: [caseBranch(inOrder, then)],
    otherwise,
    type: withNullable(withoutAttribute(then.type), then.type.nullable || otherwise.type.nullable),
    span,
  });
  return { from: either(from, to), to: either(to, from) };
}

function negate(condition: Expression, negated: boolean): Expression {
  return negated ? call('NOT', [condition], condition.span) : condition;
}
