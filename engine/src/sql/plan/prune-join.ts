/** Projection push-down through joins: each side keeps what is read above and what the condition reads. */
import { columnsOf } from '../bind/expression-tree.ts';
import { isLeftOnly, type LogicalJoin, type LogicalNode, type LogicalTemporalJoin } from '../bind/logical-plan.ts';
import { columnOf, project } from '../bind/relation.ts';
import { at, moved, type Pruned, pick, placesOf, prune, sorted, union } from './prune.ts';

export function pruneJoin(node: LogicalJoin | LogicalTemporalJoin, needed: ReadonlySet<number>): Pruned {
  const width = node.left.schema.length;
  const own = node.condition === undefined ? new Set<number>() : columnsOf(node.condition);
  const read = sorted(union(needed, own));
  const times = node.kind === 'temporal-join' ? [node.leftTime] : [];
  const rightTimes = node.kind === 'temporal-join' ? [node.rightTime] : [];
  const left = pruneSide(node.left, new Set([...read.filter((index) => index < width), ...times]));
  const right = pruneSide(
    node.right,
    new Set([...read.filter((index) => index >= width).map((index) => index - width), ...rightTimes]),
  );
  const newWidth = left.node.schema.length;
  const places = [...left.places, ...right.places.map((place) => (place === undefined ? undefined : newWidth + place))];
  const output = outputPlaces(node, places);
  const condition = node.condition === undefined ? {} : { condition: moved(node.condition, places) };
  const sides = { left: left.node, right: right.node, schema: placedSchema(node.schema, output) };
  if (node.kind === 'join') return { node: { ...node, ...sides, ...condition }, places: output };
  const [leftTime, rightTime] = [at(left.places, node.leftTime), at(right.places, node.rightTime)];
  return { node: { ...node, ...sides, ...condition, leftTime, rightTime }, places: output };
}

/** Where the join's own columns lie, when its inputs' lie at `places`. */
function outputPlaces(node: LogicalJoin | LogicalTemporalJoin, places: Pruned['places']): Pruned['places'] {
  if (!isLeftOnly(node.join)) return places;
  const width = node.left.schema.length;
  const left = places.slice(0, width);
  const newWidth = left.filter((place) => place !== undefined).length;
  return node.join === 'mark' ? [...left, newWidth] : left;
}

/** Joins remember rows whole, so a column that only a filter below has read goes. */
function pruneSide(side: LogicalNode, needed: ReadonlySet<number>): Pruned {
  const pruned = prune(side, needed);
  const { node, places } = pruned;
  if (node.kind !== 'filter' || node.schema.length === needed.size) return pruned;
  const kept = sorted(needed);
  const columns = kept.map((index) => columnOf(node, at(places, index), node.span));
  const names = columns.map((column) => column.name);
  return { node: project(node, columns, names, node.span), places: placesOf(kept, side.schema.length) };
}

/** The fields of a schema at their new places. */
function placedSchema(schema: LogicalJoin['schema'], places: Pruned['places']): LogicalJoin['schema'] {
  const kept = schema.flatMap((_, index) => (places[index] === undefined ? [] : [index]));
  return pick(
    schema,
    kept.toSorted((a, b) => at(places, a) - at(places, b)),
  );
}
