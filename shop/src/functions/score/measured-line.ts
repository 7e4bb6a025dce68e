/** A row of the pipeline's view `fraud_scores` as the fold keeps it: the signals of one line, as numbers. */
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { MeasuredLine } from './score-inbox.ts';
import { PIPELINE_SIGNAL_NAMES, PIPELINE_SIGNALS, type PipelineSignal } from './signals.ts';

export function measuredLine(row: ViewRow): MeasuredLine {
  return {
    eventId: String(row.eventId),
    orderId: String(row.orderId),
    receivedMs: Date.parse(String(row.receivedAt)),
    measured: PIPELINE_SIGNAL_NAMES.map((name) => signalValue(row, name)),
  };
}

function signalValue(row: ViewRow, name: PipelineSignal): number | null {
  const value = row[name];
  if (value === null || value === undefined) return null;
  return PIPELINE_SIGNALS[name].kind === 'money' ? Math.round(Number(value) * 10_000) : Number(value);
}
