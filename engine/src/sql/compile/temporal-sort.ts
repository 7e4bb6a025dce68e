/** ORDER BY time. */
import { TemporalSort } from '../../operators/temporal-sort.ts';
import { rowComparator } from '../../row/compare.ts';
import type { TemporalSortNode } from '../plan/physical-plan.ts';
import { lateOutput, type NodeCompiler } from './compiled-node.ts';
import { rowCodec } from './row-codec.ts';
import { timeColumn } from './time-column.ts';

export const compileTemporalSort: NodeCompiler<TemporalSortNode> = (node, site) => {
  const { schema } = node.input;
  const operator = new TemporalSort({
    id: site.id,
    timeOf: timeColumn(node.order.column),
    time: node.order.time,
    compare: rowComparator(schema, node.orderBy),
    rows: rowCodec(schema),
    output: site.output,
    late: lateOutput(site, schema),
  });
  return { operators: [operator] };
};
