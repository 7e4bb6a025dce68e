/**
 * How an aggregate sees the rows that reach it. Where a calc feeds nothing but the aggregate, its condition and
 * projections are drawn into the aggregate's own expressions, and the projected row is never made.
 */
import type { Schema } from '../../row/data-type.ts';
import type { AggregateCall, Expression } from '../bind/expression.ts';
import { isDeterministic } from '../bind/expression-tree.ts';
import { canMerge, substitute } from '../plan/merge-projection.ts';
import type { CalcNode, GroupAggregateNode, PlanNode, WindowAggregateNode } from '../plan/physical-plan.ts';
import { expressionKey } from './expression-key.ts';

/** What gathers rows into groups. */
export type AggregateNode = WindowAggregateNode | GroupAggregateNode;

export interface AggregateInput {
  /** Of the rows that arrive. */
  readonly schema: Schema;
  readonly condition?: Expression;
  readonly keys: readonly Expression[];
  readonly aggregates: readonly AggregateCall[];
  /** Expressions of the columns of `node.input`, over the rows that arrive. */
  columnAt(index: number): Expression;
  /** The calc that was drawn in: it still makes the rows that are refused as late. */
  readonly calc?: CalcNode;
}

/** The aggregate over its input as it is. */
export function plainInput(node: AggregateNode): AggregateInput {
  const { schema } = node.input;
  const columnAt = (index: number) => columnOf(node, index);
  return { schema, keys: node.keys.map(columnAt), aggregates: node.aggregates, columnAt };
}

/** The aggregate over the input of the calc below it. */
export function mergedInput(node: AggregateNode, calc: CalcNode): AggregateInput {
  const through = (expression: Expression) => substitute(expression, calc.projections);
  const columnAt = (index: number) => through(columnOf(node, index));
  const merged = {
    schema: calc.input.schema,
    keys: node.keys.map(columnAt),
    aggregates: node.aggregates.map((call) => mergedCall(call, through)),
    columnAt,
    calc,
  };
  return calc.condition === undefined ? merged : { ...merged, condition: calc.condition };
}

/** Whether drawing the calc into the aggregate gives the same and does no work twice. */
export function canMergeInput(node: AggregateNode, input: PlanNode): input is CalcNode {
  if (input.kind !== 'calc') return false;
  if (node.kind === 'window-aggregate' && (node.window.from !== 'time' || !isSessionOfKeys(node))) return false;
  const time = node.kind === 'window-aggregate' && node.window.from === 'time' ? [node.window.column] : [];
  const own = [...node.keys, ...time].map((index) => columnOf(node, index));
  const called = computedOnce(node.aggregates);
  const condition = input.condition === undefined ? [] : [input.condition];
  return (
    canMerge([...own, ...called], input.projections) && [...input.projections, ...condition].every(isDeterministic)
  );
}

/** What the accumulators compute for a row: what calls share under one FILTER, and that FILTER, only once. */
function computedOnce(calls: readonly AggregateCall[]): readonly Expression[] {
  const computed = new Map<string, Expression>();
  for (const { args, filter } of calls) {
    const filterKey = filter === undefined ? '' : expressionKey(filter);
    if (filter !== undefined) computed.set(filterKey, filter);
    for (const arg of args) computed.set(`${filterKey} ${expressionKey(arg)}`, arg);
  }
  return [...computed.values()];
}

/** Whether the sessions are those of the group's own keys; true for every other kind of window. */
export function isSessionOfKeys({ keys, window }: WindowAggregateNode): boolean {
  if (window.from !== 'time' || window.spec.kind !== 'session') return true;
  const { partitionKeys } = window.spec;
  return keys.length === partitionKeys.length && keys.every((key) => partitionKeys.includes(key));
}

function mergedCall(call: AggregateCall, through: (expression: Expression) => Expression): AggregateCall {
  const merged = { ...call, args: call.args.map(through) };
  return call.filter === undefined ? merged : { ...merged, filter: through(call.filter) };
}

function columnOf(node: AggregateNode, index: number): Expression {
  const field = node.input.schema[index];
  if (field === undefined) throw new RangeError(`${node.id} reads column ${index}, which its input does not have`);
  return { kind: 'column', index, name: field.name, type: field.type, span: node.span };
}
