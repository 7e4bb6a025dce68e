/** A bucket's way through shards that were split and merged. */
import type { Shard } from '@aws-sdk/client-kinesis';
import { expect, it } from 'vitest';
import { placeOf } from '../../src/state/bucket-names.ts';
import { chainFrom, shardChain } from '../../src/state/shard-chain.ts';
import { BUCKET_COUNT } from '../../src/stream/bucket.ts';
import { sortableSequence } from '../../src/stream/stream-record.ts';

const END = 2n ** 128n;
const HALF = END / 2n;

function shard(
  ShardId: string,
  [from, to]: readonly [bigint, bigint],
  begin: string,
  parents: readonly string[],
): Shard {
  const [ParentShardId, AdjacentParentShardId] = parents;
  return {
    ShardId,
    HashKeyRange: { StartingHashKey: from.toString(), EndingHashKey: (to - 1n).toString() },
    SequenceNumberRange: { StartingSequenceNumber: begin },
    ParentShardId,
    AdjacentParentShardId,
  };
}

/** One shard, split in two, merged into one. */
const shards = [
  shard('merged', [0n, END], '300', ['low', 'high']),
  shard('low', [0n, HALF], '200', ['first']),
  shard('first', [0n, END], '100', ['gone']),
  shard('high', [HALF, END], '201', ['first']),
];

it('finds exactly one shard of each generation', () => {
  for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
    const ids = shardChain(shards, String(bucket)).map(({ shardId }) => shardId);
    expect(ids).toEqual(['first', bucket < BUCKET_COUNT / 2 ? 'low' : 'high', 'merged']);
  }
});

it('begins with the shard that has the position', () => {
  const chain = shardChain(shards, '0');
  const begin = (sequence: string) => chainFrom(chain, sortableSequence(sequence)).map(({ shardId }) => shardId);
  expect(begin('150')).toEqual(['first', 'low', 'merged']);
  expect(begin('199')).toEqual(['first', 'low', 'merged']);
  expect(begin('200')).toEqual(['low', 'merged']);
  expect(begin('1000')).toEqual(['merged']);
  // What came before all shards that are left is gone with its shard.
  expect(begin('50')).toEqual(['first', 'low', 'merged']);
});

it('begins with a parent where a merged shard does not say when it began', () => {
  const doubtful = [shard('merged', [0n, END], '200', ['low', 'high']), ...shards.slice(1)];
  const chain = shardChain(doubtful, '127');
  expect(chainFrom(chain, sortableSequence('250')).map(({ shardId }) => shardId)).toEqual(['high', 'merged']);
});

it('places other partition keys where Kinesis does: by their MD5', () => {
  expect(placeOf('decisions')).toBe(0xef22c14dcebaf7e2d91bb723fdf5bbc9n);
});
