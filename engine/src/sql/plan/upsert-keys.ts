/**
 * The columns by which an updating stream tells its rows apart: rows that are equal in them replace each other. Found as
 * Flink finds them, since a sink's primary key is held against them. A key of no columns is that of a single row.
 */
import type { Expression } from '../bind/expression.ts';
import { canCastImplicitly } from '../functions/casts.ts';
import type { CalcNode, JoinNode, PlanNode, ScanNode, TopNNode } from './physical-plan.ts';

/** Columns of the node's output, ascending. */
export type Key = readonly number[];

/** Every known key of what a node gives; none where it is not known. */
export function upsertKeys(node: PlanNode): readonly Key[] {
  switch (node.kind) {
    case 'scan':
      return scanKeys(node);
    case 'calc':
      return calcKeys(node);
    case 'watermark':
    case 'over-aggregate':
    case 'lookup-join':
      return upsertKeys(node.input);
    case 'group-aggregate':
    case 'window-aggregate':
      return [[...node.keys.keys()]];
    case 'top-n':
      return topNKeys(node);
    case 'deduplicate':
      return [ascending(node.keys)];
    case 'join':
      return joinKeys(node);
    case 'temporal-join':
      return upsertKeys(node.left);
    case 'set-operation':
      return node.all ? [] : [[...node.schema.keys()]];
    default:
      return [];
  }
}

export function isSameKey(a: Key, b: Key): boolean {
  return a.length === b.length && a.every((column) => b.includes(column));
}

function ascending(columns: Iterable<number>): Key {
  return [...new Set(columns)].toSorted((a, b) => a - b);
}

function scanKeys({ table, columns }: ScanNode): readonly Key[] {
  const key = table.primaryKey.map((name) => columns.findIndex((column) => table.schema[column]?.name === name));
  return key.length === 0 || key.includes(-1) ? [] : [ascending(key)];
}

/** A key goes on when all of its columns do; widened, they still tell the same rows apart. */
function calcKeys({ input, projections }: CalcNode): readonly Key[] {
  const places = projections.map(plainColumn);
  return upsertKeys(input).flatMap((key) => {
    const moved = key.map((column) => places.indexOf(column));
    return moved.includes(-1) ? [] : [ascending(moved)];
  });
}

function plainColumn(expression: Expression): number | undefined {
  if (expression.kind === 'column') return expression.index;
  if (expression.kind !== 'cast') return undefined;
  return canCastImplicitly(expression.input.type, expression.type) ? plainColumn(expression.input) : undefined;
}

/** Of the best row alone the partition is the key; of several the rank belongs to it, and else their own key. */
function topNKeys({ input, partitionKeys, first, last, outputRank }: TopNNode): readonly Key[] {
  if (first === 1 && last === 1) return [ascending(partitionKeys)];
  const own = upsertKeys(input).filter((key) => partitionKeys.every((column) => key.includes(column)));
  return outputRank ? [ascending([...partitionKeys, input.schema.length]), ...own] : own;
}

/** A side whose rows meet at most one of the other keeps its keys; otherwise keys of both sides are one together. */
function joinKeys({ left, right, join, leftKeys, rightKeys }: JoinNode): readonly Key[] {
  const ofLeft = upsertKeys(left).filter((key) => leftKeys.every((column) => key.includes(column)));
  if (join === 'semi' || join === 'anti') return ofLeft;
  const width = left.schema.length;
  const ofRight = upsertKeys(right).filter((key) => rightKeys.every((column) => key.includes(column)));
  const shifted = ofRight.map((key) => key.map((column) => column + width));
  const keepsLeft = join === 'inner' || join === 'left';
  const keepsRight = join === 'inner' || join === 'right';
  const oneOnRight = ofRight.some((key) => key.every((column) => rightKeys.includes(column)));
  const oneOnLeft = ofLeft.some((key) => key.every((column) => leftKeys.includes(column)));
  return [
    ...(oneOnRight && keepsLeft ? ofLeft : []),
    ...(oneOnLeft && keepsRight ? shifted : []),
    ...ofLeft.flatMap((key) => shifted.map((other) => [...key, ...other])),
  ];
}
