/** The producer against a Kinesis that is not ours: what it is sent is what Kinesis takes, and lies in order over resharding. */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KinesisProducer } from '../../src/producer/kinesis-producer.ts';
import { putClient } from '../../src/producer/kinesis-transport.ts';
import { producerMetrics } from '../../src/producer/producer-metrics.ts';
import { eventsOf } from '../../src/stream/event-array.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../servers/test-account.ts';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { numbered, numbersByUser, userNumbers } from './numbered-events.ts';

let kinesis: TestKinesis;
beforeAll(async () => {
  kinesis = await TestKinesis.start({ events: 2, other: 1 });
}, 60_000);
afterAll(() => kinesis.close());

function client() {
  return putClient({ endpoint: kinesis.endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS });
}

/** Every bucket's events by sequence number, parents before their children. */
async function stored(stream: string): Promise<ReadonlyMap<number, readonly unknown[]>> {
  const { Shards = [] } = await kinesis.client.send(new ListShardsCommand({ StreamName: stream }));
  const byBucket = new Map<number, unknown[]>();
  for (const { ShardId } of Shards.toSorted((one, other) => String(one.ShardId).localeCompare(String(other.ShardId)))) {
    const begin = new GetShardIteratorCommand({ StreamName: stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
    let { ShardIterator } = await kinesis.client.send(begin);
    for (let behindMs = 1; ShardIterator !== undefined && behindMs > 0; ) {
      const page = await kinesis.client.send(new GetRecordsCommand({ ShardIterator }));
      for (const { PartitionKey, Data = new Uint8Array() } of page.Records ?? []) {
        const events = byBucket.get(Number(PartitionKey)) ?? [];
        byBucket.set(Number(PartitionKey), [...events, ...eventsOf(Data)]);
      }
      behindMs = page.MillisBehindLatest ?? 0;
      ShardIterator = page.NextShardIterator;
    }
  }
  return byBucket;
}

test('stores arrays of events of one bucket each, in order, while the stream is resharded', async () => {
  const producer = new KinesisProducer({ stream: 'events', client: client(), lingerMs: 10 });
  const put = async (from: number, to: number) => {
    for (let index = from; index < to; index += 20) {
      await producer.putAndWait(Array.from({ length: 20 }, (_, step) => numbered(index + step)));
    }
  };
  await put(0, 400);
  const resharding = kinesis.client.send(
    new UpdateShardCountCommand({ StreamName: 'events', TargetShardCount: 4, ScalingType: 'UNIFORM_SCALING' }),
  );
  await put(400, 800);
  await resharding;
  await kinesis.untilActive('events');
  await put(800, 1_200);
  await producer.close();
  expect(userNumbers(await stored('events'))).toEqual(numbersByUser(1_200));
  expect(producer.backlog.shards).toBe(4);
}, 60_000);

test('a stream that is not there is refused by name, and nothing is said to be durable', async () => {
  const producer = new KinesisProducer({ stream: 'nowhere', client: client(), lingerMs: 1, patienceMs: 300 });
  await expect(producer.putAndWait([numbered(1)])).rejects.toMatchObject({
    code: 'STREAM_REFUSED',
    domain: 'external',
    hint: 'See whether nowhere is there, and whether this role may write to it.',
  });
  await producer.close().catch(() => undefined);
});

test('tells its figures in the words of Prometheus', async () => {
  const producer = new KinesisProducer({ stream: 'other', client: client(), lingerMs: 1 });
  await producer.putAndWait([numbered(1), numbered(2)]);
  await producer.close();
  const figures = new Map(producerMetrics(producer).map(({ name, value }) => [name, value]));
  expect(figures.get('millrace_producer_durable_events_total')).toBe(2);
  expect(figures.get('millrace_producer_calls_total')).toBe(1);
  expect(figures.get('millrace_producer_queued_events')).toBe(0);
});
