/**
 * Joins subqueries with the rows of the query around them. As a condition that must hold, IN and EXISTS are semi and anti
 * joins; as a value anywhere else, a subquery is a column of a join that keeps every row.
 */
import { attachMembership } from './attach-membership.ts';
import { attachQuantified } from './attach-quantified.ts';
import { attachScalar } from './attach-scalar.ts';
import { decorrelate, type OuterRows } from './decorrelate.ts';
import type { Expression } from './expression.ts';
import { conjunction, conjuncts, mapColumns } from './expression-tree.ts';
import type { LogicalNode } from './logical-plan.ts';
import { filter } from './relation.ts';
import type { SubqueryCall, SubqueryCalls } from './subquery-calls.ts';
import { type Attached, booleanLiteral, equalities, isOneRow, joinOf, mark } from './subquery-join.ts';

/** The rows for which a condition holds that may have subqueries in it. Its plain parts are asked first. */
export function filterBySubqueries(condition: Expression, subqueries: SubqueryCalls, outer: OuterRows): LogicalNode {
  const parts = conjuncts(condition);
  const plain = conjunction(parts.filter((part) => !subqueries.standIn(part)).map(outer.place));
  let node = plain === undefined ? outer.node : filter(outer.node, plain);
  const valued: Expression[] = [];
  for (const part of parts.filter((each) => subqueries.standIn(each))) {
    const negated = part.kind === 'call' && part.function === 'NOT';
    const subquery = subqueries.behind(negated ? (part.args[0] ?? part) : part);
    if (subquery?.form === 'exists' || subquery?.form === 'in') {
      node = attachCondition(subquery, negated, { ...outer, node });
    } else {
      valued.push(part);
    }
  }
  const rest = conjunction(valued);
  if (rest === undefined) return node;
  const attached = attachSubqueries([rest], subqueries, { ...outer, node });
  return filter(attached.node, conjunction(attached.values) ?? rest);
}

/** Expressions over the rows of a query, with the values of the subqueries in them. */
export function attachSubqueries(
  expressions: readonly Expression[],
  subqueries: SubqueryCalls,
  outer: OuterRows,
): { readonly node: LogicalNode; readonly values: readonly Expression[] } {
  const known = new Map<SubqueryCall, Expression>();
  let { node } = outer;
  const valueFor = (subquery: SubqueryCall): Expression => {
    const found = known.get(subquery);
    if (found !== undefined) return found;
    const attached = attachValue(subquery, { ...outer, node });
    node = attached.node;
    known.set(subquery, attached.value);
    return attached.value;
  };
  const values = expressions.map((expression) => {
    const placed = outer.place(expression);
    return mapColumns(placed, (column) => {
      const subquery = subqueries.behind(column);
      return subquery === undefined ? column : valueFor(subquery);
    });
  });
  return { node, values };
}

/** The outer rows for which IN or EXISTS holds, or does not when `negated`. */
function attachCondition(subquery: SubqueryCall, negated: boolean, outer: OuterRows): LogicalNode {
  const { span } = subquery;
  if (subquery.form === 'exists' && isOneRow(subquery.node)) {
    return negated ? filter(outer.node, booleanLiteral(false, span)) : outer.node;
  }
  const inner = decorrelate(subquery.node, outer);
  const conditions = equalities(subquery, inner, negated ? 'unless unlike' : 'alike');
  return joinOf(outer, inner, { join: negated ? 'anti' : 'semi', conditions, span });
}

/** The outer rows with the subquery's value. */
function attachValue(subquery: SubqueryCall, outer: OuterRows): Attached {
  switch (subquery.form) {
    case 'exists':
      if (isOneRow(subquery.node)) return { node: outer.node, value: booleanLiteral(true, subquery.span) };
      return mark(outer, decorrelate(subquery.node, outer), [], subquery.span);
    case 'in':
      return attachMembership(subquery, outer);
    case 'scalar':
      return attachScalar(subquery, outer);
    case 'quantified':
      return attachQuantified(subquery, outer);
  }
}
