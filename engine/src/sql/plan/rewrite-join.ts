/** Conditions find their place around a join: below it, in it, or above it. */
import type { Expression } from '../bind/expression.ts';
import { columnsOf, conjunction, conjuncts, isDeterministic, mapColumns } from '../bind/expression-tree.ts';
import {
  isLeftOnly,
  type JoinType,
  type LogicalFilter,
  type LogicalJoin,
  type LogicalNode,
  type LogicalUnnest,
} from '../bind/logical-plan.ts';
import { filter } from '../bind/relation.ts';
import { rejectsNulls } from './rejects-nulls.ts';

type Push = (node: LogicalFilter) => LogicalNode;

/**
 * Conditions of ON. What reads the right side alone moves below it unless the right side's rows are kept without a
 * match, and likewise on the left.
 */
export function rewriteJoin(node: LogicalJoin, push: Push): LogicalNode {
  if (node.condition === undefined) return node;
  const { join } = node;
  const sides = splitBySide(node.condition, node.left.schema.length);
  const intoLeft = join === 'inner' || join === 'right' || join === 'semi';
  const intoRight = join === 'inner' || join === 'left' || isLeftOnly(join);
  const stay = [
    ...sides.both,
    ...(intoLeft ? [] : sides.left),
    ...(intoRight ? [] : shifted(sides.right, node.left.schema.length)),
  ];
  return {
    ...withCondition(node, conjunction(stay)),
    left: intoLeft ? filtered(node.left, sides.left, push) : node.left,
    right: intoRight ? filtered(node.right, sides.right, push) : node.right,
  };
}

/**
 * Conditions of WHERE above the join. Padding that none of them lets through is not made; then those on a side that is
 * never padded move below the join, those on both into it.
 */
export function filterIntoJoin(condition: Expression, outer: LogicalJoin, push: Push): LogicalNode {
  if (outer.isSingle) return aboveSingle(condition, outer, push);
  const join = joinBelow(condition, outer);
  const node = { ...outer, join };
  const width = node.left.schema.length;
  const sides = splitBySide(condition, width);
  const intoLeft = join !== 'right' && join !== 'full';
  const intoRight = join === 'inner' || join === 'right';
  const intoJoin = join === 'inner' ? sides.both : [];
  const above = [
    ...(join === 'inner' ? [] : sides.both),
    ...(intoLeft ? [] : sides.left),
    ...(intoRight ? [] : shifted(sides.right, width)),
  ];
  const own = node.condition === undefined ? intoJoin : [node.condition, ...intoJoin];
  const moved: LogicalJoin = {
    ...withCondition(node, conjunction(own)),
    left: intoLeft ? filtered(node.left, sides.left, push) : node.left,
    right: intoRight ? filtered(node.right, sides.right, push) : node.right,
  };
  const rest = conjunction(above);
  const done = join === outer.join ? moved : rewriteJoin(moved, push);
  return rest === undefined ? done : filter(done, rest);
}

/** What is asked of a subquery's one row is asked after it was found to be the only one. */
function aboveSingle(condition: Expression, node: LogicalJoin, push: Push): LogicalNode {
  const sides = splitBySide(condition, node.left.schema.length);
  const rest = conjunction([...sides.both, ...shifted(sides.right, node.left.schema.length)]);
  const moved = { ...node, left: filtered(node.left, sides.left, push) };
  return rest === undefined ? moved : filter(moved, rest);
}

/** The join without the padding that the condition above it drops. */
function joinBelow(condition: Expression, { join, left }: LogicalJoin): JoinType {
  const width = left.schema.length;
  const padsRight = (join === 'left' || join === 'full') && !rejectsNulls(condition, (index) => index >= width);
  const padsLeft = (join === 'right' || join === 'full') && !rejectsNulls(condition, (index) => index < width);
  if (isLeftOnly(join)) return join;
  return padsLeft ? (padsRight ? 'full' : 'right') : padsRight ? 'left' : 'inner';
}

/** What reads the row alone is asked before its collection is taken apart. */
export function filterBelowUnnest(condition: Expression, node: LogicalUnnest, push: Push): LogicalNode {
  const width = node.input.schema.length;
  const sides = splitBySide(condition, width);
  const rest = conjunction([...sides.both, ...shifted(sides.right, width)]);
  const moved = { ...node, input: filtered(node.input, sides.left, push) };
  return rest === undefined ? moved : filter(moved, rest);
}

interface Sides {
  readonly left: readonly Expression[];
  /** Over the right side's own columns. */
  readonly right: readonly Expression[];
  readonly both: readonly Expression[];
}

function splitBySide(condition: Expression, width: number): Sides {
  const left: Expression[] = [];
  const right: Expression[] = [];
  const both: Expression[] = [];
  for (const part of conjuncts(condition)) {
    const columns = [...columnsOf(part)];
    if (columns.length === 0 || !isDeterministic(part)) both.push(part);
    else if (columns.every((index) => index < width)) left.push(part);
    else if (columns.every((index) => index >= width)) right.push(part);
    else both.push(part);
  }
  return { left, right: shifted(right, -width), both };
}

function shifted(parts: readonly Expression[], by: number): readonly Expression[] {
  return parts.map((part) => mapColumns(part, (column) => ({ ...column, index: column.index + by })));
}

function filtered(side: LogicalNode, parts: readonly Expression[], push: Push): LogicalNode {
  const condition = conjunction(parts);
  return condition === undefined ? side : push(filter(side, condition));
}

function withCondition(node: LogicalJoin, condition: Expression | undefined): LogicalJoin {
  const { condition: _condition, ...rest } = node;
  return condition === undefined ? rest : { ...rest, condition };
}
