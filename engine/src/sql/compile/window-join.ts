/** A join of the rows of one window. */
import { WindowJoin, type WindowJoinOptions } from '../../operators/window-join.ts';
import type { JoinType } from '../bind/logical-plan.ts';
import type { WindowJoinNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileJoinRows } from './join-rows.ts';
import { storedClock } from './stored-clock.ts';
import { timeColumn } from './time-column.ts';

export const compileWindowJoin: NodeCompiler<WindowJoinNode> = (node, site) => {
  const rows = compileJoinRows(node, site);
  const operator = new WindowJoin({
    ...rows,
    id: site.id,
    leftEndOf: timeColumn(node.leftWindow.end),
    rightEndOf: timeColumn(node.rightWindow.end),
    gives: given(node.join),
    output: site.output,
  });
  return { operators: [operator, ...storedClock(site.id, rows.clock, [node.condition])] };
};

function given(join: JoinType): WindowJoinOptions['gives'] {
  if (join === 'semi') return 'left rows with a match';
  return join === 'anti' ? 'left rows without a match' : 'pairs';
}
