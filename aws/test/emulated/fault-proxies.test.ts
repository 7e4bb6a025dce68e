/** The faults that the runs are made of do happen, in each way, and none happens when they are off. */
import { BatchGetItemCommand, BatchWriteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamSummaryCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { Redis } from 'iovalkey';
import { expect, it } from 'vitest';
import { dynamoClient, TestDynamo } from '../servers/test-dynamo.ts';
import { kinesisClient, TestKinesis } from '../servers/test-kinesis.ts';
import { TestValkey } from '../servers/test-valkey.ts';
import { type Fault, Faults } from './faults.ts';
import { HttpFaultProxy } from './http-fault-proxy.ts';
import { TcpFaultProxy } from './tcp-fault-proxy.ts';

/** Faults of one kind, at each call. */
class Always extends Faults {
  readonly kind: Fault;

  constructor(kind: Fault) {
    super(1, { calls: 1, delayMs: 50 });
    this.kind = kind;
  }

  override next(): Fault | undefined {
    return this.rates.calls > 0 ? this.kind : undefined;
  }
}

function once<T extends { config: { maxAttempts: unknown } }>(client: T): T {
  client.config.maxAttempts = async () => 1;
  return client;
}

const item = { pk: { S: 'a' } };

it.each([
  ['refuse', undefined],
  ['throttle', undefined],
  ['lose', item],
] as const)('%s fails a call of the SDK, which has taken effect or not', async (kind, there) => {
  await using servers = new AsyncDisposableStack();
  const dynamo = servers.adopt(await TestDynamo.start(['state']), (each) => each.close());
  const faults = new Always(kind);
  const proxy = servers.adopt(await HttpFaultProxy.start(dynamo.endpoint, faults), (each) => each.close());
  const client = servers.adopt(once(dynamoClient(proxy.endpoint)), (each) => each.destroy());
  await expect(client.send(new PutItemCommand({ TableName: 'state', Item: item }))).rejects.toThrow();
  expect((await dynamo.client.send(new GetItemCommand({ TableName: 'state', Key: item }))).Item).toEqual(there);
  faults.off();
  await client.send(new PutItemCommand({ TableName: 'state', Item: item }));
  expect((await client.send(new GetItemCommand({ TableName: 'state', Key: item }))).Item).toEqual(item);
});

it('refuses parts of batches of DynamoDB', async () => {
  await using servers = new AsyncDisposableStack();
  const dynamo = servers.adopt(await TestDynamo.start(['state']), (each) => each.close());
  const faults = new Always('throttle');
  const proxy = servers.adopt(await HttpFaultProxy.start(dynamo.endpoint, faults), (each) => each.close());
  const client = servers.adopt(dynamoClient(proxy.endpoint), (each) => each.destroy());
  const items = Array.from({ length: 20 }, (_, at) => ({ pk: { S: `k${at}` } }));
  const puts = items.map((Item) => ({ PutRequest: { Item } }));
  const written = await client.send(new BatchWriteItemCommand({ RequestItems: { state: puts } }));
  const left = written.UnprocessedItems?.state?.length ?? 0;
  expect(left).toBeGreaterThan(0);
  const request = { RequestItems: { state: { Keys: items } } };
  const all = await dynamo.client.send(new BatchGetItemCommand(request));
  expect(all.Responses?.state).toHaveLength(20 - left);
  const some = await client.send(new BatchGetItemCommand(request));
  expect(some.UnprocessedKeys?.state?.Keys?.length).toBeGreaterThan(0);
  expect(some.Responses?.state?.length).toBeLessThan(20 - left);
});

it('refuses single records of a request to Kinesis, and says which', async () => {
  await using servers = new AsyncDisposableStack();
  const kinesis = servers.adopt(await TestKinesis.start({ events: 1 }), (each) => each.close());
  const proxy = servers.adopt(await HttpFaultProxy.start(kinesis.endpoint, new Always('throttle')), (each) =>
    each.close(),
  );
  const client = servers.adopt(once(kinesisClient(proxy.endpoint)), (each) => each.destroy());
  const Records = Array.from({ length: 20 }, (_, at) => ({ PartitionKey: 'k', Data: Buffer.from(`${at}`) }));
  const answer = await client.send(new PutRecordsCommand({ StreamName: 'events', Records }));
  const refused = answer.Records?.filter(({ ErrorCode }) => ErrorCode === 'ProvisionedThroughputExceededException');
  expect(answer.Records).toHaveLength(20);
  expect(answer.FailedRecordCount).toBe(refused?.length);
  expect(refused?.length).toBeGreaterThan(0);
  expect(refused?.length).toBeLessThan(20);
  await expect(client.send(new DescribeStreamSummaryCommand({ StreamName: 'events' }))).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
  });
});

it.each([
  ['refuse', [null]],
  ['lose', ['1']],
  ['throttle', [null, '1']],
] as const)('%s cuts the connection to Valkey, before or after a command took effect', async (kind, possible) => {
  await using servers = new AsyncDisposableStack();
  const valkey = servers.adopt(await TestValkey.start(), (each) => each.close());
  const faults = new Always(kind);
  faults.off();
  const proxy = servers.adopt(await TcpFaultProxy.start(valkey.url, faults), (each) => each.close());
  const client = servers.adopt(new Redis(proxy.url, { maxRetriesPerRequest: 0, retryStrategy: () => 10 }), (each) =>
    each.disconnect(),
  );
  client.on('error', () => undefined);
  await client.ping();
  faults.rates = { calls: 1, delayMs: 0 };
  await expect(client.set('k', '1')).rejects.toThrow();
  faults.off();
  expect(possible).toContain(await valkey.client.get('k'));
  await expect.poll(() => client.set('k', '2').catch(() => undefined)).toBe('OK');
});

it('chooses the same faults for the same seed', () => {
  const chosen = (seed: number): unknown[] => {
    const faults = new Faults(seed, { calls: 0.5, delayMs: 10 });
    return Array.from({ length: 50 }, () => faults.next());
  };
  expect(chosen(7)).toEqual(chosen(7));
  expect(chosen(7)).not.toEqual(chosen(8));
  expect(new Set(chosen(7))).toEqual(new Set([undefined, 'refuse', 'lose', 'throttle', 'delay']));
});
