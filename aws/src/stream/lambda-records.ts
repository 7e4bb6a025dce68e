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
 * Lambda takes the lowest of the failed ones for how far the batch has come: it and all behind it are delivered again.
 * @param failed sequence numbers.
 */
export function batchResponse(failed: readonly string[]): KinesisStreamBatchResponse {
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
