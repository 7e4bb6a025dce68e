/** An event-time temporal join: each left row with the version of the right row that was valid at its time. */
import { formatType } from '../../row/type-format.ts';
import { isTimestamp, withNullable, withoutAttribute } from '../functions/type-build.ts';
import type { ExpressionNode, JoinTable } from '../parse/ast.ts';
import { bindCondition } from './bind-expression.ts';
import type { ColumnExpression, Expression } from './expression.ts';
import { columnsOf, conjunction, conjuncts, isDeterministic, mapColumns } from './expression-tree.ts';
import type { LogicalNode, LogicalTemporalJoin } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import { columnOf, project, type Relation, withColumns } from './relation.ts';
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
  const scope = left.scope.concat(right.scope);
  const parts = conjuncts(bindCondition(on, { scope, clause: 'ON' }));
  const keyed = withComputedKeys(left.node, parts, node);
  const rightColumns = isLeft ? right.scope.columns.map(nullable) : right.scope.columns;
  const condition = conjunction(keyed.parts);
  if (condition === undefined) throw new TypeError('ON has no condition');
  const join: LogicalTemporalJoin = {
    kind: 'temporal-join',
    left: keyed.left,
    right: right.node,
    join: isLeft ? 'left' : 'inner',
    leftTime: time.index,
    rightTime,
    condition,
    schema: [...keyed.left.schema, ...rightColumns.map(({ name, type }) => ({ name, type }))],
    span: node.span,
  };
  const joined = new Scope([...left.scope.columns, ...rightColumns]);
  return { node: withoutKeys(join, left.node.schema.length, node), scope: joined };
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

/** Left expressions that are compared with right columns become columns of the left side. */
function withComputedKeys(
  left: LogicalNode,
  parts: readonly Expression[],
  node: JoinTable,
): { readonly left: LogicalNode; readonly parts: readonly Expression[] } {
  const width = left.schema.length;
  const values = parts.map((part) => computedKey(part, width));
  const computed = values.flatMap((value) => value?.value ?? []);
  const added = withColumns(left, computed);
  const moved = (part: Expression): Expression =>
    mapColumns(part, (column) =>
      column.index < width ? column : { ...column, index: column.index + computed.length },
    );
  let next = 0;
  const placed = parts.map((part, index) => {
    const found = values[index];
    if (found === undefined || part.kind !== 'call') return moved(part);
    const key = columnOf(added.node, added.indices[next++] ?? 0, node.span);
    return { ...part, args: [key, moved(found.column)] };
  });
  return { left: added.node, parts: placed };
}

/** `expression over the left side = right column`, either way round. */
function computedKey(
  part: Expression,
  width: number,
): { readonly value: Expression; readonly column: ColumnExpression } | undefined {
  if (part.kind !== 'call' || part.function !== 'EQUALS') return undefined;
  const [a, b] = part.args;
  const [value, column] = b?.kind === 'column' && b.index >= width ? [a, b] : [b, a];
  if (value === undefined || column?.kind !== 'column' || column.index < width) return undefined;
  const read = [...columnsOf(value)];
  const isComputed = value.kind !== 'column' && read.length > 0 && read.every((index) => index < width);
  return isComputed && isDeterministic(value) ? { value, column } : undefined;
}

/** The joined columns without the computed keys between them. */
function withoutKeys(join: LogicalTemporalJoin, width: number, node: JoinTable): LogicalNode {
  const added = join.left.schema.length - width;
  if (added === 0) return join;
  const kept = join.schema.flatMap((_, index) => (index < width || index >= width + added ? [index] : []));
  const columns = kept.map((index) => columnOf(join, index, node.span));
  const names = columns.map((column) => column.name);
  return project(join, columns, names, node.span);
}
