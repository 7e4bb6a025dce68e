/** What a stream refuses for a while goes in later, and each bucket's records stay in order. */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bucketLane, packed, putInOrder } from '../../src/stream/put-in-order.ts';
import { Faults } from '../emulated/faults.ts';
import { HttpFaultProxy } from '../emulated/http-fault-proxy.ts';
import { kinesisClient, TestKinesis } from '../servers/test-kinesis.ts';

let kinesis: TestKinesis;
beforeAll(async () => {
  kinesis = await TestKinesis.start({ wide: 2, narrow: 1 });
});
afterAll(() => kinesis.close());

/** Elements by partition key, in the order of the stream. */
async function elementsOf(client: KinesisClient, stream: string): Promise<ReadonlyMap<string, unknown[]>> {
  const elements = new Map<string, unknown[]>();
  const { Shards: shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  for (const { ShardId } of shards) {
    const start = { StreamName: stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
    for (let behind = true; behind; ) {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }));
      for (const { PartitionKey = '', Data = new Uint8Array() } of Records) {
        const own = elements.get(PartitionKey) ?? [];
        own.push(...JSON.parse(Buffer.from(Data).toString()));
        elements.set(PartitionKey, own);
      }
      behind = Records.length > 0;
      ShardIterator = NextShardIterator;
    }
  }
  return elements;
}

it('puts many small elements into few records', async () => {
  const lanes = Array.from({ length: 128 }, (_, bucket) =>
    bucketLane(
      bucket,
      Array.from({ length: 20 }, (_each, index) => JSON.stringify({ bucket, index })),
    ),
  );
  expect(lanes.every(({ records }) => records.length === 1)).toBe(true);
  await putInOrder(kinesis.client, 'wide', lanes);
  const elements = await elementsOf(kinesis.client, 'wide');
  expect(elements.size).toBe(128);
  expect(elements.get('77')).toEqual(Array.from({ length: 20 }, (_, index) => ({ bucket: 77, index })));
});

it('keeps the order of buckets while the shard takes less than it is given', async () => {
  // 3 MB in records of 200 KB, on a shard that takes 1 MB a second.
  const lanes = [3, 5].map((bucket) =>
    bucketLane(
      bucket,
      Array.from({ length: 16 }, (_, index) => JSON.stringify({ index, text: 'x'.repeat(95_000) })),
    ),
  );
  await putInOrder(kinesis.client, 'narrow', lanes);
  const elements = await elementsOf(kinesis.client, 'narrow');
  const inOrder = Array.from({ length: 16 }, (_, index) => expect.objectContaining({ index }));
  expect(elements.get('3')).toEqual(inOrder);
  expect(elements.get('5')).toEqual(inOrder);
});

it('sends again what was refused in part, and gives up when nothing is taken', async () => {
  await using servers = new AsyncDisposableStack();
  const faults = new Faults(7, { calls: 0.5, delayMs: 0 });
  faults.next = () => (faults.chance(faults.rates.calls) ? 'throttle' : undefined);
  const proxy = servers.adopt(await HttpFaultProxy.start(kinesis.endpoint, faults), (each) => each.close());
  const client = servers.adopt(kinesisClient(proxy.endpoint), (each) => each.destroy());
  await kinesis.createStream('refusing', 2);
  const lanes = Array.from({ length: 40 }, (_, bucket) => ({
    partitionKey: String(bucket),
    records: Array.from({ length: 5 }, (_each, index) => Buffer.from(JSON.stringify([index]))),
  }));
  await putInOrder(client, 'refusing', lanes, { tries: 6, firstWaitMs: 1 });
  const elements = await elementsOf(kinesis.client, 'refusing');
  expect([...elements.values()]).toEqual(lanes.map(() => [0, 1, 2, 3, 4]));
  faults.rates = { calls: 1, delayMs: 0 };
  faults.chance = (share) => share >= 0.5;
  const put = putInOrder(client, 'refusing', lanes, { tries: 2, firstWaitMs: 1 });
  await expect(put).rejects.toThrow();
});

it('packs elements up to a size, and longer ones alone', () => {
  expect(packed(['aaa', 'bbb', 'c'.repeat(20), 'd'], 8)).toEqual([['aaa', 'bbb'], ['c'.repeat(20)], ['d']]);
  expect(packed([], 8)).toEqual([]);
});
