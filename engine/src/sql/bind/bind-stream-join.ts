/** Joins of two streams: the rows of both sides side by side, where a condition holds. */
import { withNullable } from '../functions/type-build.ts';
import type { JoinTable } from '../parse/ast.ts';
import { bindCondition } from './bind-expression.ts';
import type { JoinType, LogicalJoin } from './logical-plan.ts';
import { refuse } from './refuse.ts';
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
  if (node.natural || node.condition?.kind === 'using') {
    return refuse('SQL_UNSUPPORTED', node.span, 'NATURAL JOIN and USING are not supported', 'write ON a.key = b.key');
  }
  const join = JOIN_TYPES[node.type];
  const bare = left.scope.concat(right.scope);
  const condition = node.condition && bindCondition(node.condition.expression, { scope: bare, clause: 'ON' });
  const padsLeft = join === 'right' || join === 'full';
  const padsRight = join === 'left' || join === 'full';
  const leftColumns = padded(left.scope.columns, padsLeft);
  const rightColumns = padded(right.scope.columns, padsRight);
  const scope = new Scope([...leftColumns, ...rightColumns]);
  const joined: LogicalJoin = {
    kind: 'join',
    left: left.node,
    right: right.node,
    join,
    ...(condition === undefined ? {} : { condition }),
    schema: scope.columns.map(({ name, type }) => ({ name, type })),
    span: node.span,
  };
  return { node: joined, scope };
}

/** A side that an outer join pads with NULLs has nullable columns. */
function padded(columns: readonly ScopeColumn[], isPadded: boolean): readonly ScopeColumn[] {
  return isPadded ? columns.map((column) => ({ ...column, type: withNullable(column.type, true) })) : columns;
}
