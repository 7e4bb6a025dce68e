/** Keep-first deduplication. Keeping the last row would take earlier results back, which append-only streams cannot. */
import { SqlError } from '../../errors/sql-error.ts';
import { Deduplicate } from '../../operators/deduplicate.ts';
import { rowKey } from '../../row/row-key.ts';
import type { DeduplicateNode } from '../plan/physical-plan.ts';
import { lateOutput, type NodeCompiler } from './compiled-node.ts';
import { rowCodec } from './row-codec.ts';
import { timeColumn } from './time-column.ts';

export const compileDeduplicate: NodeCompiler<DeduplicateNode> = (node, site) => {
  if (node.keep === 'last') {
    throw new SqlError('keeping the last row of each key is not supported: it would change rows already emitted', {
      code: 'SQL_UNSUPPORTED',
      span: node.span,
      hint: 'order by the time ascending to keep the first row, or deduplicate within a window',
    });
  }
  const schema = node.input.schema;
  const operator = new Deduplicate({
    id: site.id,
    keyOf: rowKey(schema, node.keys),
    timeOf: timeColumn(node.order.column),
    time: node.order.time,
    rows: rowCodec(schema),
    output: site.output,
    late: lateOutput(site, schema),
  });
  return { operators: [operator] };
};
