/** Which nodes of a plan read which: the one place that a walk over a plan needs. */
import type { PlanNode } from './physical-plan.ts';

/** The nodes that a node reads, in the plan's order. */
export function inputsOf(node: PlanNode): readonly PlanNode[] {
  switch (node.kind) {
    case 'scan':
    case 'values':
      return [];
    case 'union':
      return node.inputs;
    case 'calc':
    case 'watermark':
    case 'window-function':
    case 'window-aggregate':
    case 'window-rank':
    case 'deduplicate':
    case 'lookup-join':
    case 'group-aggregate':
    case 'top-n':
    case 'temporal-sort':
    case 'over-aggregate':
    case 'match':
    case 'unnest':
    case 'expand':
    case 'sink':
      return [node.input];
    case 'join':
    case 'interval-join':
    case 'window-join':
    case 'temporal-join':
    case 'set-operation':
      return [node.left, node.right];
  }
}
