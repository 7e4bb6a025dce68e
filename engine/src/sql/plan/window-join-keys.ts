/** Which joins Flink makes window joins: of rows of equal windows, compared by both their bounds. */
import type { Expression } from '../bind/expression.ts';
import { conjuncts } from '../bind/expression-tree.ts';
import type { LogicalJoin } from '../bind/logical-plan.ts';
import type { WindowSpec } from '../bind/window-spec.ts';
import { type WindowProperties, windowProperties } from './window-properties.ts';

/** The sides' windows, and where their bounds are compared; right columns over the right side. */
export interface WindowJoinKeys {
  readonly left: WindowProperties;
  readonly right: WindowProperties;
  readonly leftStart: number;
  readonly leftEnd: number;
  readonly rightStart: number;
  readonly rightEnd: number;
  /** The parts of the condition that compare the bounds. */
  readonly parts: readonly Expression[];
}

interface KeyPair {
  readonly part: Expression;
  readonly left: number;
  readonly right: number;
}

/** Undefined when a side has no windows, they differ, or their bounds are not both compared. */
export function windowJoinKeys(node: LogicalJoin): WindowJoinKeys | undefined {
  const [left, right] = [windowProperties(node.left), windowProperties(node.right)];
  if (left === undefined || right === undefined || node.condition === undefined) return undefined;
  const pairs = conjuncts(node.condition).flatMap((part) => columnPair(part, node.left.schema.length) ?? []);
  const starts = pairs.filter((pair) => left.starts.includes(pair.left) && right.starts.includes(pair.right));
  const ends = pairs.filter((pair) => left.ends.includes(pair.left) && right.ends.includes(pair.right));
  const [start, end] = [starts[0], ends[0]];
  const sameTime = left.time === right.time && left.timeKind === right.timeKind;
  if (start === undefined || end === undefined || !sameTime || !sameSpec(left.spec, right.spec)) return undefined;
  const parts = [...starts, ...ends].map(({ part }) => part);
  const places = { leftStart: start.left, leftEnd: end.left, rightStart: start.right, rightEnd: end.right };
  return { left, right, ...places, parts };
}

/** Of a window join: the bounds of both sides, where both are given. */
export function windowJoinProperties(node: LogicalJoin): WindowProperties | undefined {
  const keys = windowJoinKeys(node);
  if (keys === undefined) return undefined;
  const { left, right } = keys;
  if (node.join === 'semi' || node.join === 'anti') return left;
  const shifted = (columns: readonly number[]): readonly number[] =>
    columns.map((column) => node.left.schema.length + column);
  return {
    ...left,
    starts: [...left.starts, ...shifted(right.starts)],
    ends: [...left.ends, ...shifted(right.ends)],
    times: [...left.times, ...shifted(right.times)],
  };
}

function columnPair(part: Expression, width: number): KeyPair | undefined {
  if (part.kind !== 'call' || part.function !== 'EQUALS') return undefined;
  const [a, b] = part.args;
  if (a?.kind !== 'column' || b?.kind !== 'column') return undefined;
  const [first, second] = a.index < b.index ? [a.index, b.index] : [b.index, a.index];
  return first < width && second >= width ? { part, left: first, right: second - width } : undefined;
}

function sameSpec(a: WindowSpec, b: WindowSpec): boolean {
  switch (a.kind) {
    case 'tumble':
      return b.kind === 'tumble' && a.sizeMs === b.sizeMs && a.offsetMs === b.offsetMs;
    case 'hop':
      return b.kind === 'hop' && a.sizeMs === b.sizeMs && a.slideMs === b.slideMs && a.offsetMs === b.offsetMs;
    case 'cumulate':
      return b.kind === 'cumulate' && a.sizeMs === b.sizeMs && a.stepMs === b.stepMs && a.offsetMs === b.offsetMs;
    case 'session':
      return b.kind === 'session' && a.gapMs === b.gapMs && a.partitionKeys.join() === b.partitionKeys.join();
  }
}
