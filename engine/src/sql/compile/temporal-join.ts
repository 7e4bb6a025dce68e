/** A join with the right side as it was at the time of the left row. */
import { TemporalJoin } from '../../operators/temporal-join.ts';
import type { TemporalJoinNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileJoinRows } from './join-rows.ts';
import { storedClock } from './stored-clock.ts';
import { timeColumn } from './time-column.ts';

export const compileTemporalJoin: NodeCompiler<TemporalJoinNode> = (node, site) => {
  const rows = compileJoinRows(node, site);
  const operator = new TemporalJoin({
    ...rows,
    id: site.id,
    leftTimeOf: timeColumn(node.leftTime),
    rightTimeOf: timeColumn(node.rightTime),
    output: site.output,
  });
  return { operators: [operator, ...storedClock(site.id, rows.clock, [node.condition])] };
};
