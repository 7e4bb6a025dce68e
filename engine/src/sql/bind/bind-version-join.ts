/** An event-time temporal join: each left row with the version of the right row that was valid at its time. */
import { formatType } from '../../row/type-format.ts';
import { isTimestamp, withNullable, withoutAttribute } from '../functions/type-build.ts';
import type { ExpressionNode, JoinTable } from '../parse/ast.ts';
import { bindCondition } from './bind-expression.ts';
import type { ColumnExpression } from './expression.ts';
import type { LogicalNode, LogicalTemporalJoin } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import { columnOf, type Relation } from './relation.ts';
import { Scope, type ScopeColumn } from './scope.ts';

/** A join FOR SYSTEM_TIME AS OF whose kind is known. */
export interface TemporalParts {
  readonly node: JoinTable;
  readonly on: ExpressionNode;
  readonly left: Relation;
  readonly right: Relation;
  readonly isLeft: boolean;
}

/** @throws SqlError when the right side has no event time of the left one's type. Its key is looked for when planned. */
export function bindVersionJoin({ node, on, left, right, isLeft }: TemporalParts, time: ColumnExpression): Relation {
  const rightTime = rowtimeOf(right.node, node);
  checkSameType(time, columnOf(right.node, rightTime, node.span), node);
  const condition = bindCondition(on, { scope: left.scope.concat(right.scope), clause: 'ON' });
  const rightColumns = isLeft ? right.scope.columns.map(nullable) : right.scope.columns;
  const scope = new Scope([...left.scope.columns, ...rightColumns], left.scope.concat(right.scope).star);
  const join: LogicalTemporalJoin = {
    kind: 'temporal-join',
    left: left.node,
    right: right.node,
    join: isLeft ? 'left' : 'inner',
    leftTime: time.index,
    rightTime,
    condition,
    schema: scope.columns.map(({ name, type }) => ({ name, type })),
    span: node.span,
  };
  return { node: join, scope };
}

const nullable = (column: ScopeColumn): ScopeColumn => ({ ...column, type: withNullable(column.type, true) });

/** The first event time among the columns, as Flink takes it. */
function rowtimeOf(right: LogicalNode, node: JoinTable): number {
  const index = right.schema.findIndex(({ type }) => isTimestamp(type) && type.attribute === 'rowtime');
  if (index !== -1) return index;
  const reason = 'a join by event time needs versions with a time, but the right side has no event time';
  const hint = 'declare WATERMARK FOR its time and select that column, or look up as of a PROCTIME() column';
  return refuse('SQL_INVALID_QUERY', node.right.span, reason, hint);
}

function checkSameType(left: ColumnExpression, right: ColumnExpression, node: JoinTable): void {
  if (left.type.kind === right.type.kind) return;
  const [ofLeft, ofRight] = [left, right].map(({ type }) => formatType(withNullable(withoutAttribute(type), true)));
  const reason = `both event times must be of one type; ${left.name} is ${ofLeft}, ${right.name} is ${ofRight}`;
  refuse('SQL_TYPE_MISMATCH', node.span, reason, 'declare both columns alike in their tables');
}
