/** ROW_NUMBER() within a window. */
import { WindowRank } from '../../operators/window-rank.ts';
import { rowComparator } from '../../row/compare.ts';
import { rowKey } from '../../row/row-key.ts';
import type { WindowRankNode } from '../plan/physical-plan.ts';
import { appendColumns } from './append-columns.ts';
import { lateOutput, type NodeCompiler } from './compiled-node.ts';
import { rowCodec } from './row-codec.ts';
import { timeColumn } from './time-column.ts';

export const compileWindowRank: NodeCompiler<WindowRankNode> = (node, site) => {
  const inputSchema = node.input.schema;
  const appendRank = appendColumns(node.schema, inputSchema.length);
  const operator = new WindowRank({
    id: site.id,
    startOf: timeColumn(node.window.start),
    endOf: timeColumn(node.window.end),
    keyOf: rowKey(inputSchema, node.partitionKeys),
    compare: rowComparator(inputSchema, node.orderBy),
    first: node.first,
    last: node.last,
    result: node.outputRank ? appendRank : (row) => row,
    rows: rowCodec(inputSchema),
    output: site.output,
    late: lateOutput(site, inputSchema),
  });
  return { operators: [operator] };
};
