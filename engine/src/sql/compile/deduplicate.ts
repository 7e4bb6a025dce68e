/** The first or the last row of each key. */
import { Deduplicate } from '../../operators/deduplicate.ts';
import { KeepLast } from '../../operators/keep-last.ts';
import { rowKey } from '../../row/row-key.ts';
import type { DeduplicateNode } from '../plan/physical-plan.ts';
import { lateOutput, type NodeCompiler } from './compiled-node.ts';
import { rowCodec } from './row-codec.ts';
import { rowIdentity } from './row-identity.ts';
import { timeColumn } from './time-column.ts';

export const compileDeduplicate: NodeCompiler<DeduplicateNode> = (node, site) => {
  const { schema } = node.input;
  const options = {
    id: site.id,
    keyOf: rowKey(schema, node.keys),
    timeOf: timeColumn(node.order.column),
    time: node.order.time,
    rows: rowCodec(schema),
    ttlMs: node.ttlMs,
    output: site.output,
  };
  const operator =
    node.keep === 'last'
      ? new KeepLast({ ...options, isSame: rowIdentity(schema).isSame, updateBefore: site.updateBefore })
      : new Deduplicate({ ...options, late: lateOutput(site, schema) });
  return { operators: [operator] };
};
