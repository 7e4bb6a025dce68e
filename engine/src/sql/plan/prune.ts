/** Projection push-down: every node keeps the columns that something above it reads, down to the scan. */
import type { Expression } from '../bind/expression.ts';
import { columnsOf, mapColumns } from '../bind/expression-tree.ts';
import type {
  LogicalAggregate,
  LogicalExpand,
  LogicalLookupJoin,
  LogicalNode,
  LogicalRowNumber,
  LogicalScan,
  LogicalSetOperation,
  LogicalTopN,
  LogicalUnion,
  LogicalValues,
  LogicalWindow,
} from '../bind/logical-plan.ts';
import { columnOf, project } from '../bind/relation.ts';
import { pruneJoin } from './prune-join.ts';
import { pruneMatch } from './prune-match.ts';
import { pruneOver, pruneSort, pruneUnnest } from './prune-over.ts';

export interface Pruned {
  readonly node: LogicalNode;
  /** Where each column of the old schema lies now; undefined for those dropped. */
  readonly places: readonly (number | undefined)[];
}

/** The plan with at least the columns `needed` of its schema. */
export function prune(node: LogicalNode, needed: ReadonlySet<number>): Pruned {
  switch (node.kind) {
    case 'scan':
      return pruneScan(node, needed);
    case 'values':
      return pruneValues(node, needed);
    case 'project': {
      const kept = sorted(needed);
      const projections = pick(node.projections, kept);
      const input = prune(node.input, columnsOf(...projections));
      const placed = projections.map((each) => moved(each, input.places));
      const names = pick(node.schema, kept).map((field) => field.name);
      return { node: project(input.node, placed, names, node.span), places: placesOf(kept, node.schema.length) };
    }
    case 'filter': {
      const input = prune(node.input, union(needed, columnsOf(node.condition)));
      const condition = moved(node.condition, input.places);
      return { node: { ...node, input: input.node, condition, schema: input.node.schema }, places: input.places };
    }
    case 'window':
      return pruneWindow(node, needed);
    case 'aggregate':
      return pruneAggregate(node, needed);
    case 'row-number':
    case 'top-n':
      return pruneRank(node, needed);
    case 'lookup-join':
      return pruneLookupJoin(node, needed);
    case 'join':
    case 'temporal-join':
      return pruneJoin(node, needed);
    case 'unnest':
      return pruneUnnest(node, needed);
    case 'over':
      return pruneOver(node, needed);
    case 'match':
      return pruneMatch(node, needed);
    case 'sort':
      return pruneSort(node, needed);
    case 'union':
      return pruneUnion(node, needed);
    case 'expand':
      return pruneExpand(node, needed);
    case 'set-operation':
      return pruneSetOperation(node);
  }
}

/** The plan with exactly its own columns. */
export function pruneAll(node: LogicalNode): LogicalNode {
  const all = node.schema.map((_, index) => index);
  const pruned = prune(node, new Set(all));
  const asIs = pruned.node.schema.length === all.length && all.every((index) => pruned.places[index] === index);
  if (asIs) return pruned.node;
  const columns = all.map((index) => columnOf(pruned.node, at(pruned.places, index), node.span));
  return project(
    pruned.node,
    columns,
    node.schema.map((field) => field.name),
    node.span,
  );
}

function pruneScan(node: LogicalScan, needed: ReadonlySet<number>): Pruned {
  const kept = sorted(needed);
  return {
    node: { ...node, columns: pick(node.columns, kept), schema: pick(node.schema, kept) },
    places: placesOf(kept, node.schema.length),
  };
}

function pruneValues(node: LogicalValues, needed: ReadonlySet<number>): Pruned {
  const kept = sorted(needed);
  return {
    node: { ...node, rows: node.rows.map((row) => pick(row, kept)), schema: pick(node.schema, kept) },
    places: placesOf(kept, node.schema.length),
  };
}

function pruneWindow(node: LogicalWindow, needed: ReadonlySet<number>): Pruned {
  const width = node.input.schema.length;
  const partitionKeys = node.spec.kind === 'session' ? node.spec.partitionKeys : [];
  const read = sorted(needed).filter((index) => index < width);
  const input = prune(node.input, new Set([...read, node.timeColumn, ...partitionKeys]));
  const places = [...input.places, ...[0, 1, 2].map((offset) => input.node.schema.length + offset)];
  const kept = input.places.flatMap((place, index) => (place === undefined ? [] : [{ place, index }]));
  const fields = kept.toSorted((a, b) => a.place - b.place).map(({ index }) => at(node.schema, index));
  const spec =
    node.spec.kind === 'session'
      ? { ...node.spec, partitionKeys: partitionKeys.map((key) => at(input.places, key)) }
      : node.spec;
  return {
    node: {
      ...node,
      input: input.node,
      timeColumn: at(input.places, node.timeColumn),
      spec,
      schema: [...fields, ...node.schema.slice(width)],
    },
    places,
  };
}

/** All keys stay, since they make the groups; aggregates that nothing reads go. */
function pruneAggregate(node: LogicalAggregate, needed: ReadonlySet<number>): Pruned {
  const width = node.keys.length;
  const read = node.aggregates.flatMap((_, index) => (needed.has(width + index) ? [index] : []));
  const calls = pick(node.aggregates, read);
  const expressions = calls.flatMap((call) => [...call.args, ...(call.filter ? [call.filter] : [])]);
  const input = prune(node.input, union(columnsOf(...expressions), new Set(node.keys)));
  const kept = [...node.keys.keys(), ...read.map((index) => width + index)];
  return {
    node: {
      ...node,
      input: input.node,
      keys: node.keys.map((key) => at(input.places, key)),
      aggregates: calls.map((call) => ({
        ...call,
        args: call.args.map((argument) => moved(argument, input.places)),
        ...(call.filter === undefined ? {} : { filter: moved(call.filter, input.places) }),
      })),
      schema: pick(node.schema, kept),
    },
    places: placesOf(kept, node.schema.length),
  };
}

function pruneRank(node: LogicalRowNumber | LogicalTopN, needed: ReadonlySet<number>): Pruned {
  const rank = node.input.schema.length;
  const end = node.kind === 'top-n' && typeof node.last !== 'number' ? node.last : undefined;
  const own = [...node.partitionKeys, ...node.orderBy.map((key) => key.column), ...(end ? [end.column] : [])];
  const input = prune(node.input, new Set([...sorted(needed).filter((index) => index < rank), ...own]));
  const outputRank = node.kind === 'row-number' || (node.outputRank && needed.has(rank));
  const width = input.node.schema.length;
  const places = [...input.places, outputRank ? width : undefined].slice(0, node.schema.length);
  const rankField = outputRank ? [at(node.schema, rank)] : [];
  const pruned = {
    ...node,
    input: input.node,
    partitionKeys: node.partitionKeys.map((key) => at(input.places, key)),
    orderBy: node.orderBy.map((key) => ({ ...key, column: at(input.places, key.column) })),
    schema: [...input.node.schema, ...rankField],
  };
  if (pruned.kind !== 'top-n') return { node: pruned, places };
  const last = end === undefined ? pruned.last : { column: at(input.places, end.column) };
  return { node: { ...pruned, outputRank, last }, places };
}

function pruneLookupJoin(node: LogicalLookupJoin, needed: ReadonlySet<number>): Pruned {
  const width = node.input.schema.length;
  const read = union(needed, node.condition === undefined ? new Set() : columnsOf(node.condition));
  const values = node.keys.map((key) => key.value);
  const left = new Set([...sorted(read).filter((index) => index < width), ...columnsOf(...values)]);
  const input = prune(node.input, left);
  const right = sorted(read).filter((index) => index >= width);
  const kept = input.node.schema.length;
  const rightPlaces = node.columns.map((_, index) => {
    const position = right.indexOf(width + index);
    return position === -1 ? undefined : kept + position;
  });
  const places = [...input.places, ...rightPlaces];
  const { condition: _condition, ...rest } = node;
  return {
    node: {
      ...rest,
      input: input.node,
      columns: right.map((index) => at(node.columns, index - width)),
      keys: node.keys.map((key) => ({ ...key, value: moved(key.value, input.places) })),
      ...(node.condition === undefined ? {} : { condition: moved(node.condition, places) }),
      schema: [...input.node.schema, ...pick(node.schema, right)],
    },
    places,
  };
}

/** Every input gives the same columns in the same order. */
function pruneUnion(node: LogicalUnion, needed: ReadonlySet<number>): Pruned {
  const kept = sorted(needed);
  const schema = pick(node.schema, kept);
  const inputs = node.inputs.map((input) => {
    const columns = kept.map((index) => columnOf(input, index, input.span));
    return pruneAll(
      project(
        input,
        columns,
        schema.map((field) => field.name),
        input.span,
      ),
    );
  });
  return { node: { ...node, inputs, schema }, places: placesOf(kept, node.schema.length) };
}

/** The copies of the keys are what the node is for: they stay. */
function pruneExpand(node: LogicalExpand, needed: ReadonlySet<number>): Pruned {
  const width = node.input.schema.length;
  const input = prune(node.input, new Set([...sorted(needed).filter((index) => index < width), ...node.keys]));
  const added = node.schema.slice(width);
  const places = [...input.places, ...added.map((_, index) => input.node.schema.length + index)];
  const keys = node.keys.map((key) => at(input.places, key));
  return { node: { ...node, input: input.node, keys, schema: [...input.node.schema, ...added] }, places };
}

/** Rows are equal as whole rows: every column stays. */
function pruneSetOperation(node: LogicalSetOperation): Pruned {
  const all = [...node.schema.keys()];
  return {
    node: { ...node, left: pruneAll(node.left), right: pruneAll(node.right) },
    places: placesOf(all, all.length),
  };
}

export function moved(expression: Expression, places: Pruned['places']): Expression {
  return mapColumns(expression, (column) => ({ ...column, index: at(places, column.index) }));
}

export function sorted(indices: ReadonlySet<number>): readonly number[] {
  return [...indices].toSorted((a, b) => a - b);
}

export function union(a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...a, ...b]);
}

export function pick<T>(items: readonly T[], indices: readonly number[]): readonly T[] {
  return indices.map((index) => at(items, index));
}

export function placesOf(kept: readonly number[], width: number): readonly (number | undefined)[] {
  const places = new Map(kept.map((index, place) => [index, place]));
  return Array.from({ length: width }, (_, index) => places.get(index));
}

/** The item at an index that must be there. */
export function at<T>(items: readonly (T | undefined)[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}
