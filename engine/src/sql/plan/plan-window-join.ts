/** A join of windowed rows on window_start and window_end. */
import { conjuncts } from '../bind/expression-tree.ts';
import { refuse } from '../bind/refuse.ts';
import { keyedSides } from './keyed-sides.ts';
import type { WindowJoinNode } from './physical-plan.ts';
import type { JoinParts } from './plan-join.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';
import { windowJoinKeys } from './window-join-keys.ts';

/**
 * Undefined when the sides are not windowed alike, or their windows are not compared by both bounds: then it is a
 * regular join, as in Flink.
 */
export function planWindowJoin(parts: JoinParts, planner: QueryPlanner): Planned | undefined {
  const { node } = parts;
  const keys = windowJoinKeys(node);
  if (keys === undefined || node.condition === undefined) return undefined;
  if (keys.left.time === 'proctime') {
    const hint = 'window both sides by event time';
    return refuse('SQL_UNSUPPORTED', node.span, 'a window join needs windows of event time', hint);
  }
  const asked = conjuncts(node.condition).filter((part) => !keys.parts.includes(part));
  const { sides, places } = keyedSides(parts, asked, planner);
  const result: WindowJoinNode = {
    kind: 'window-join',
    id: planner.nextId('window-join'),
    join: node.join,
    ...sides,
    leftWindow: { from: 'columns', start: keys.leftStart, end: keys.leftEnd, time: 'rowtime' },
    rightWindow: { from: 'columns', start: keys.rightStart, end: keys.rightEnd, time: 'rowtime' },
    span: node.span,
  };
  return { node: result, places };
}
