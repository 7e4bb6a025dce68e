/** LATERAL subqueries: they may read the tables before them. Each becomes a join with what it compares with these. */
import type { JoinTable } from '../parse/ast.ts';
import { bindCondition } from './bind-expression.ts';
import { decorrelate, type OuterRows, over } from './decorrelate.ts';
import type { Expression } from './expression.ts';
import { mapColumns } from './expression-tree.ts';
import { asOuter } from './outer-columns.ts';
import { refuse } from './refuse.ts';
import { columnOf, filter, project, type Relation } from './relation.ts';
import { Scope } from './scope.ts';
import { besides, besidesPadded, joinOf, padded, rejectingNulls } from './subquery-join.ts';

/**
 * `right` is the subquery under its alias, its plan still reading columns of the left side as outer ones. An aggregate
 * gives no row where it sees none, as in Flink, unlike an aggregate that is a value.
 * @throws SqlError SQL_UNSUPPORTED for RIGHT and FULL, as in Flink, and for NATURAL and USING.
 */
export function bindLateral(node: JoinTable, left: Relation, right: Relation): Relation {
  if (node.type === 'RIGHT' || node.type === 'FULL' || node.natural || node.condition?.kind === 'using') {
    const hint = 'CROSS JOIN LATERAL (…), or LEFT JOIN LATERAL (…) ON TRUE';
    return refuse('SQL_UNSUPPORTED', node.span, 'LATERAL stands in CROSS, INNER and LEFT joins with ON', hint);
  }
  const outer: OuterRows = { node: left.node, place: (expression) => expression };
  const inner = rejectingNulls(decorrelate(right.node, outer), node.span);
  const bare = left.scope.concat(right.scope);
  const on = node.condition && bindCondition(node.condition.expression, { scope: bare, clause: 'ON' });
  const width = left.node.schema.length;
  if (node.type !== 'LEFT') {
    const joined = joinOf(outer, inner, { join: 'inner', conditions: [], span: node.span });
    const columns = [...leftColumns(left), ...inner.outputs.map((each) => besides(each, outer))];
    const plan = named(joined, columns, bare, node);
    return { node: on === undefined ? plan : filter(plan, on), scope: bare };
  }
  const conditions = on === undefined ? [] : [over(insideOf(on, width), inner.outputs)];
  const filled = padded({ ...inner, conditions: [...inner.conditions, ...conditions] }, node.span);
  const joined = joinOf(outer, filled, { join: 'left', conditions: [], span: node.span });
  const columns = [...leftColumns(left), ...filled.outputs.map((each) => besidesPadded(each, outer, joined))];
  const plan = named(joined, columns, bare, node);
  const scope = new Scope(
    bare.columns.map((column, index) => ({ ...column, type: plan.schema[index]?.type ?? column.type })),
  );
  return { node: plan, scope };
}

function leftColumns({ node }: Relation): readonly Expression[] {
  return node.schema.map((_, index) => columnOf(node, index, node.span));
}

function named(joined: Relation['node'], columns: readonly Expression[], scope: Scope, node: JoinTable) {
  const isAsIs =
    columns.length === joined.schema.length &&
    columns.every((each, index) => each.kind === 'column' && each.index === index);
  if (isAsIs) return joined;
  return project(
    joined,
    columns,
    scope.columns.map((column) => column.name),
    node.span,
  );
}

/** A condition over both sides as it stands inside the subquery: left columns are outer ones. */
function insideOf(condition: Expression, width: number): Expression {
  return mapColumns(condition, (column) =>
    column.index < width ? asOuter(column) : { ...column, index: column.index - width },
  );
}
