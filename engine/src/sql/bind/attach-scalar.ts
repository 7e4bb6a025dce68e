/** Subqueries that are values. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { BIGINT, withNullable } from '../functions/type-build.ts';
import { call } from './build-call.ts';
import { nullLiteral } from './build-literal.ts';
import { type Decorrelated, decorrelate, identity, type OuterRows, over } from './decorrelate.ts';
import type { Expression } from './expression.ts';
import { mapColumns } from './expression-tree.ts';
import type { LogicalAggregate, LogicalNode } from './logical-plan.ts';
import { isOuterColumn, ofOuter } from './outer-columns.ts';
import type { SubqueryCall } from './subquery-calls.ts';
import { type Attached, besidesPadded, isOneRow, joinOf, padded, rejectingNulls } from './subquery-join.ts';

/**
 * A subquery as a value: NULL where it has no row; more than one row is an error when it happens. An aggregate that is
 * computed for each outer row counts 0 where it sees none.
 */
export function attachScalar(subquery: SubqueryCall, outer: OuterRows): Attached {
  const { span } = subquery;
  const counted = correlatedAggregate(subquery.node, outer);
  if (counted !== undefined) {
    const node = joinOf(outer, counted.inner, { join: 'left', conditions: [], span });
    const columns = counted.inner.outputs.map((each) => besidesPadded(each, outer, node));
    const outputs = columns.map((each, index) => (counted.counts.has(index) ? orZero(each, span) : each));
    const [value] = counted.projections;
    return { node, value: value === undefined ? nullLiteral(subquery.type, span) : placedOver(value, outputs, outer) };
  }
  return attachRow(subquery, outer);
}

/** The one row of a subquery that is no aggregate, or that reads nothing of the outer row. */
function attachRow(subquery: SubqueryCall, outer: OuterRows): Attached {
  const { span } = subquery;
  const inner = padded(rejectingNulls(decorrelate(subquery.node, outer), span), span);
  const isSure = inner.conditions.length === 0 && isOneRow(subquery.node);
  const node = joinOf(outer, inner, { join: 'left', conditions: [], ...(isSure ? {} : { isSingle: true }), span });
  const [value = nullLiteral(subquery.type, span)] = inner.outputs;
  return { node, value: besidesPadded(value, outer, node) };
}

function placedOver(expression: Expression, outputs: readonly Expression[], outer: OuterRows): Expression {
  return mapColumns(over(expression, outputs), (column) =>
    isOuterColumn(column.index) ? outer.place(ofOuter(column)) : column,
  );
}

export function orZero(count: Expression, span: SourceSpan): Expression {
  const zero: Expression = { kind: 'literal', value: 0, type: withNullable(BIGINT, false), span };
  return call('COALESCE', [count, zero], span);
}

interface CountedAggregate {
  readonly inner: Decorrelated;
  /** The subquery's columns over the aggregates. */
  readonly projections: readonly Expression[];
  /** Which aggregates count. */
  readonly counts: ReadonlySet<number>;
}

/** The aggregate without keys below the projections of a subquery, when it reads the outer row. */
function correlatedAggregate(node: LogicalNode, outer: OuterRows): CountedAggregate | undefined {
  const projections: (readonly Expression[])[] = [];
  let below = node;
  for (; below.kind === 'project'; below = below.input) projections.push(below.projections);
  if (below.kind !== 'aggregate' || below.keys.length > 0) return undefined;
  const aggregate: LogicalAggregate = below;
  const inner = decorrelate(aggregate, outer);
  if (inner.conditions.length === 0) return undefined;
  const own = identity(aggregate);
  const columns = projections.reduceRight<readonly Expression[]>(
    (outputs, each) => each.map((one) => over(one, outputs)),
    own,
  );
  const counts = aggregate.aggregates.flatMap((each, index) => (each.function === 'COUNT' ? [index] : []));
  return { inner, projections: columns, counts: new Set(counts) };
}
