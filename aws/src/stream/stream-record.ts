/** A record of a Kinesis stream as a function is given it, and the order of its sequence numbers. */

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

/** Sequence numbers as texts that sort as the numbers do. */
export function sortableSequence(sequence: string): string {
  return sequence.padStart(DIGITS, '0');
}
