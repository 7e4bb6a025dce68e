/** A join of rows whose times lie close. */
import { IntervalJoin } from '../../operators/interval-join.ts';
import type { IntervalJoinNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileJoinRows } from './join-rows.ts';
import { timeColumn } from './time-column.ts';

export const compileIntervalJoin: NodeCompiler<IntervalJoinNode> = (node, site) => {
  const { time, lowerMs, upperMs } = node;
  const operator = new IntervalJoin({
    ...compileJoinRows(node, site),
    id: site.id,
    time,
    leftTimeOf: timeColumn(node.leftTime),
    rightTimeOf: timeColumn(node.rightTime),
    lowerMs,
    upperMs,
    output: site.output,
  });
  return { operators: [operator] };
};
