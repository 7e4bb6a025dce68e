/** IN as a value, with NULL where it is left open. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { BOOLEAN, withNullable } from '../functions/type-build.ts';
import { call } from './build-call.ts';
import { nullLiteral } from './build-literal.ts';
import { caseBranch } from './case-branch.ts';
import { type Decorrelated, decorrelate, type OuterRows } from './decorrelate.ts';
import type { Expression } from './expression.ts';
import { readsOuter } from './outer-columns.ts';
import { filter } from './relation.ts';
import type { SubqueryCall } from './subquery-calls.ts';
import { type Attached, besides, booleanLiteral, equalities, joinOf, mark } from './subquery-join.ts';

/**
 * TRUE where the subquery has the operand. Where NULLs leave it open, NULL: the operand is NULL, or a row of the subquery
 * is. Two things are Flink's: it drops all rows while a subquery that could give NULL and does not look outside is empty;
 * and a NULL operand leaves it open even where a subquery that does look outside has nothing to compare it with.
 */
export function attachMembership(subquery: SubqueryCall, outer: OuterRows): Attached {
  const { span } = subquery;
  const inner = decorrelate(subquery.node, outer);
  const found = mark(outer, inner, equalities(subquery, inner, 'alike'), span);
  if (!subquery.type.nullable) return found;
  const isUncorrelated = inner.conditions.length === 0 && !inner.outputs.some(readsOuter);
  const rows = { ...outer, node: found.node };
  const node = isUncorrelated ? joinOf(rows, inner, { join: 'semi', conditions: [], span }) : found.node;
  const open = attachOpenness(subquery, inner, { ...outer, node });
  return { node: open.node, value: unlessOpen(found.value, open.value, span) };
}

/** Whether NULLs leave it open. For one operand, the two reasons apart: neither needs to hold every pair of rows. */
function attachOpenness(subquery: SubqueryCall, inner: Decorrelated, outer: OuterRows): Attached {
  const { span } = subquery;
  const [operand, second] = subquery.operands;
  const [column] = inner.outputs;
  if (operand === undefined || column === undefined || second !== undefined || readsOuter(column)) {
    return mark(outer, inner, equalities(subquery, inner, 'unless unlike'), span);
  }
  const withNull = { ...inner, node: filter(inner.node, call('IS_NULL', [column], span)) };
  if (!operand.type.nullable) return mark(outer, withNull, [], span);
  const isOpen = call('IS_NULL', [besides(operand, outer)], span);
  if (!column.type.nullable) return { node: outer.node, value: isOpen };
  const some = mark(outer, withNull, [], span);
  return { node: some.node, value: call('OR', [isOpen, some.value], span) };
}

function unlessOpen(isFound: Expression, isOpen: Expression, span: SourceSpan): Expression {
  const type = withNullable(BOOLEAN, true);
  return {
    kind: 'case',
    branches: [caseBranch(isFound, booleanLiteral(true, span)), caseBranch(isOpen, nullLiteral(type, span))],
    otherwise: booleanLiteral(false, span),
    type,
    span,
  };
}
