/** A join of windowed rows on window_start and window_end. */
import { conjunction } from '../bind/expression-tree.ts';
import { refuse } from '../bind/refuse.ts';
import type { WindowJoinNode, WindowSource } from './physical-plan.ts';
import { type JoinParts, joinOutput } from './plan-join.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';
import { type KeyPair, type WindowJoinKeys, windowJoinKeys } from './window-join-keys.ts';

/**
 * Undefined when the sides are not windowed alike, or their windows are not compared by both bounds: then it is a
 * regular join, as in Flink.
 */
export function planWindowJoin(parts: JoinParts, planner: QueryPlanner): Planned | undefined {
  const { node, left, right } = parts;
  const keys = windowJoinKeys(node);
  if (keys === undefined) return undefined;
  if (keys.left.time === 'proctime') {
    const hint = 'window both sides by event time';
    return refuse('SQL_UNSUPPORTED', node.span, 'a window join needs windows of event time', hint);
  }
  const others = otherKeys(parts, keys);
  const rest = conjunction(parts.rest);
  const { schema, places } = joinOutput(parts);
  const result: WindowJoinNode = {
    kind: 'window-join',
    id: planner.nextId('window-join'),
    left: left.node,
    right: right.node,
    join: node.join,
    leftKeys: others.map((pair) => pair.left),
    rightKeys: others.map((pair) => pair.right),
    leftWindow: windowSource(left, keys.starts[0]?.left, keys.ends[0]?.left),
    rightWindow: windowSource(right, keys.starts[0]?.right, keys.ends[0]?.right),
    ...(rest === undefined ? {} : { condition: rest }),
    schema,
    span: node.span,
  };
  return { node: result, places };
}

/** The pairs of equal columns, over the physical sides, that are not the windows’ bounds. */
function otherKeys({ left, right, leftKeys, rightKeys }: JoinParts, keys: WindowJoinKeys): readonly KeyPair[] {
  const bounds = [...keys.starts, ...keys.ends].map((pair) => ({
    left: left.places[pair.left] ?? pair.left,
    right: right.places[pair.right] ?? pair.right,
  }));
  const isBound = (key: KeyPair): boolean => bounds.some((pair) => pair.left === key.left && pair.right === key.right);
  return leftKeys.map((key, index) => ({ left: key, right: rightKeys[index] ?? 0 })).filter((key) => !isBound(key));
}

function windowSource({ places }: Planned, start = 0, end = 0): WindowSource & { readonly from: 'columns' } {
  return { from: 'columns', start: places[start] ?? start, end: places[end] ?? end, time: 'rowtime' };
}
