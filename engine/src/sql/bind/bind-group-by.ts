/** GROUP BY: keys as columns, windows in the older form, and the check that nothing ungrouped is selected. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType } from '../../row/data-type.ts';
import { isTimestamp, withoutAttribute } from '../functions/type-build.ts';
import type { CallNode, ExpressionNode, GroupBy } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import { type ExpandedKeys, expandKeys, groupingValue, withNullableKeys } from './bind-grouping-sets.ts';
import { intervalMs, windowNode } from './bind-window-table.ts';
import type { AggregateCall, Expression } from './expression.ts';
import { mapChildren, sameExpression } from './expression-tree.ts';
import { groupingSets } from './grouping-sets.ts';
import type { LogicalAggregate, LogicalNode } from './logical-plan.ts';
import { isOuterColumn, subqueryPosition } from './outer-columns.ts';
import { OVER_BASE } from './over-calls.ts';
import { refuse } from './refuse.ts';
import type { Relation } from './relation.ts';
import { columnOf, withColumns } from './relation.ts';
import type { GroupWindowProperties } from './select-calls.ts';
import { AGGREGATE_BASE, PROPERTY_BASE } from './select-calls.ts';
import { isGroupingFunction, isGroupWindow } from './window-names.ts';
import type { WindowSpec } from './window-spec.ts';

export interface Grouping {
  /** What the select list and the aggregates are bound over. */
  readonly relation: Relation;
  /** The keys as the script writes them, over `relation`. */
  readonly keys: readonly Expression[];
  /** The plan that holds the keys as columns, and where they lie; window columns of a group window come last. */
  readonly keyed: { readonly node: LogicalNode; readonly indices: readonly number[] };
  readonly properties: GroupWindowProperties | undefined;
  /** Several groupings: the sets, and the column of the number that tells them apart. */
  readonly expanded?: Pick<ExpandedKeys, 'sets' | 'setColumn'>;
}

/**
 * GROUP BY as columns of a plan, with a window below it where it names one. Without GROUP BY there are no keys.
 * @throws SqlError SQL_INVALID_WINDOW, SQL_INVALID_QUERY for positions and constants.
 */
export function bindGrouping(groupBy: GroupBy | undefined, relation: Relation): Grouping {
  const nodeSets = groupBy === undefined ? [[]] : groupingSets(groupBy);
  const nodes = [...new Set(nodeSets.flat())];
  const windows = nodes.filter(isGroupWindowCall);
  const plain = nodes.filter((node) => !isGroupWindowCall(node));
  const keys = plain.map((node) => bindExpression(node, { scope: relation.scope, clause: 'GROUP BY' }));
  const constant = keys.find((key) => key.kind === 'literal');
  if (constant !== undefined) refusePosition(constant);
  const grouping =
    nodeSets.length === 1
      ? { relation, keys, keyed: withColumns(relation.node, keys) }
      : expandedGrouping(relation, keys, keySets(nodeSets, plain, keys));
  const [window, second] = windows;
  if (second !== undefined) refuse('SQL_INVALID_WINDOW', second.span, 'GROUP BY takes one window');
  return window === undefined ? { ...grouping, properties: undefined } : groupWindow(window, grouping);
}

/** The sets as indices of keys; a key that is written twice is one. */
function keySets(
  nodeSets: readonly (readonly ExpressionNode[])[],
  plain: readonly ExpressionNode[],
  keys: readonly Expression[],
): readonly (readonly number[])[] {
  const indexOf = (node: ExpressionNode): number => {
    const key = keys[plain.indexOf(node)];
    return key === undefined ? -1 : keys.findIndex((other) => sameExpression(other, key));
  };
  return nodeSets.map((nodes) => nodes.map(indexOf).filter((index) => index !== -1));
}

function expandedGrouping(
  relation: Relation,
  written: readonly Expression[],
  sets: readonly (readonly number[])[],
): Omit<Grouping, 'properties'> {
  // Of equal keys only the first is in the sets.
  const used = [...new Set(sets.flat())].toSorted((a, b) => a - b);
  const keys = used.flatMap((index) => written[index] ?? []);
  const input = withColumns(relation.node, keys);
  const places = sets.map((set) => set.map((index) => used.indexOf(index)));
  const expanded = expandKeys(input.node, input.indices, places);
  return { relation: withNullableKeys(relation, keys), keys, keyed: expanded, expanded };
}

function refusePosition(key: Expression): never {
  return refuse('SQL_INVALID_QUERY', key.span, 'GROUP BY takes columns and expressions, not positions or constants');
}

function isGroupWindowCall(node: ExpressionNode): node is CallNode {
  return node.kind === 'call' && isGroupWindow(node.name.parts.at(-1)?.name.toUpperCase() ?? '');
}

/** GROUP BY TUMBLE(ts, size), k is a window over the table, grouped by window_start, window_end, window_time and k. */
function groupWindow(node: CallNode, grouping: Omit<Grouping, 'properties'>): Grouping {
  const name = node.name.parts.at(-1)?.name.toUpperCase() ?? '';
  const [timeNode] = node.args;
  if (timeNode === undefined) return refuse('SQL_WRONG_ARGUMENTS', node.span, `${name} takes a time column`);
  const time = bindExpression(timeNode, { scope: grouping.relation.scope, clause: 'GROUP BY' });
  if (time.kind !== 'column') {
    return refuse('SQL_INVALID_WINDOW', timeNode.span, 'a window runs on a time attribute column, not an expression');
  }
  const { keyed, expanded } = grouping;
  const partitionKeys = expanded === undefined ? keyed.indices : [...keyed.indices, expanded.setColumn];
  const window = windowNode(keyed.node, time, groupWindowSpec(node, name, partitionKeys), node.span);
  const width = keyed.node.schema.length;
  const bounds = [width, width + 1, width + 2];
  return {
    ...grouping,
    keyed: { node: window, indices: [...keyed.indices, ...bounds] },
    properties: { function: name, columns: bounds.map((index) => columnOf(window, index, node.span)) },
  };
}

function groupWindowSpec(node: CallNode, name: string, partitionKeys: readonly number[]): WindowSpec {
  const [, first, second, third] = node.args;
  const usage = name === 'HOP' ? 'HOP(time, slide, size)' : `${name}(time, ${name === 'SESSION' ? 'gap' : 'size'})`;
  const needed = name === 'HOP' ? second : first;
  if (first === undefined || needed === undefined || third !== undefined) {
    return refuse('SQL_WRONG_ARGUMENTS', node.span, `write ${usage}`);
  }
  if (name === 'SESSION') return { kind: 'session', gapMs: intervalMs(first, 'gap'), partitionKeys };
  if (name === 'TUMBLE') return { kind: 'tumble', sizeMs: intervalMs(first, 'size'), offsetMs: 0 };
  const [slideMs, sizeMs] = [intervalMs(first, 'slide'), intervalMs(needed, 'size')];
  if (sizeMs % slideMs !== 0) {
    refuse(
      'SQL_INVALID_WINDOW',
      needed.span,
      `the size of HOP (${sizeMs} ms) must be a multiple of its slide (${slideMs} ms)`,
    );
  }
  return { kind: 'hop', sizeMs, slideMs, offsetMs: 0 };
}

export interface GroupedOutput {
  readonly node: LogicalAggregate;
  /** Brings an expression over the ungrouped relation to the grouped one. @throws SqlError SQL_NOT_GROUPED. */
  readonly place: (expression: Expression) => Expression;
}

/** The aggregation over the grouping: its keys first, then the aggregates in their order. */
export function groupedOutput(
  grouping: Grouping,
  aggregates: readonly AggregateCall[],
  span: SourceSpan,
): GroupedOutput {
  const { node: input } = grouping.keyed;
  const { expanded } = grouping;
  const indices = [...grouping.keyed.indices, ...(expanded === undefined ? [] : [expanded.setColumn])];
  const keyFields = indices.map((index, position) => ({
    name: input.schema[index]?.name ?? `$key${position}`,
    type: keyType(input.schema[index]?.type),
  }));
  const schema = [...keyFields, ...aggregates.map(({ name, type }) => ({ name, type }))];
  const node: LogicalAggregate = { kind: 'aggregate', input, keys: indices, aggregates, schema, span };
  return { node, place: (expression) => place(expression, grouping, node) };
}

/** Only window_time is still a time attribute after grouping; its type in the window’s schema says so. */
function keyType(type: DataType | undefined): DataType {
  if (type === undefined) return { kind: 'NULL', nullable: true };
  return isTimestamp(type) && type.attribute !== undefined ? type : withoutAttribute(type);
}

function place(expression: Expression, grouping: Grouping, output: LogicalAggregate): Expression {
  if (expression.kind === 'call' && isGroupingFunction(expression.function)) {
    const sets = grouping.expanded?.sets ?? [{ number: 0, members: grouping.keys.map(() => true), repetition: 0 }];
    const setColumn = () => columnOf(output, output.keys.length - 1, expression.span);
    return groupingValue(expression, grouping.keys, sets, setColumn);
  }
  const key = grouping.keys.findIndex((each) => sameExpression(each, expression));
  if (key !== -1) return columnOf(output, key, expression.span);
  if (expression.kind !== 'column') return mapChildren(expression, (child) => place(child, grouping, output));
  const { index } = expression;
  if (subqueryPosition(index) !== undefined) return expression;
  if (isOuterColumn(index)) {
    const reason = `${expression.name} of the query around is neither grouped nor aggregated`;
    return refuse('SQL_NOT_GROUPED', expression.span, reason, 'use it outside the subquery, or inside an aggregate');
  }
  if (index >= PROPERTY_BASE) return columnOf(output, grouping.keys.length + index - PROPERTY_BASE, expression.span);
  if (index >= OVER_BASE) return expression;
  if (index >= AGGREGATE_BASE) return columnOf(output, output.keys.length + index - AGGREGATE_BASE, expression.span);
  const hint = `add ${expression.name} to GROUP BY, or aggregate it: MAX(${expression.name})`;
  return refuse(
    'SQL_NOT_GROUPED',
    expression.span,
    `column ${expression.name} is neither grouped nor aggregated`,
    hint,
  );
}
