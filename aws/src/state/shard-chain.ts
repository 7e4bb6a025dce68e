/**
 * The shards that one bucket's records lie in, oldest first. A shard that is split or merged ends, and its children go on:
 * at each time exactly one of them has the bucket, and the next begins where it ends.
 */
import type { Shard } from '@aws-sdk/client-kinesis';
import { sortableSequence } from '../stream/stream-record.ts';
import { placeOf } from './bucket-names.ts';

export interface ChainShard {
  readonly shardId: string;
  /** No record of it is earlier. */
  readonly begin: string;
  /** Whether its parents' records are all earlier, too, as they are on Kinesis: not every emulator says so of a merged shard. */
  readonly followsParents: boolean;
}

/** @param shards all that the stream still has, in any order. */
export function shardChain(shards: readonly Shard[], bucket: string): readonly ChainShard[] {
  const place = placeOf(bucket);
  const byId = new Map(shards.map((shard) => [shard.ShardId ?? '', shard]));
  return shards
    .filter(({ HashKeyRange: range }) => {
      if (range?.StartingHashKey === undefined || range.EndingHashKey === undefined) return false;
      return BigInt(range.StartingHashKey) <= place && place <= BigInt(range.EndingHashKey);
    })
    .map((shard) => ({ shard, generation: generationOf(shard, byId) }))
    .sort((one, other) => one.generation - other.generation)
    .map(({ shard }) => ({
      shardId: shard.ShardId ?? '',
      begin: beginOf(shard),
      followsParents: parentsOf(shard, byId).every((parent) => beginOf(parent) < beginOf(shard)),
    }));
}

/**
 * The rest of a chain from the shard on that has the record of that position. Where that is not certain it is an earlier one,
 * in which nothing is found.
 */
export function chainFrom(chain: readonly ChainShard[], position: string): readonly ChainShard[] {
  const later = chain.findIndex(({ begin, followsParents }) => begin > position || !followsParents);
  return chain.slice(later < 0 ? -1 : Math.max(later - 1, 0));
}

function generationOf(shard: Shard, byId: ReadonlyMap<string, Shard>): number {
  return 1 + Math.max(-1, ...parentsOf(shard, byId).map((parent) => generationOf(parent, byId)));
}

function parentsOf(
  { ParentShardId, AdjacentParentShardId }: Shard,
  byId: ReadonlyMap<string, Shard>,
): readonly Shard[] {
  return [ParentShardId, AdjacentParentShardId].flatMap((id) => byId.get(id ?? '') ?? []);
}

function beginOf(shard: Shard): string {
  return sortableSequence(shard.SequenceNumberRange?.StartingSequenceNumber ?? '');
}
