/**
 * Where UPDATE_BEFORE is wanted: what an update replaces is told only where someone further down needs it. A sink that
 * replaces rows by their key does not, nor does what merely hands rows on to it; a condition does, since the row that
 * goes may fulfil it and the one that comes may not.
 */
import { changesOf } from './changelog.ts';
import type { PhysicalPlan, PlanNode } from './physical-plan.ts';
import { inputsOf } from './plan-inputs.ts';
import { sinkWantsUpdateBefore } from './plan-sink.ts';

/** The nodes whose updates need an UPDATE_BEFORE: a node that several read needs it when one of them does. */
export function nodesWithUpdateBefore(plan: PhysicalPlan): ReadonlySet<PlanNode> {
  const wanted = new Set<PlanNode>();
  const visited = new Set<PlanNode>();
  const visit = (node: PlanNode, isWanted: boolean): void => {
    if (visited.has(node) && (wanted.has(node) || !isWanted)) return;
    visited.add(node);
    const isGiven = isWanted || (isFilter(node) && changesOf(node).updates);
    if (isGiven) wanted.add(node);
    for (const input of inputsOf(node)) visit(input, changesOf(input).updates && wantsOfInput(node, isGiven));
  };
  for (const { root } of plan.queries) visit(root, false);
  return wanted;
}

function isFilter(node: PlanNode): boolean {
  return node.kind === 'calc' && node.condition !== undefined;
}

function wantsOfInput(node: PlanNode, isWanted: boolean): boolean {
  switch (node.kind) {
    case 'sink':
      return sinkWantsUpdateBefore(node);
    case 'calc':
    case 'watermark':
    case 'lookup-join':
    case 'union':
      return isWanted;
    default:
      return true;
  }
}
