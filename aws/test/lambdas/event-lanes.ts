/** Events as a collector puts them into the stream: each bucket's together, in their order. */
import { orderKeyOf } from '@millrace/shop/events/partition-of.ts';
import { bucketOf } from '../../src/stream/bucket.ts';
import type { EventRecord } from '../../src/stream/event-record.ts';
import { bucketLane, type RecordLane } from '../../src/stream/put-in-order.ts';

export function eventLanes(records: readonly EventRecord[]): readonly RecordLane[] {
  const buckets = Map.groupBy(records, (record) => bucketOf(orderKeyOf(record)));
  return Array.from(buckets, ([bucket, its]) => {
    const texts = its.map((record) => JSON.stringify(record));
    return bucketLane(bucket, texts);
  });
}
