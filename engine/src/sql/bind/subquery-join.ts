/** The join of a subquery's rows with the rows of the query around it. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { BOOLEAN, withNullable, withoutAttribute } from '../functions/type-build.ts';
import { call } from './build-call.ts';
import { nullLiteral } from './build-literal.ts';
import { caseBranch } from './case-branch.ts';
import { type Decorrelated, type OuterRows, outerColumnsOf, paddable, shifted } from './decorrelate.ts';
import type { Expression } from './expression.ts';
import { conjunction, mapColumns } from './expression-tree.ts';
import type { JoinType, LogicalJoin, LogicalNode } from './logical-plan.ts';
import { isOuterColumn, ofOuter, readsOuter } from './outer-columns.ts';
import { columnOf, project } from './relation.ts';
import type { SubqueryCall } from './subquery-calls.ts';

/** The rows after a join with a subquery, and the subquery's value in them. */
export interface Attached {
  readonly node: LogicalNode;
  readonly value: Expression;
}

export interface JoinShape {
  readonly join: JoinType;
  /** Beside what the subquery itself compares with the outer row. */
  readonly conditions: readonly Expression[];
  readonly isSingle?: true;
  readonly span: SourceSpan;
}

/** The outer rows on the left, the subquery's on the right. */
export function joinOf(outer: OuterRows, inner: Decorrelated, shape: JoinShape): LogicalJoin {
  const { join, span, isSingle } = shape;
  const left = outer.node;
  const parts = [...inner.conditions, ...shape.conditions].map((each) => besides(each, outer));
  const condition = conjunction(parts);
  return {
    kind: 'join',
    left,
    right: inner.node,
    join,
    ...(condition === undefined ? {} : { condition }),
    ...(isSingle === undefined ? {} : { isSingle }),
    schema: joinedSchema(join, left.schema, inner.node.schema),
    span,
  };
}

function joinedSchema(
  join: JoinType,
  left: LogicalNode['schema'],
  right: LogicalNode['schema'],
): LogicalNode['schema'] {
  if (join === 'semi' || join === 'anti') return left;
  if (join === 'mark') return [...left, { name: '$match', type: withNullable(BOOLEAN, false) }];
  return [...left, ...(join === 'left' ? paddable(right) : right)];
}

/** An expression over a subquery's rows and the outer row, over the joined row. */
export function besides(expression: Expression, outer: OuterRows): Expression {
  return mapColumns(shifted(expression, outer.node.schema.length), (column) =>
    isOuterColumn(column.index) ? outer.place(ofOuter(column)) : column,
  );
}

/** Whether there is a row of the subquery, as a column. */
export function mark(
  outer: OuterRows,
  inner: Decorrelated,
  conditions: readonly Expression[],
  span: SourceSpan,
): Attached {
  const node = joinOf(outer, inner, { join: 'mark', conditions, span });
  return { node, value: columnOf(node, outer.node.schema.length, span) };
}

export type Comparison = 'alike' | 'unless unlike';

/** The operands of IN beside the subquery's columns. NOT IN also holds back rows for which NULL leaves it open. */
export function equalities(subquery: SubqueryCall, inner: Decorrelated, comparison: Comparison): readonly Expression[] {
  const { span } = subquery;
  return subquery.operands.map((operand, index) => {
    const column = inner.outputs[index] ?? operand;
    const equal = call('EQUALS', [operand, column], span);
    const open = [operand, column].filter((each) => each.type.nullable);
    if (comparison === 'alike' || open.length === 0) return equal;
    return call('OR', [...open.map((each) => call('IS_NULL', [each], span)), equal], span);
  });
}

/** A subquery that always has just one row: an aggregate of all there is. */
export function isOneRow(node: LogicalNode): boolean {
  if (node.kind === 'project') return isOneRow(node.input);
  return node.kind === 'aggregate' && node.keys.length === 0;
}

export function booleanLiteral(value: boolean, span: SourceSpan): Expression {
  return { kind: 'literal', value, type: withNullable(BOOLEAN, false), span };
}

const COMPARISONS: ReadonlySet<string> = new Set([
  'EQUALS',
  'NOT_EQUALS',
  'LESS',
  'LESS_OR_EQUAL',
  'GREATER',
  'GREATER_OR_EQUAL',
]);

/**
 * The subquery as Flink joins it: by the values of the outer columns that it reads, whatever for. An outer row where one
 * of them is NULL belongs to none of its rows.
 */
export function rejectingNulls(inner: Decorrelated, span: SourceSpan): Decorrelated {
  const isCompared = (each: Expression) => each.kind === 'call' && COMPARISONS.has(each.function);
  const rejected = new Set(
    inner.conditions
      .filter(isCompared)
      .flatMap((each) => (each.kind === 'call' ? each.args : []))
      .flatMap((each) => (each.kind === 'column' ? [each.index] : [])),
  );
  const read = [...inner.conditions.filter((each) => !isCompared(each)), ...inner.outputs];
  const open = outerColumnsOf(read).filter((column) => column.type.nullable && !rejected.has(column.index));
  const conditions = open.map((column) => call('IS_NOT_NULL', [column], span));
  return { ...inner, conditions: [...inner.conditions, ...conditions] };
}

/**
 * A subquery whose columns are NULL where it has no row: they are computed below the join, and those that read the outer
 * row are asked for only where there is a row.
 */
export function padded(inner: Decorrelated, span: SourceSpan): Decorrelated {
  const { node } = inner;
  if (inner.outputs.every((each) => each.kind === 'column' && !isOuterColumn(each.index))) return inner;
  const columns = node.schema.map((_, index) => columnOf(node, index, span));
  const own = inner.outputs.filter((each) => !readsOuter(each));
  const isThere = booleanLiteral(true, span);
  const names = [...node.schema.map((field) => field.name), ...own.map((_, index) => `$output${index}`), '$row'];
  const projected = project(node, [...columns, ...own, isThere], names, span);
  const width = node.schema.length;
  const hasRow = call('IS_NOT_NULL', [paddedColumn(projected, width + own.length, span)], span);
  const outputs = inner.outputs.map((each) => {
    const place = own.indexOf(each);
    return place === -1 ? onlyWhere(hasRow, each) : columnOf(projected, width + place, span);
  });
  return { node: projected, outputs, conditions: inner.conditions };
}

function paddedColumn(node: LogicalNode, index: number, span: SourceSpan): Expression {
  const column = columnOf(node, index, span);
  return { ...column, type: withNullable(column.type, true) };
}

function onlyWhere(condition: Expression, value: Expression): Expression {
  const type = withNullable(withoutAttribute(value.type), true);
  const { span } = value;
  return { kind: 'case', branches: [caseBranch(condition, value)], otherwise: nullLiteral(type, span), type, span };
}

/** An expression over a subquery's rows and the outer row, over the rows of a join that pads the subquery's. */
export function besidesPadded(expression: Expression, outer: OuterRows, joined: LogicalNode): Expression {
  const width = outer.node.schema.length;
  return mapColumns(expression, (column) => {
    if (isOuterColumn(column.index)) return outer.place(ofOuter(column));
    return { ...columnOf(joined, width + column.index, column.span), name: column.name };
  });
}
