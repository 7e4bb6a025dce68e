/** GROUP BY over windows, whose results are final, and without, whose results are told anew as rows come. */
import type { AggregateCall } from '../bind/expression.ts';
import type { LogicalAggregate, LogicalWindow } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import { columnOf } from '../bind/relation.ts';
import { aggregateFunctions } from '../functions/find-function.ts';
import { isAggregateFunctionName } from '../functions/names.ts';
import { withoutAttribute } from '../functions/type-build.ts';
import type { WindowAggregateNode, WindowSource } from './physical-plan.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';
import { dense, movedTo, reads, timeWindow } from './plan-query.ts';
import type { WindowProperties } from './window-properties.ts';
import { windowProperties } from './window-properties.ts';

type Property = WindowAggregateNode['properties'][number];

/** Groups of windows are those by both bounds; by one of them alone, or by none, groups are for ever, as in Flink. */
export function planAggregate(node: LogicalAggregate, planner: QueryPlanner): Planned {
  const properties = windowProperties(node.input);
  if (properties === undefined) return running(node, planner);
  const grouped = node.keys.map((key) => propertyOf(key, properties));
  if (!grouped.includes('window_start') || !grouped.includes('window_end')) return running(node, planner);
  if (node.input.kind === 'window' && absorbs(node, node.input, grouped)) {
    return absorbed(node, node.input, grouped, planner);
  }
  return attached(node, properties, grouped, planner);
}

/** What is told anew comes in no order of time: no column is a time attribute any more. */
function running(node: LogicalAggregate, planner: QueryPlanner): Planned {
  const input = planner.plan(node.input);
  return dense({
    kind: 'group-aggregate',
    id: planner.nextId('group-aggregate'),
    input: input.node,
    keys: node.keys.map((key) => input.places[key] ?? key),
    aggregates: node.aggregates.map((call) => callOver(call, input)),
    ttlMs: node.ttlMs ?? planner.settings.stateTtlMs,
    schema: node.schema.map((field) => ({ ...field, type: withoutAttribute(field.type) })),
    span: node.span,
  });
}

function callOver(call: AggregateCall, input: Planned): AggregateCall {
  const args = call.args.map((argument) => movedTo(argument, input));
  return { ...call, args, ...(call.filter === undefined ? {} : { filter: movedTo(call.filter, input) }) };
}

function propertyOf(key: number, properties: WindowProperties): Property | undefined {
  if (properties.starts.includes(key)) return 'window_start';
  if (properties.ends.includes(key)) return 'window_end';
  return properties.times.includes(key) ? 'window_time' : undefined;
}

/**
 * An aggregate takes its window’s place when its arguments do not read the window’s bounds, and when a session’s rows
 * are grouped by just what the session is partitioned by.
 */
function absorbs(node: LogicalAggregate, window: LogicalWindow, grouped: readonly (Property | undefined)[]): boolean {
  const width = window.input.schema.length;
  const ofWindow = node.aggregates.some((call) =>
    inputsOf(call).some((each) => reads(each, (index) => index >= width)),
  );
  if (ofWindow) return false;
  if (window.spec.kind !== 'session') return true;
  const keys = new Set(node.keys.filter((_, index) => grouped[index] === undefined));
  const partition = new Set(window.spec.partitionKeys);
  return keys.size === partition.size && [...keys].every((key) => partition.has(key));
}

function inputsOf(call: AggregateCall) {
  return call.filter === undefined ? call.args : [...call.args, call.filter];
}

function absorbed(
  node: LogicalAggregate,
  window: LogicalWindow,
  grouped: readonly (Property | undefined)[],
  planner: QueryPlanner,
): Planned {
  if (window.spec.kind !== 'tumble') checkMergeable(node.aggregates, window.spec.kind);
  if (window.spec.kind === 'hop') checkDistinctInHop(node.aggregates);
  const input = planner.plan(window.input);
  return aggregateNode({ node, grouped, input, window: timeWindow(window, input.places) }, planner);
}

function attached(
  node: LogicalAggregate,
  properties: WindowProperties,
  grouped: readonly (Property | undefined)[],
  planner: QueryPlanner,
): Planned {
  const input = planner.plan(node.input);
  checkBoundsPresent(node, grouped);
  const place = (property: Property): number => input.places[node.keys[grouped.indexOf(property)] ?? 0] ?? 0;
  const window: WindowSource = {
    from: 'columns',
    start: place('window_start'),
    end: place('window_end'),
    time: properties.time,
  };
  return aggregateNode({ node, grouped, input, window }, planner);
}

/** Of the side that an outer window join pads, windows are NULL: Flink cannot group by them either. */
function checkBoundsPresent(node: LogicalAggregate, grouped: readonly (Property | undefined)[]): void {
  const key = node.keys.find(
    (column, index) => grouped[index] !== undefined && node.input.schema[column]?.type.nullable,
  );
  if (key === undefined) return;
  const { name } = columnOf(node.input, key, node.span);
  const hint = 'group by the bounds of the side whose rows are all kept';
  refuse('SQL_INVALID_WINDOW', node.span, `the windows of ${name} are NULL where the join found no match`, hint);
}

interface AggregateParts {
  readonly node: LogicalAggregate;
  readonly grouped: readonly (Property | undefined)[];
  readonly input: Planned;
  readonly window: WindowSource;
}

/** Out come the plain keys, the aggregates and the window’s properties; `places` finds the logical columns in them. */
function aggregateNode({ node, grouped, input, window }: AggregateParts, planner: QueryPlanner): Planned {
  const plain = node.keys.flatMap((key, index) => (grouped[index] === undefined ? [{ key, index }] : []));
  const properties = (['window_start', 'window_end', 'window_time'] as const).filter((each) => grouped.includes(each));
  const aggregates = node.aggregates.map((call) => callOver(call, input));
  const propertyPlace = (property: Property): number => plain.length + aggregates.length + properties.indexOf(property);
  const keyPlaces = node.keys.map((_, index) => {
    const property = grouped[index];
    return property === undefined ? plain.findIndex((key) => key.index === index) : propertyPlace(property);
  });
  const fields = node.schema;
  const result: WindowAggregateNode = {
    kind: 'window-aggregate',
    id: planner.nextId('window-aggregate'),
    input: input.node,
    window,
    keys: plain.map(({ key }) => input.places[key] ?? key),
    aggregates,
    properties,
    schema: [
      ...plain.flatMap(({ index }) => fields[index] ?? []),
      ...fields.slice(node.keys.length),
      ...properties.flatMap((property) => fields[grouped.indexOf(property)] ?? []),
    ],
    span: node.span,
  };
  return { node: result, places: [...keyPlaces, ...aggregates.map((_, index) => plain.length + index)] };
}

/** In HOP windows Flink takes DISTINCT values back out of its sums and lists, which those cannot do there. */
function checkDistinctInHop(calls: readonly AggregateCall[]): void {
  const call = calls.find(({ distinct, function: name }) => distinct && (name === 'SUM' || name === 'LISTAGG'));
  if (call === undefined) return;
  const reason = `${call.function}(DISTINCT …) cannot run in a HOP window: Flink cannot take values back out of it`;
  refuse('SQL_UNSUPPORTED', call.span, reason, 'COUNT(DISTINCT …) runs in HOP, all of them in TUMBLE and CUMULATE');
}

/** Flink shares slices and merges sessions, which some of its aggregates cannot. */
function checkMergeable(calls: readonly AggregateCall[], window: string): void {
  for (const call of calls) {
    if (!isAggregateFunctionName(call.function) || aggregateFunctions[call.function].mergeable) continue;
    const reason = `${call.function} cannot run in a ${window.toUpperCase()} window: Flink has no merge for it`;
    const isList = call.function === 'JSON_ARRAYAGG';
    const hint = isList ? 'use ARRAY_AGG or LISTAGG' : 'use MIN or MAX, or rank the rows of the window by ROW_NUMBER()';
    refuse('SQL_UNSUPPORTED', call.span, reason, hint);
  }
}
