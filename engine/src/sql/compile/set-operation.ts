/** INTERSECT and EXCEPT become one operator that knows how often a row is in their result. */
import { SetOperation } from '../../operators/set-operation.ts';
import { rowKey } from '../../row/row-key.ts';
import type { SetOperationNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { rowCodec } from './row-codec.ts';

export const compileSetOperation: NodeCompiler<SetOperationNode> = (node, { id, output }) => {
  const { schema } = node;
  const operator = new SetOperation({
    id,
    timesOf: timesFunction(node),
    keyOf: rowKey(schema, [...schema.keys()]),
    rows: rowCodec(schema),
    ttlMs: node.ttlMs,
    output,
  });
  return { operators: [operator] };
};

function timesFunction({ operator, all }: SetOperationNode): (left: number, right: number) => number {
  if (operator === 'INTERSECT') return all ? Math.min : (left, right) => (left > 0 && right > 0 ? 1 : 0);
  return all ? (left, right) => Math.max(0, left - right) : (left, right) => (left > 0 && right === 0 ? 1 : 0);
}
