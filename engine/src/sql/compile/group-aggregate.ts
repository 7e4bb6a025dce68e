/** GROUP BY without a window becomes one operator, into which a calc below is drawn where that gives the same. */
import { GroupAggregate } from '../../operators/group-aggregate.ts';
import { changelogOf } from '../plan/changelog.ts';
import type { GroupAggregateNode } from '../plan/physical-plan.ts';
import { mergedInput, plainInput } from './aggregate-input.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { compileRunningAggregation } from './running-aggregation.ts';

export const compileGroupAggregate: NodeCompiler<GroupAggregateNode> = (node, site) => {
  const input = site.mergedCalc === undefined ? plainInput(node) : mergedInput(node, site.mergedCalc);
  const retracts = changelogOf(node.input) === 'updating';
  const ttlMs = node.ttlMs ?? 0;
  const operator = new GroupAggregate({
    id: site.id,
    aggregation: compileRunningAggregation(node, input, { retracts, perishes: ttlMs > 0 }),
    retracts,
    updateBefore: site.updateBefore,
    eachChange: node.eachChange ?? false,
    ttlMs,
    output: site.output,
  });
  return { operators: [operator] };
};
