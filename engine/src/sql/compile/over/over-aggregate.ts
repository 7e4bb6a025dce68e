/** Aggregates OVER (… ORDER BY time). */
import { OverAggregate } from '../../../operators/over-aggregate.ts';
import { rowKey } from '../../../row/row-key.ts';
import type { OverAggregateNode } from '../../plan/physical-plan.ts';
import { lateOutput, type NodeCompiler } from '../compiled-node.ts';
import { rowCodec } from '../row-codec.ts';
import { timeColumn } from '../time-column.ts';
import { compileFrameClass } from './frame-class.ts';

export const compileOverAggregate: NodeCompiler<OverAggregateNode> = (node, site) => {
  const { schema } = node.input;
  const { unit, preceding } = node.frame;
  const operator = new OverAggregate({
    id: site.id,
    Frame: compileFrameClass(node),
    keyOf: rowKey(schema, node.partitionKeys),
    timeOf: timeColumn(node.order.column),
    time: node.order.time,
    unit,
    preceding: preceding === 'unbounded' ? Number.POSITIVE_INFINITY : preceding,
    rows: rowCodec(schema),
    output: site.output,
    late: lateOutput(site, schema),
  });
  return { operators: [operator] };
};
