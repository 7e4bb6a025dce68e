/** A join of rows whose times lie close. */
import { IntervalJoin } from '../../operators/interval-join.ts';
import type { IntervalJoinNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileJoinRows } from './join-rows.ts';
import { storedClock } from './stored-clock.ts';
import { timeColumn } from './time-column.ts';

export const compileIntervalJoin: NodeCompiler<IntervalJoinNode> = (node, site) => {
  const { time, lowerMs, upperMs } = node;
  const rows = compileJoinRows(node, site);
  const operator = new IntervalJoin({
    ...rows,
    id: site.id,
    time,
    leftTimeOf: timeColumn(node.leftTime),
    rightTimeOf: timeColumn(node.rightTime),
    lowerMs,
    upperMs,
    output: site.output,
  });
  return { operators: [operator, ...storedClock(site.id, rows.clock, [node.condition])] };
};
