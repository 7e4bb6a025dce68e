/** The inputs of a logical node, and the node over changed ones. */
import type { LogicalNode } from '../bind/logical-plan.ts';

/** The same node over inputs of the same schemas; `change` sees each of its inputs. */
export function mapInputs(node: LogicalNode, change: (input: LogicalNode) => LogicalNode): LogicalNode {
  switch (node.kind) {
    case 'scan':
    case 'values':
      return node;
    case 'union':
      return { ...node, inputs: node.inputs.map(change) };
    case 'join':
    case 'temporal-join':
    case 'set-operation':
      return { ...node, left: change(node.left), right: change(node.right) };
    default:
      return { ...node, input: change(node.input) };
  }
}

export function inputsOfLogical(node: LogicalNode): readonly LogicalNode[] {
  const inputs: LogicalNode[] = [];
  mapInputs(node, (input) => {
    inputs.push(input);
    return input;
  });
  return inputs;
}
