/**
 * A join of two streams becomes the cheapest kind that its condition allows: of the same window, within an interval of
 * time, or of everything there ever was.
 */

import type { Schema } from '../../row/data-type.ts';
import type { Expression } from '../bind/expression.ts';
import { conjuncts } from '../bind/expression-tree.ts';
import { isLeftOnly, type LogicalJoin } from '../bind/logical-plan.ts';
import { isAlike } from './join-keys.ts';
import { planIntervalJoin } from './plan-interval-join.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';
import { overSchema } from './plan-query.ts';
import { planRegularJoin } from './plan-regular-join.ts';
import { planWindowJoin } from './plan-window-join.ts';

/** Both sides planned, and the condition taken apart over their physical columns. */
export interface JoinParts {
  readonly node: LogicalJoin;
  readonly left: Planned;
  readonly right: Planned;
  readonly leftKeys: readonly number[];
  readonly rightKeys: readonly number[];
  /** All parts of the condition that must hold; over the left and then the right physical columns. */
  readonly condition: readonly Expression[];
  /** Those that are no equality of a left and a right column; over the left and then the right physical columns. */
  readonly rest: readonly Expression[];
  /** The left and then the right physical columns, padded as the join pads them. */
  readonly schema: Schema;
  /** Where the logical columns of both sides lie in `schema`. */
  readonly places: readonly number[];
}

export function planJoin(node: LogicalJoin, planner: QueryPlanner): Planned {
  const parts = joinParts(node, planner);
  if (node.join === 'mark' || node.isSingle) return planRegularJoin(parts, planner);
  return planWindowJoin(parts, planner) ?? planIntervalJoin(parts, planner) ?? planRegularJoin(parts, planner);
}

export function joinParts(node: LogicalJoin, planner: QueryPlanner): JoinParts {
  const left = planner.plan(node.left);
  const right = planner.plan(node.right);
  const width = left.node.schema.length;
  const places = [...left.places, ...right.places.map((place) => width + place)];
  const schema = [
    ...paddedSchema(left, node.join === 'right' || node.join === 'full'),
    ...paddedSchema(right, node.join === 'left' || node.join === 'full'),
  ];
  const inputs = [...left.node.schema, ...right.node.schema];
  const condition = node.condition === undefined ? [] : conjuncts(overSchema(node.condition, places, inputs));
  const keys = condition.map((part) => equalColumns(part, width));
  return {
    node,
    left,
    right,
    condition,
    leftKeys: keys.flatMap((key) => key?.left ?? []),
    rightKeys: keys.flatMap((key) => key?.right ?? []),
    rest: condition.filter((_, index) => keys[index] === undefined),
    schema,
    places,
  };
}

/** The columns that the join gives: of `semi` and `anti` the left ones alone. */
export function joinOutput({ node, left, schema, places }: JoinParts): {
  readonly schema: Schema;
  readonly places: readonly number[];
} {
  const leftOnly = isLeftOnly(node.join);
  return leftOnly ? { schema: schema.slice(0, left.node.schema.length), places: left.places } : { schema, places };
}

/** `left column = right column`, of types that compare as keys. */
function equalColumns(part: Expression, width: number): { readonly left: number; readonly right: number } | undefined {
  if (part.kind !== 'call' || part.function !== 'EQUALS') return undefined;
  const [a, b] = part.args;
  if (a?.kind !== 'column' || b?.kind !== 'column' || !isAlike(a.type, b.type)) return undefined;
  if (a.index < width && b.index >= width) return { left: a.index, right: b.index - width };
  if (b.index < width && a.index >= width) return { left: b.index, right: a.index - width };
  return undefined;
}

function paddedSchema(side: Planned, isPadded: boolean): Schema {
  if (!isPadded) return side.node.schema;
  return side.node.schema.map((field) => ({ ...field, type: { ...field.type, nullable: true } }));
}
