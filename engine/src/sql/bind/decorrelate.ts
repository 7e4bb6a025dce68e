/**
 * Takes out of a subquery what it reads of the outer row, so that it runs once, as a stream that is joined with the
 * outer rows:
 *
 * D1. Conditions of WHERE on the outer row move up and become conditions of that join.
 * D2. Projections are put off until after the join, where they may read both.
 * D3. An aggregate is grouped by what its rows are compared with for equality. Where they are compared otherwise, or the
 *     aggregate itself reads the outer row, its rows are first joined with the outer values that there are.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { withNullable, withoutAttribute } from '../functions/type-build.ts';
import { call } from './build-call.ts';
import type { AggregateCall, ColumnExpression, Expression } from './expression.ts';
import { columnsOf, conjunction, conjuncts, mapChildren, mapColumns, visitColumns } from './expression-tree.ts';
import type { LogicalAggregate, LogicalFilter, LogicalJoin, LogicalNode } from './logical-plan.ts';
import { isCorrelated, isOuterColumn, ofOuter, readsOuter } from './outer-columns.ts';
import { refuse } from './refuse.ts';
import { columnOf, filter, project, withColumns } from './relation.ts';

/** The query around a subquery: its rows, and how an expression over its columns is said over these rows. */
export interface OuterRows {
  readonly node: LogicalNode;
  readonly place: (expression: Expression) => Expression;
}

export interface Decorrelated {
  readonly node: LogicalNode;
  /** The subquery's columns, over the columns of `node` and the outer row. */
  readonly outputs: readonly Expression[];
  /** What must hold of a row of `node` and the outer row. */
  readonly conditions: readonly Expression[];
}

/** @throws SqlError SQL_UNSUPPORTED where the outer row is read in a place that no join can make up for. */
export function decorrelate(node: LogicalNode, outer: OuterRows): Decorrelated {
  if (!isCorrelated(node)) return { node, outputs: identity(node), conditions: [] };
  switch (node.kind) {
    case 'project': {
      const inner = decorrelate(node.input, outer);
      return { ...inner, outputs: node.projections.map((each) => over(each, inner.outputs)) };
    }
    case 'filter':
      return decorrelateFilter(node, outer);
    case 'join':
      return decorrelateJoin(node, outer);
    case 'aggregate':
      return decorrelateAggregate(node, outer);
    default: {
      const hint = 'compare with the columns outside in WHERE, or write the subquery as a join';
      return refuse('SQL_UNSUPPORTED', node.span, 'the subquery reads the query around it where a join cannot', hint);
    }
  }
}

/** An expression over the outputs of a subquery, over what these are made of. Outer columns stay. */
export function over(expression: Expression, outputs: readonly Expression[]): Expression {
  if (expression.kind !== 'column') return mapChildren(expression, (child) => over(child, outputs));
  const output = isOuterColumn(expression.index) ? expression : (outputs[expression.index] ?? expression);
  return output.kind === 'column' ? { ...output, name: expression.name, span: expression.span } : output;
}

export function identity(node: LogicalNode): readonly Expression[] {
  return node.schema.map((_, index) => columnOf(node, index, node.span));
}

function decorrelateFilter(node: LogicalFilter, outer: OuterRows): Decorrelated {
  const inner = decorrelate(node.input, outer);
  const parts = conjuncts(over(node.condition, inner.outputs));
  const own = conjunction(parts.filter((part) => !readsOuter(part)));
  return {
    node: own === undefined ? inner.node : filter(inner.node, own),
    outputs: inner.outputs,
    conditions: [...inner.conditions, ...parts.filter(readsOuter)],
  };
}

/** Either side of an inner join may read the outer row; of the others only the side whose rows all stay. */
function decorrelateJoin(node: LogicalJoin, outer: OuterRows): Decorrelated {
  const isInner = node.join === 'inner';
  if ((node.condition !== undefined && readsOuter(node.condition)) || (!isInner && isCorrelated(node.right))) {
    const hint = 'compare in WHERE, behind the join';
    return refuse('SQL_UNSUPPORTED', node.span, 'a join inside a subquery reads the query around it', hint);
  }
  if (node.join === 'right' || node.join === 'full') {
    const hint = 'write it as a LEFT JOIN';
    return refuse('SQL_UNSUPPORTED', node.span, 'a padded side of a join reads the query around it', hint);
  }
  const left = decorrelate(node.left, outer);
  const right = decorrelate(node.right, outer);
  const width = left.node.schema.length;
  const moved = (each: Expression) => shifted(each, width);
  const rightOutputs = right.outputs.map(moved);
  const condition = node.condition && over(node.condition, [...left.outputs, ...rightOutputs]);
  const joined: LogicalJoin = {
    ...node,
    left: left.node,
    right: right.node,
    ...(condition === undefined ? {} : { condition }),
    schema: [...left.node.schema, ...node.schema.slice(node.left.schema.length)],
  };
  if (isInner) {
    const schema = [...left.node.schema, ...right.node.schema];
    const conditions = [...left.conditions, ...right.conditions.map(moved)];
    return { node: { ...joined, schema }, outputs: [...left.outputs, ...rightOutputs], conditions };
  }
  const added = joined.schema.slice(width).map((_, index) => columnOf(joined, width + index, node.span));
  return { node: joined, outputs: [...left.outputs, ...added], conditions: left.conditions };
}

/** The right side's columns behind the left ones; outer columns stay. */
export function shifted(expression: Expression, width: number): Expression {
  return mapColumns(expression, (column) =>
    isOuterColumn(column.index) ? column : { ...column, index: column.index + width },
  );
}

interface Equality {
  readonly own: Expression;
  readonly outer: Expression;
  readonly condition: Expression;
}

function decorrelateAggregate(node: LogicalAggregate, outer: OuterRows): Decorrelated {
  const inner = decorrelate(node.input, outer);
  const equalities = inner.conditions.map(equalityOf);
  const found = equalities.flatMap((each) => each ?? []);
  const keys = node.keys.map((key) => inner.outputs[key] ?? columnOf(node.input, key, node.span));
  const aggregates = node.aggregates.map((each) => mapArguments(each, (argument) => over(argument, inner.outputs)));
  const isOwn = ![...keys, ...aggregates.flatMap(argumentsOf)].some(readsOuter);
  if (!isOwn || found.length < equalities.length) {
    return decorrelateAggregate(withOuterValues(node, inner, outer), outer);
  }
  const { node: input, indices } = withColumns(inner.node, [...keys, ...found.map((each) => each.own)]);
  const fields = node.schema;
  const added = found.map((each, index) => ({ name: `$outer${index}`, type: withoutAttribute(each.own.type) }));
  const schema = [...fields.slice(0, keys.length), ...added, ...fields.slice(keys.length)];
  const result: LogicalAggregate = { ...node, input, keys: indices, aggregates, schema };
  const places = fields.map((_, index) => (index < keys.length ? index : index + found.length));
  return {
    node: result,
    outputs: places.map((place) => columnOf(result, place, node.span)),
    conditions: found.map(({ outer: value, condition }, index) =>
      condition.kind === 'call'
        ? { ...condition, args: [value, columnOf(result, keys.length + index, node.span)] }
        : condition,
    ),
  };
}

/** `own = outer`, either way round. */
function equalityOf(condition: Expression): Equality | undefined {
  if (condition.kind !== 'call' || (condition.function !== 'EQUALS' && condition.function !== 'IS_NOT_DISTINCT_FROM')) {
    return undefined;
  }
  const [a, b] = condition.args;
  if (a === undefined || b === undefined) return undefined;
  if (isOuterOnly(b) && !readsOuter(a)) return { own: a, outer: b, condition };
  return isOuterOnly(a) && !readsOuter(b) ? { own: b, outer: a, condition } : undefined;
}

function isOuterOnly(expression: Expression): boolean {
  const columns = [...columnsOf(expression)];
  return columns.length > 0 && columns.every(isOuterColumn);
}

function argumentsOf(aggregate: AggregateCall): readonly Expression[] {
  return aggregate.filter === undefined ? aggregate.args : [...aggregate.args, aggregate.filter];
}

function mapArguments(aggregate: AggregateCall, change: (argument: Expression) => Expression): AggregateCall {
  return {
    ...aggregate,
    args: aggregate.args.map(change),
    ...(aggregate.filter === undefined ? {} : { filter: change(aggregate.filter) }),
  };
}

/**
 * The aggregate over its input joined with the distinct values of the outer columns that it reads. What is left to
 * compare with the outer row is equality with these.
 */
function withOuterValues(node: LogicalAggregate, inner: Decorrelated, outer: OuterRows): LogicalAggregate {
  const { span } = node;
  const read = outerColumnsOf([...inner.conditions, ...inner.outputs, ...node.aggregates.flatMap(argumentsOf)]);
  const values = distinctValues(read, outer, span);
  const width = inner.node.schema.length;
  const joined = crossJoin(inner.node, values, conjunction(inner.conditions.map((each) => placed(each, read, width))));
  const valueColumns = read.map((_, place) => columnOf(joined, width + place, span));
  const equal = read.map((column, place) => call('EQUALS', [column, valueColumns[place] ?? column], span));
  const all = conjunction(equal);
  const columns = [...inner.outputs.map((each) => placed(each, read, width)), ...valueColumns];
  const names = [...node.input.schema.map((field) => field.name), ...read.map((column) => column.name)];
  const input = project(all === undefined ? joined : filter(joined, all), columns, names, span);
  const inside = (each: Expression) => placed(each, read, node.input.schema.length);
  return { ...node, input, aggregates: node.aggregates.map((each) => mapArguments(each, inside)) };
}

function crossJoin(left: LogicalNode, right: LogicalNode, condition: Expression | undefined): LogicalJoin {
  const schema = [...left.schema, ...right.schema];
  const join = { kind: 'join', left, right, join: 'inner', schema, span: left.span } as const;
  return condition === undefined ? join : { ...join, condition };
}

/** The expression with the outer columns `read` as columns from `width` on. */
function placed(expression: Expression, read: readonly ColumnExpression[], width: number): Expression {
  return mapColumns(expression, (column) => {
    const place = read.findIndex((each) => each.index === column.index);
    return place === -1 ? column : { ...column, index: width + place };
  });
}

/** Each outer column that the expressions read, once. */
export function outerColumnsOf(expressions: readonly Expression[]): readonly ColumnExpression[] {
  const found = new Map<number, ColumnExpression>();
  for (const expression of expressions) {
    visitColumns(expression, (column) => {
      if (isOuterColumn(column.index)) found.set(column.index, column);
    });
  }
  return [...found.values()];
}

function distinctValues(columns: readonly ColumnExpression[], outer: OuterRows, span: SourceSpan): LogicalNode {
  const values = columns.map((column) => outer.place(ofOuter(column)));
  const names = columns.map((column) => column.name);
  const input = project(outer.node, values, names, span);
  const schema = input.schema.map(({ name, type }) => ({ name, type: withoutAttribute(type) }));
  return { kind: 'aggregate', input, keys: [...schema.keys()], aggregates: [], schema, span };
}

/** The schema with every column nullable, as padding makes it. */
export function paddable(schema: LogicalNode['schema']): LogicalNode['schema'] {
  return schema.map(({ name, type }) => ({ name, type: withNullable(withoutAttribute(type), true) }));
}
