/** Records into a stream, all of them: those that it refuses at first are put again, before anything later. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { bucketOf, hashKeyOf } from '../../src/stream/bucket.ts';
import { eventArray } from '../../src/stream/event-array.ts';

const MOST_RECORDS = 500;
const PAUSE_MS = 50;

/** @param records of each bucket one at most, so that trying again changes no order. */
export async function putRecords(
  client: KinesisClient,
  streamName: string,
  records: readonly PutRecordsRequestEntry[],
): Promise<void> {
  for (let from = 0; from < records.length; from += MOST_RECORDS) {
    let left = records.slice(from, from + MOST_RECORDS);
    while (left.length > 0) {
      const { Records = [] } = await client.send(new PutRecordsCommand({ StreamName: streamName, Records: left }));
      left = left.filter((_, index) => Records[index]?.ErrorCode !== undefined);
      if (left.length > 0) await sleep(PAUSE_MS);
    }
  }
}

/** Arrays of events, one for each bucket, in the order in which the buckets' first events came. */
export function bucketArrays(
  events: readonly { readonly orderKey: string; readonly record: string }[],
): readonly PutRecordsRequestEntry[] {
  const byBucket = Map.groupBy(events, ({ orderKey }) => bucketOf(orderKey));
  return Array.from(byBucket, ([bucket, all]) =>
    bucketArray(
      bucket,
      all.map(({ record }) => record),
    ),
  );
}

export function bucketArray(bucket: number, records: readonly string[]): PutRecordsRequestEntry {
  return { Data: eventArray(records), PartitionKey: String(bucket), ExplicitHashKey: hashKeyOf(bucket) };
}
