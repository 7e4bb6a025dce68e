/** Buckets keep users together and spread over any number of shards. */
import { orderKeyOf, PARTITION_COUNT, partitionOf } from '@millrace/shop/events/partition-of.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BUCKET_COUNT, bucketOf, hashKeyOf } from '../../src/stream/bucket.ts';

const HASH_KEYS = 2n ** 128n;

it('puts all of a user into one bucket, whose partition of the log is its low bits', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (userId) => {
      const event = { eventId: 'e', userId, eventType: 'page_view', timestamp: '2026-01-01T00:00:00Z' } as const;
      const bucket = bucketOf(orderKeyOf(event));
      expect(bucket).toBeGreaterThanOrEqual(0);
      expect(bucket).toBeLessThan(BUCKET_COUNT);
      expect(partitionOf(event)).toBe(bucket & (PARTITION_COUNT - 1));
    }),
  );
});

it('spreads similar names over all buckets', () => {
  const counts = new Array<number>(BUCKET_COUNT).fill(0);
  for (let user = 0; user < 128_000; user++) {
    const bucket = bucketOf(`u-${user}`);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(800);
  expect(Math.max(...counts)).toBeLessThan(1_200);
});

it.each([1, 2, 4, 8, 16, 32, 64, 128])('gives each of %d equal shards as many buckets', (shards) => {
  const width = HASH_KEYS / BigInt(shards);
  const counts = new Map<bigint, number>();
  for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
    const shard = BigInt(hashKeyOf(bucket)) / width;
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  expect([...counts.values()]).toEqual(new Array(shards).fill(BUCKET_COUNT / shards));
});
