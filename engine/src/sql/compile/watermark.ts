/** The watermark of a table, and its tie to the scan below. */
import assert from 'node:assert';
import { Watermark } from '../../operators/watermark.ts';
import type { Row } from '../../row/row.ts';
import type { PlanNode, ScanNode, WatermarkNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { expressionFunction } from './expression.ts';
import { timeColumn } from './time-column.ts';

/** The connector whose batches carry arrival times that belong to its rows. */
const LOG_CONNECTOR = 'log';

export const compileWatermark: NodeCompiler<WatermarkNode> = (node, { id, output }) => {
  const scan = scanBelow(node.input);
  const operator = new Watermark({
    id,
    rowtimeOf: timeColumn(node.rowtime),
    rowtime: node.schema[node.rowtime]?.name ?? '?',
    candidateOf: expressionFunction(node.watermark) as (row: Row) => number | null,
    emit: node.emit,
    idleTimeoutMs: node.idleTimeoutMs,
    hasArrivalTimes: scan.table.options.connector === LOG_CONNECTOR,
    output,
  });
  return { operators: [operator], watermark: { scan, control: operator } };
};

/** Between a scan and its watermark lie only the table's computed columns. */
function scanBelow(node: PlanNode): ScanNode {
  if (node.kind === 'scan') return node;
  assert(node.kind === 'calc', 'a watermark stands above its scan and computed columns');
  return scanBelow(node.input);
}
