/** The function on the stream `insights`: results, decisions, alerts. Wires the parts once; see insights-batch.ts. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { batchResponse, recordsOf } from '../../stream/lambda-records.ts';
import { insightsBatch } from './insights-batch.ts';
import { insightsParts } from './insights-parts.ts';

const logger = new Logger();
const metrics = new Metrics();
const parts = insightsParts();

/** Left for the answer, and for what is under way. */
const SPARE_MS = 3_000;

export async function handler(event: KinesisStreamEvent, context: Context): Promise<KinesisStreamBatchResponse> {
  const records = recordsOf(event);
  const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - SPARE_MS;
  const report = await insightsBatch(records, parts, deadlineMs);
  for (const { bucket, sequence, error } of report.failures) {
    logger.warn('a batch comes again', { bucket, sequence, error: error as Error });
  }
  metrics.addMetric('Records', MetricUnit.Count, records.length);
  metrics.addMetric('ResultRows', MetricUnit.Count, report.rows);
  metrics.addMetric('DecisionOutputs', MetricUnit.Count, report.counts?.outputs ?? 0);
  metrics.addMetric('Poison', MetricUnit.Count, report.poison + (report.counts?.poison ?? 0));
  const ageMs = parts.ages.take();
  if (ageMs !== undefined) metrics.addMetric('DecisionAge', MetricUnit.Milliseconds, ageMs);
  metrics.publishStoredMetrics();
  return batchResponse(report.failures);
}
