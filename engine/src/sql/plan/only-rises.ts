/**
 * Whether updates of a stream can only move a row up in an order. Flink's Top-N then leaves an updated row whose sort key
 * stays the same in its place among those that sort alike, instead of putting it behind them.
 */
import type { SortKey } from '../bind/expression.ts';
import { changelogOf } from './changelog.ts';
import type { GroupAggregateNode, PlanNode } from './physical-plan.ts';

/** How a column changes when its row is updated. */
type Trend = 'constant' | 'rises' | 'falls' | 'any';

/** Whether the rows have a key that holds the partition's, and no sort key ever moves a row down. */
export function onlyRises(input: PlanNode, partitionKeys: readonly number[], orderBy: readonly SortKey[]): boolean {
  const trends = trendsOf(input);
  if (changelogOf(input) === 'append' || trends === undefined || orderBy.length === 0) return false;
  return (
    partitionKeys.every((key) => trends[key] === 'constant') &&
    orderBy.every(({ column, descending }) => {
      const trend = trends[column];
      return trend === 'constant' || trend === (descending ? 'rises' : 'falls');
    })
  );
}

/** The input with every change told, for ranks that depend on which row reached its sort key first. */
export function withEachChange(node: PlanNode): PlanNode {
  if (node.kind === 'group-aggregate') return { ...node, eachChange: true };
  return node.kind === 'calc' ? { ...node, input: withEachChange(node.input) } : node;
}

/** Of groups of rows that stay, seen through projections that keep all their keys; undefined for any other stream. */
function trendsOf(node: PlanNode): readonly Trend[] | undefined {
  if (node.kind === 'group-aggregate') return changelogOf(node.input) === 'append' ? groupTrends(node) : undefined;
  if (node.kind !== 'calc' || node.condition !== undefined) return undefined;
  const trends = trendsOf(node.input);
  if (trends === undefined) return undefined;
  const kept = new Set(node.projections.map((each) => (each.kind === 'column' ? each.index : -1)));
  if (trends.some((trend, column) => trend === 'constant' && !kept.has(column))) return undefined;
  return node.projections.map((each) => (each.kind === 'column' ? (trends[each.index] ?? 'any') : 'any'));
}

function groupTrends({ keys, aggregates }: GroupAggregateNode): readonly Trend[] {
  const of = (name: string): Trend => (name === 'COUNT' || name === 'MAX' ? 'rises' : name === 'MIN' ? 'falls' : 'any');
  return [...keys.map((): Trend => 'constant'), ...aggregates.map((call) => of(call.function))];
}
