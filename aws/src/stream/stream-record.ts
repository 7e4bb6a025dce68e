/** A record of a Kinesis stream as a function is given it, and the order of its sequence numbers. */
import type { _Record as KinesisRecord } from '@aws-sdk/client-kinesis';

export interface StreamRecord {
  readonly shardId: string;
  /** Decimal, of up to 56 digits; rises along a partition key, through resharding too. */
  readonly sequence: string;
  /** The number of the bucket, in decimal. */
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** When the stream took it, in epoch milliseconds. */
  readonly arrivedMs: number;
}

const DIGITS = 56;

/** A record as a shard itself gives it. */
export function streamRecordOf(shardId: string, record: KinesisRecord): StreamRecord {
  return {
    shardId,
    sequence: record.SequenceNumber ?? '',
    partitionKey: record.PartitionKey ?? '',
    data: record.Data ?? new Uint8Array(),
    arrivedMs: record.ApproximateArrivalTimestamp?.getTime() ?? 0,
  };
}

/** Sequence numbers as texts that sort as the numbers do. */
export function sortableSequence(sequence: string): string {
  return sequence.padStart(DIGITS, '0');
}
