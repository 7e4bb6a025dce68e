/** The function that lets time pass: each call puts a heartbeat onto every shard. */
import { afterEach, expect, test, vi } from 'vitest';
import { bucketOf } from '../../../src/stream/bucket.ts';
import { StubKinesis } from '../../producer/stub-kinesis.ts';

let stub: StubKinesis | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await stub?.close();
});

test('each call puts a heartbeat of the moment onto every shard', async () => {
  stub = await StubKinesis.start({ shards: 4 });
  const environment = {
    STREAM_EVENTS: 'events',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_KINESIS: stub.url,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { handler } = await import('../../../src/lambdas/heartbeat/handler.ts');
  await handler();
  await handler();
  const byBucket = stub.eventsByBucket() as ReadonlyMap<number, readonly Record<string, string>[]>;
  expect(byBucket.size).toBe(32);
  for (const [bucket, events] of byBucket) {
    expect(events.map(({ eventType }) => eventType)).toEqual(['heartbeat', 'heartbeat']);
    for (const { eventId = '', receivedAt = '' } of events) {
      expect(bucketOf(eventId)).toBe(bucket);
      expect(Math.abs(Date.now() - Date.parse(receivedAt))).toBeLessThan(60_000);
    }
  }
});
