/** Joins and running aggregates in words, for EXPLAIN. */
import type { Schema } from '../../row/data-type.ts';
import { aggregateText, expressionText, nameText } from '../bind/expression-text.ts';
import { durationText } from './duration-text.ts';
import { describeWindow } from './explain-window.ts';
import type {
  GroupAggregateNode,
  IntervalJoinNode,
  JoinNode,
  OverAggregateNode,
  TemporalJoinNode,
  WindowJoinNode,
} from './physical-plan.ts';

export type AnyJoinNode = JoinNode | IntervalJoinNode | WindowJoinNode | TemporalJoinNode;

/** The pairs of equal columns, what bounds the join in time, and what else must hold. */
export function describeJoin(node: AnyJoinNode): readonly string[] {
  const keys = node.leftKeys.map(
    (left, index) => `${name(node.left.schema, left)} = ${name(node.right.schema, node.rightKeys[index] ?? 0)}`,
  );
  const on = keys.length === 0 ? 'on nothing' : `on ${keys.join(' AND ')}`;
  const rest = node.condition === undefined ? [] : [`and: ${expressionText(node.condition)}`];
  return [`${node.join} join ${on}`, ...timeBounds(node), ...rest];
}

function timeBounds(node: AnyJoinNode): readonly string[] {
  switch (node.kind) {
    case 'join':
      return [];
    case 'interval-join': {
      const [left, right] = [name(node.left.schema, node.leftTime), name(node.right.schema, node.rightTime)];
      return [`${right} from ${signed(node.lowerMs)} to ${signed(node.upperMs)} around ${left}`];
    }
    case 'window-join':
      return [describeWindow(node.leftWindow, node.left.schema)];
    case 'temporal-join':
      return [`as of ${name(node.left.schema, node.leftTime)}`];
  }
}

export function describeGroups(node: GroupAggregateNode): readonly string[] {
  const keys = node.keys.map((key) => name(node.input.schema, key));
  const calls = node.aggregates.map((call, index) => aliased(aggregateText(call), node.schema, keys.length + index));
  return [...(keys.length === 0 ? [] : [`keys: ${keys.join(', ')}`]), ...calls];
}

export function describeOver(node: OverAggregateNode): readonly string[] {
  const { schema } = node.input;
  const { unit, preceding } = node.frame;
  const size = preceding === 'unbounded' ? 'all rows' : unit === 'rows' ? `${preceding} rows` : durationText(preceding);
  const keys = node.partitionKeys.map((key) => name(schema, key));
  const by = keys.length === 0 ? '' : `, by ${keys.join(', ')}`;
  return [
    `frame: ${size} before each row (${unit}), in order of ${name(schema, node.order.column)}${by}`,
    ...node.calls.map((call, index) => aliased(aggregateText(call), node.schema, schema.length + index)),
  ];
}

function aliased(text: string, schema: Schema, index: number): string {
  return `${text} AS ${name(schema, index)}`;
}

function signed(ms: number): string {
  return ms < 0 ? `−${durationText(-ms)}` : durationText(ms);
}

function name(schema: Schema, index: number): string {
  return nameText(schema[index]?.name ?? '?');
}
