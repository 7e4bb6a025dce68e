/** Projection push-down through what adds columns to each row: running aggregates and the elements of collections. */
import { columnsOf } from '../bind/expression-tree.ts';
import type { LogicalOver, LogicalSort, LogicalUnnest } from '../bind/logical-plan.ts';
import { at, moved, type Pruned, pick, prune, sorted, union } from './prune.ts';

/** Calls that nothing reads go, and with the last of them the node: as in Flink, rows then pass in any order, late ones too. */
export function pruneOver(node: LogicalOver, asked: ReadonlySet<number>): Pruned {
  const width = node.input.schema.length;
  if (node.calls.every((_, index) => !asked.has(width + index))) return withoutOver(node, asked);
  const needed = union(asked, node.keptFor ?? new Set());
  const read = node.calls.flatMap((_, index) => (needed.has(width + index) ? [index] : []));
  const calls = pick(node.calls, read);
  const expressions = calls.flatMap((call) => [...call.args, ...(call.filter ? [call.filter] : [])]);
  const order = node.orderBy.map((key) => key.column);
  const own = [...columnsOf(...expressions), ...node.partitionKeys, ...order];
  const input = prune(node.input, new Set([...sorted(needed).filter((index) => index < width), ...own]));
  const newWidth = input.node.schema.length;
  const callPlaces = node.calls.map((_, index) => {
    const position = read.indexOf(index);
    return position === -1 ? undefined : newWidth + position;
  });
  return {
    node: {
      ...node,
      input: input.node,
      partitionKeys: node.partitionKeys.map((key) => at(input.places, key)),
      orderBy: node.orderBy.map((key) => ({ ...key, column: at(input.places, key.column) })),
      calls: calls.map((call) => ({
        ...call,
        args: call.args.map((argument) => moved(argument, input.places)),
        ...(call.filter === undefined ? {} : { filter: moved(call.filter, input.places) }),
      })),
      schema: [
        ...input.node.schema,
        ...pick(
          node.schema,
          read.map((index) => width + index),
        ),
      ],
      pruned: { from: node, needed },
    },
    places: [...input.places, ...callPlaces],
  };
}

function withoutOver(node: LogicalOver, needed: ReadonlySet<number>): Pruned {
  const width = node.input.schema.length;
  const input = prune(node.input, new Set(sorted(needed).filter((index) => index < width)));
  return { node: input.node, places: [...input.places, ...node.calls.map(() => undefined)] };
}

export function pruneSort(node: LogicalSort, needed: ReadonlySet<number>): Pruned {
  const input = prune(node.input, new Set([...needed, ...node.orderBy.map((key) => key.column)]));
  const orderBy = node.orderBy.map((key) => ({ ...key, column: at(input.places, key.column) }));
  return { node: { ...node, input: input.node, orderBy, schema: input.node.schema }, places: input.places };
}

/** All columns of an element stay: they are there anyway. */
export function pruneUnnest(node: LogicalUnnest, needed: ReadonlySet<number>): Pruned {
  const width = node.input.schema.length;
  const read = sorted(needed).filter((index) => index < width);
  const input = prune(node.input, new Set([...read, ...columnsOf(node.collection)]));
  const added = node.schema.slice(width);
  const places = [...input.places, ...added.map((_, index) => input.node.schema.length + index)];
  const collection = moved(node.collection, input.places);
  const condition = node.condition === undefined ? {} : { condition: moved(node.condition, places) };
  const schema = [...input.node.schema, ...added];
  return { node: { ...node, input: input.node, collection, ...condition, schema }, places };
}
