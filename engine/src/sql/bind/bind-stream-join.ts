/** Joins of two streams: the rows of both sides side by side, where a condition holds. */
import { withNullable } from '../functions/type-build.ts';
import type { JoinTable } from '../parse/ast.ts';
import { bindCondition } from './bind-expression.ts';
import type { Expression } from './expression.ts';
import { conjunction } from './expression-tree.ts';
import type { JoinType, LogicalJoin } from './logical-plan.ts';
import { equalOnBothSides, type SharedColumn, sharedColumns, withMergedColumns } from './merged-columns.ts';
import type { Relation } from './relation.ts';
import { Scope, type ScopeColumn } from './scope.ts';

const JOIN_TYPES: Readonly<Record<JoinTable['type'], JoinType>> = {
  INNER: 'inner',
  CROSS: 'inner',
  LEFT: 'left',
  RIGHT: 'right',
  FULL: 'full',
};

/** @throws SqlError for what is wrong in the condition; what kind of join it becomes is decided when it is planned. */
export function bindStreamJoin(node: JoinTable, left: Relation, right: Relation): Relation {
  const join = JOIN_TYPES[node.type];
  const bare = left.scope.concat(right.scope);
  const shared = sharedColumns(node, left.scope, right.scope);
  const condition = joinCondition(node, bare, shared);
  const padsLeft = join === 'right' || join === 'full';
  const padsRight = join === 'left' || join === 'full';
  const leftColumns = padded(left.scope.columns, padsLeft);
  const rightColumns = padded(right.scope.columns, padsRight);
  const scope = new Scope([...leftColumns, ...rightColumns], bare.star);
  const joined: LogicalJoin = {
    kind: 'join',
    left: left.node,
    right: right.node,
    join,
    ...(condition === undefined ? {} : { condition }),
    schema: scope.columns.map(({ name, type }) => ({ name, type })),
    span: node.span,
  };
  return withMergedColumns(node, { node: joined, scope }, shared);
}

function joinCondition(node: JoinTable, bare: Scope, shared: readonly SharedColumn[]): Expression | undefined {
  if (node.condition?.kind === 'on') return bindCondition(node.condition.expression, { scope: bare, clause: 'ON' });
  return conjunction(shared.map((column) => equalOnBothSides(column, bare)));
}

/** A side that an outer join pads with NULLs has nullable columns. */
function padded(columns: readonly ScopeColumn[], isPadded: boolean): readonly ScopeColumn[] {
  return isPadded ? columns.map((column) => ({ ...column, type: withNullable(column.type, true) })) : columns;
}
