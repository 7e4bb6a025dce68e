/** ROW_NUMBER() with a bound: ranks within windows, keep-first deduplication; every other Top-N is refused. */

import type { LogicalTopN } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import { isTimestamp } from '../functions/type-build.ts';
import type { DeduplicateNode, WindowRankNode } from './physical-plan.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';
import { windowProperties } from './window-properties.ts';

/** @throws SqlError SQL_UNSUPPORTED for a Top-N whose result would have to be taken back. */
export function planTopN(node: LogicalTopN, planner: QueryPlanner): Planned {
  const properties = windowProperties(node.input);
  const { partitionKeys } = node;
  const start = partitionKeys.find((key) => properties?.starts.includes(key));
  const end = partitionKeys.find((key) => properties?.ends.includes(key));
  if (properties !== undefined && start !== undefined && end !== undefined) {
    return planWindowRank(node, { start, end, time: properties.time }, planner);
  }
  return planDeduplicate(node, planner);
}

interface WindowColumns {
  readonly start: number;
  readonly end: number;
  readonly time: 'rowtime' | 'proctime';
}

function planWindowRank(node: LogicalTopN, { start, end, time }: WindowColumns, planner: QueryPlanner): Planned {
  const properties = windowProperties(node.input);
  const bounds = new Set([...(properties?.starts ?? []), ...(properties?.ends ?? [])]);
  const input = planner.plan(node.input);
  const place = (column: number): number => input.places[column] ?? column;
  const width = input.node.schema.length;
  const result: WindowRankNode = {
    kind: 'window-rank',
    id: planner.nextId('window-rank'),
    input: input.node,
    window: { from: 'columns', start: place(start), end: place(end), time },
    partitionKeys: node.partitionKeys.filter((key) => !bounds.has(key)).map(place),
    orderBy: node.orderBy.map((key) => ({ ...key, column: place(key.column) })),
    first: node.first,
    last: node.last,
    outputRank: node.outputRank,
    schema: [...input.node.schema, ...node.schema.slice(node.input.schema.length)],
    span: node.span,
  };
  return { node: result, places: [...input.places, ...(node.outputRank ? [width] : [])] };
}

/** ROW_NUMBER() OVER (PARTITION BY k ORDER BY time) = 1: the first row of each key, and no other ever. */
function planDeduplicate(node: LogicalTopN, planner: QueryPlanner): Planned {
  const [order, second] = node.orderBy;
  const type = order === undefined ? undefined : node.input.schema[order.column]?.type;
  const time = type !== undefined && isTimestamp(type) ? type.attribute : undefined;
  const single = node.first === 1 && node.last === 1 && second === undefined;
  if (order === undefined || time === undefined || !single) {
    const hint = 'PARTITION BY window_start, window_end, … ranks within a window';
    return refuse('SQL_UNSUPPORTED', node.span, 'Top-N without a window is not supported', hint);
  }
  if (order.descending) {
    const hint = 'ORDER BY time ASC keeps the first row';
    return refuse('SQL_UNSUPPORTED', node.span, 'deduplication that keeps the last row is not supported', hint);
  }
  const input = planner.plan(node.input);
  const result: DeduplicateNode = {
    kind: 'deduplicate',
    id: planner.nextId('deduplicate'),
    input: input.node,
    keys: node.partitionKeys.map((key) => input.places[key] ?? key),
    order: { column: input.places[order.column] ?? order.column, time },
    keep: 'first',
    schema: input.node.schema,
    span: node.span,
  };
  return { node: result, places: input.places };
}
