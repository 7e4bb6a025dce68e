/**
 * The shards that one bucket's records lie in, oldest first. A shard that is split or merged ends, and its children go on:
 * at each time exactly one of them has the bucket, and the next begins where it ends.
 */
import type { Shard } from '@aws-sdk/client-kinesis';
import { sortableSequence } from '../stream/stream-record.ts';
import { placeOf } from './bucket-names.ts';

/** @param shards all that the stream still has, in any order. */
export function shardChain(shards: readonly Shard[], bucket: string): readonly Shard[] {
  const place = placeOf(bucket);
  return shards
    .filter(({ HashKeyRange: range }) => {
      if (range?.StartingHashKey === undefined || range.EndingHashKey === undefined) return false;
      return BigInt(range.StartingHashKey) <= place && place <= BigInt(range.EndingHashKey);
    })
    .sort((one, other) => (beginOf(one) < beginOf(other) ? -1 : 1));
}

/** The rest of a chain from the shard on that has the record of that position, or follows on it. */
export function chainFrom(chain: readonly Shard[], position: string): readonly Shard[] {
  const later = chain.findIndex((shard) => beginOf(shard) > position);
  return chain.slice(later < 0 ? -1 : Math.max(later - 1, 0));
}

export function beginOf(shard: Shard): string {
  return sortableSequence(shard.SequenceNumberRange?.StartingSequenceNumber ?? '');
}
