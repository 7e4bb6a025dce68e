/** Heartbeats reach every shard, by ids that put them into their buckets, and never say that time passed before what waits is sent. */
import { screenEvent } from '@millrace/shop/events/screen-event.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heartbeats, heartbeat, heartbeatBuckets } from '../../src/collect/heartbeats.ts';
import type { StreamProducer } from '../../src/producer/stream-producer.ts';
import { bucketOf, hashKeyOf } from '../../src/stream/bucket.ts';
import type { StreamEvent } from '../../src/stream/stream-event.ts';

test('of any number of even shards each gets one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 128 }), (shards) => {
      const reached = new Set(
        heartbeatBuckets(shards).map((bucket) => (BigInt(hashKeyOf(bucket)) * BigInt(shards)) / 2n ** 128n),
      );
      expect(reached.size).toBe(shards);
    }),
  );
});

test('is a good event of its bucket, under an id of its own', () => {
  const nowMs = Date.parse('2026-11-26T10:00:00Z');
  const ids = new Set<string>();
  for (const bucket of heartbeatBuckets(1)) {
    const event = JSON.parse(heartbeat(bucket, nowMs, 'task-1'));
    expect(bucketOf(event.eventId)).toBe(bucket);
    const { receivedAt, ...sent } = event;
    expect(receivedAt).toBe('2026-11-26T10:00:00.000Z');
    const screened = screenEvent(sent, { hasEscapes: false, sizeBytes: () => 100 }, { receivedMs: nowMs });
    expect(screened).toMatchObject({ timestampMs: nowMs, event: { eventType: 'heartbeat' } });
    ids.add(event.eventId);
  }
  expect(ids.size).toBe(32);
  expect(JSON.parse(heartbeat(0, nowMs, 'task-2')).eventId).not.toBe(JSON.parse(heartbeat(0, nowMs, 'task-1')).eventId);
});

test.each([
  { spooledEvents: 3, isFull: false, awayMs: 0 },
  { spooledEvents: 0, isFull: true, awayMs: 0 },
  { spooledEvents: 0, isFull: false, awayMs: 500 },
])('waits while events are behind (%j)', async (behind) => {
  const put: StreamEvent[] = [];
  const backlog = { spoolBytes: 0, rateShards: 1, shards: 1, ...behind };
  const producer: Pick<StreamProducer, 'backlog' | 'put'> = {
    backlog,
    put: async (event) => void put.push(event),
  };
  const heartbeats = new Heartbeats({ producer, now: () => 1_000, source: 'task-1' });
  heartbeats.stop();
  await heartbeats.beat();
  expect(put).toEqual([]);
  Object.assign(backlog, { spooledEvents: 0, isFull: false, awayMs: 0 });
  await heartbeats.beat();
  expect(put).toHaveLength(32);
});
