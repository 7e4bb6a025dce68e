/** What a Lambda answers the event source with. */
import type { KinesisStreamBatchResponse } from 'aws-lambda';
import { sortableSequence } from '../stream/stream-record.ts';
import type { BatchReport } from './bucket-runner.ts';

/**
 * With ReportBatchItemFailures the source goes back to the first failed record, and delivers everything after it again:
 * what other buckets have of it is left out then.
 */
export function batchResponse({ failures }: Pick<BatchReport, 'failures'>): KinesisStreamBatchResponse {
  const [first] = failures.map(({ sequence }) => sequence).sort(byNumber);
  return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first }] };
}

function byNumber(one: string, other: string): number {
  return sortableSequence(one) < sortableSequence(other) ? -1 : 1;
}
