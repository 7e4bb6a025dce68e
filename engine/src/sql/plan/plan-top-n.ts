/** ROW_NUMBER() with a bound, and LIMIT: ranks within windows, first and last rows of keys, and every other Top-N. */

import type { LogicalTopN } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import { isTimestamp } from '../functions/type-build.ts';
import { changelogOf } from './changelog.ts';
import { onlyRises, withEachChange } from './only-rises.ts';
import type { DeduplicateNode, TopNNode, WindowRankNode } from './physical-plan.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';
import { type WindowProperties, windowProperties } from './window-properties.ts';

/** @throws SqlError SQL_UNSUPPORTED for RANK and DENSE_RANK and windows of PROCTIME(), SQL_INVALID_QUERY for bounds that no rank has. */
export function planTopN(node: LogicalTopN, planner: QueryPlanner): Planned {
  checkRank(node);
  const properties = windowProperties(node.input);
  const { partitionKeys } = node;
  const start = partitionKeys.find((key) => properties?.starts.includes(key));
  const end = partitionKeys.find((key) => properties?.ends.includes(key));
  if (properties !== undefined && start !== undefined && end !== undefined) {
    return planWindowRank(node, { start, end, properties }, planner);
  }
  const input = planner.plan(node.input);
  return planDeduplicate(node, input, planner) ?? planRanks(node, input, planner);
}

function checkRank({ function: name, last, span }: LogicalTopN): void {
  if (name === 'RANK' || name === 'DENSE_RANK') {
    refuse('SQL_UNSUPPORTED', span, `${name}() with a bound is not supported`, 'ROW_NUMBER() with a bound is');
  }
  if (typeof last === 'number' && name !== 'LIMIT' && last < 1) {
    refuse('SQL_INVALID_QUERY', span, `no rank is at most ${last}`, 'ranks count from 1');
  }
}

interface WindowColumns {
  readonly start: number;
  readonly end: number;
  readonly properties: WindowProperties;
}

function planWindowRank(node: LogicalTopN, columns: WindowColumns, planner: QueryPlanner): Planned {
  const { start, end, properties } = columns;
  const { last } = node;
  if (properties.time === 'proctime') {
    const hint = 'use windows of the event time';
    return refuse('SQL_UNSUPPORTED', node.span, 'ranks within windows of PROCTIME() are not supported', hint);
  }
  if (typeof last !== 'number') {
    const hint = 'write a number, or filter by the column outside';
    return refuse('SQL_UNSUPPORTED', node.span, 'ranks within a window are bounded by a number', hint);
  }
  const bounds = new Set([...properties.starts, ...properties.ends]);
  const input = planner.plan(node.input);
  const place = (column: number): number => input.places[column] ?? column;
  const result: WindowRankNode = {
    kind: 'window-rank',
    id: planner.nextId('window-rank'),
    input: input.node,
    window: { from: 'columns', start: place(start), end: place(end), time: 'rowtime' },
    partitionKeys: node.partitionKeys.filter((key) => !bounds.has(key)).map(place),
    orderBy: node.orderBy.map((key) => ({ ...key, column: place(key.column) })),
    first: node.first,
    last,
    outputRank: node.outputRank,
    ...output(node, input),
    span: node.span,
  };
  return { node: result, places: places(node, input) };
}

/** ROW_NUMBER() OVER (PARTITION BY k ORDER BY time) = 1 of rows that stay: the first or the last row of each key. */
function planDeduplicate(node: LogicalTopN, input: Planned, planner: QueryPlanner): Planned | undefined {
  const [order, second] = node.orderBy;
  const single = node.first === 1 && node.last === 1 && second === undefined && !node.outputRank;
  if (order === undefined || !single || node.function === 'LIMIT') return undefined;
  const column = input.places[order.column] ?? order.column;
  const type = input.node.schema[column]?.type;
  const time = type !== undefined && isTimestamp(type) ? type.attribute : undefined;
  if (time === undefined || changelogOf(input.node) === 'updating') return undefined;
  const result: DeduplicateNode = {
    kind: 'deduplicate',
    id: planner.nextId('deduplicate'),
    input: input.node,
    keys: node.partitionKeys.map((key) => input.places[key] ?? key),
    order: { column, time },
    keep: order.descending ? 'last' : 'first',
    ttlMs: planner.settings.stateTtlMs,
    schema: input.node.schema,
    span: node.span,
  };
  return { node: result, places: input.places };
}

function planRanks(node: LogicalTopN, input: Planned, planner: QueryPlanner): Planned {
  const place = (column: number): number => input.places[column] ?? column;
  const partitionKeys = node.partitionKeys.map(place);
  const orderBy = node.orderBy.map((key) => ({ ...key, column: place(key.column) }));
  const rises = onlyRises(input.node, partitionKeys, orderBy);
  const result: TopNNode = {
    kind: 'top-n',
    id: planner.nextId('top-n'),
    input: rises ? withEachChange(input.node) : input.node,
    partitionKeys,
    orderBy,
    first: node.first,
    last: typeof node.last === 'number' ? node.last : { column: place(node.last.column) },
    outputRank: node.outputRank,
    onlyRises: rises,
    ttlMs: planner.settings.stateTtlMs,
    ...output(node, input),
    span: node.span,
  };
  return { node: result, places: places(node, input) };
}

function output(node: LogicalTopN, input: Planned): Pick<TopNNode, 'schema'> {
  return { schema: [...input.node.schema, ...node.schema.slice(node.input.schema.length)] };
}

function places(node: LogicalTopN, input: Planned): readonly number[] {
  return [...input.places, ...(node.outputRank ? [input.node.schema.length] : [])];
}
