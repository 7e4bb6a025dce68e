/** Records of a stream as Lambda hands them over, as the records that functions take; and the answer that it waits for. */
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { StreamRecord } from './stream-record.ts';

/** In the order of the stream: they are of one shard. */
export function recordsOf({ Records }: Pick<KinesisStreamEvent, 'Records'>): readonly StreamRecord[] {
  return Records.map(({ eventID, kinesis }) => ({
    shardId: eventID.slice(0, eventID.lastIndexOf(':')),
    sequence: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    data: Buffer.from(kinesis.data, 'base64'),
    arrivedMs: Math.round(kinesis.approximateArrivalTimestamp * 1000),
  }));
}

/**
 * With ReportBatchItemFailures, Lambda takes the lowest of these for how far the batch has come: it and all behind it are
 * delivered again. What other buckets have had of it is left out then.
 */
export function batchResponse(failures: readonly Pick<StreamRecord, 'sequence'>[]): KinesisStreamBatchResponse {
  return { batchItemFailures: failures.map(({ sequence }) => ({ itemIdentifier: sequence })) };
}
