/**
 * Users are put into so many buckets, and a record has events of one: its order survives resharding, since a bucket lies on
 * one shard at a time. A bucket's partition key is its number, its hash key the middle of its share of all hash keys, so
 * that shards which split their range in half share the buckets fairly.
 */
import { hashOf } from '@millrace/shop/events/partition-of.ts';

export const BUCKET_COUNT = 128;

const HASH_KEYS = 2n ** 128n;
const SHARE = HASH_KEYS / BigInt(BUCKET_COUNT);

/** @param key whose order is kept: the user's id, else the anonymous visitor's, the product's, the event's. */
export function bucketOf(key: string): number {
  return hashOf(key) & (BUCKET_COUNT - 1);
}

/** The bucket that a partition key names; undefined for one of another kind. */
export function bucketNumber(partitionKey: string): number | undefined {
  const number = Number(partitionKey);
  return /^\d+$/.test(partitionKey) && number < BUCKET_COUNT ? number : undefined;
}

/** @param bucket 0 to BUCKET_COUNT − 1. @returns what `ExplicitHashKey` takes: a decimal number of 128 bits. */
export function hashKeyOf(bucket: number): string {
  return (BigInt(bucket) * SHARE + SHARE / 2n).toString();
}
