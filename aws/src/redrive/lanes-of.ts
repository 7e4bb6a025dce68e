/** Records as they go back onto a stream: each bucket in its order, to where it lies. */
import { bucketNumber, hashKeyOf } from '../stream/bucket.ts';
import type { RecordLane } from '../stream/put-in-order.ts';
import type { StreamRecord } from '../stream/stream-record.ts';
import type { StreamRole } from './sort-records.ts';

export function lanesOf(records: readonly StreamRecord[], role: StreamRole | undefined): readonly RecordLane[] {
  const buckets = Map.groupBy(records, ({ partitionKey }) => partitionKey);
  return Array.from(buckets, ([partitionKey, its]) => {
    const bucket = role === 'changes' ? undefined : bucketNumber(partitionKey);
    const place = bucket === undefined ? {} : { explicitHashKey: hashKeyOf(bucket) };
    return { partitionKey, ...place, records: its.map(({ data }) => data) };
  });
}
