/**
 * What functions could not take comes back once they can: here it lies in the table as after a fault that has been mended,
 * and the handlers are those that are deployed. It counts once, however often it is put back, and behind what came since.
 */
import { GetItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { UserState } from '@millrace/shop/functions/features/user-state.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { enriched, rowOf } from '../../../shop/test/functions/score/made-shop.ts';
import { poisonList } from '../../src/cli/poison-list.ts';
import { poisonRedrive } from '../../src/cli/poison-redrive.ts';
import { poisonShow } from '../../src/cli/poison-show.ts';
import { redrive } from '../../src/cli/redrive.ts';
import { poisonTable } from '../../src/failures/poison-table.ts';
import { USERS_TABLE } from '../../src/lambdas/features/feature-tables-of-users.ts';
import { FEATURES_FUNCTION } from '../../src/lambdas/features/features-function.ts';
import { openValkey } from '../../src/state/open-valkey.ts';
import { StateReader } from '../../src/state/state-reader.ts';
import { bucketOf, hashKeyOf } from '../../src/stream/bucket.ts';
import { enrichedText, withPosition } from '../../src/stream/enriched-event.ts';
import { eventArray } from '../../src/stream/event-array.ts';
import { type EventRecord, shopEventOf } from '../../src/stream/event-record.ts';
import { DECISIONS, eventInsight } from '../../src/stream/insight-record.ts';
import { sortableSequence } from '../../src/stream/stream-record.ts';
import { deployHandler, STREAM_FUNCTIONS } from '../emulated/deploy-handler.ts';
import { type Deployed, EmulatedAws } from '../emulated/emulated-aws.ts';

const SHARD = 'shardId-000000000000';

let aws: EmulatedAws;
let deployed: readonly Deployed[];
let lines: string[] = [];

beforeAll(async () => {
  aws = await EmulatedAws.start({ shards: 1 });
  for (const [name, value] of Object.entries(aws.environment())) vi.stubEnv(name, value);
  const quiet = { environment: { POWERTOOLS_LOG_LEVEL: 'SILENT' } };
  deployed = STREAM_FUNCTIONS.map((name) => deployHandler(aws, name, quiet));
  for (const { mapping } of deployed) await mapping.enable();
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => void vi.restoreAllMocks());

async function settle(): Promise<void> {
  for (let round = 0; round < 2; round++) for (const { mapping } of deployed) await mapping.drained(60_000);
}

let made = 0;

function event(userId: string, given: Partial<EventRecord> = {}): EventRecord {
  const at = new Date(Date.UTC(2026, 10, 26, 10) + made++ * 1_000).toISOString();
  return {
    eventId: `e-${made}`,
    userId,
    eventType: 'page_view',
    productId: 'p',
    timestamp: at,
    receivedAt: at,
    ...given,
  };
}

async function put(stream: string, partitionKey: string, data: Uint8Array): Promise<void> {
  const bucket = Number(partitionKey);
  const place = Number.isNaN(bucket) ? {} : { ExplicitHashKey: hashKeyOf(bucket) };
  const record = { StreamName: stream, PartitionKey: partitionKey, Data: data, ...place };
  await aws.kinesis.client.send(new PutRecordCommand(record));
}

function putEvents(userId: string, ...events: readonly EventRecord[]): Promise<void> {
  return put('events', String(bucketOf(userId)), arrayOf(events));
}

function arrayOf(events: readonly object[]): Uint8Array {
  return eventArray(events.map((each) => JSON.stringify(each)));
}

/** As a function leaves it there. */
async function keep(
  functionName: string,
  streamName: string,
  record: { partitionKey: string; data: Uint8Array; sequence: string },
  input?: number,
) {
  const reject = poisonTable({ dynamo: aws.dynamo.client, table: 'poison', functionName, streamName });
  const whole = { shardId: SHARD, arrivedMs: Date.now(), ...record };
  await reject([{ record: whole, error: new Error('the fault was here'), ...(input === undefined ? {} : { input }) }]);
}

function run(positionals: readonly string[] = [], flags: Readonly<Record<string, string | boolean>> = {}) {
  const defaults = { 'poison-table': 'poison', 'dedup-hours': '24', limit: '1000' };
  return poisonRedrive.run({ positionals, flags: { ...defaults, ...flags } });
}

async function left(): Promise<number> {
  return (await aws.dynamo.client.send(new ScanCommand({ TableName: 'poison' }))).Count ?? 0;
}

async function viewsOf(userId: string): Promise<number | undefined> {
  const valkey = openValkey(aws.valkey.url);
  const reader = new StateReader({
    bucketFunction: FEATURES_FUNCTION,
    valkey,
    dynamo: aws.dynamo.client,
    table: 'state',
  });
  const [user] = await reader.read<UserState>([{ table: USERS_TABLE, key: userId }]);
  valkey.disconnect();
  return user?.visit?.views;
}

it('lists what there is, shows it whole, and says what would be done', async () => {
  const data = arrayOf([event('eve'), event('eve')]);
  await keep('enrich', 'events', { partitionKey: String(bucketOf('eve')), data, sequence: '11' }, 1);
  const id = `${sortableSequence('11')}.1`;
  expect(await poisonList.run({ positionals: [], flags: { 'poison-table': 'poison', limit: '10' } })).toBe(0);
  expect(lines.join('\n')).toContain(`enrich ${id}`);
  expect(lines.join('\n')).toContain('the fault was here');
  lines = [];
  await poisonShow.run({ positionals: ['enrich', id], flags: { 'poison-table': 'poison' } });
  expect(JSON.parse(lines.join('\n'))).toMatchObject({
    stream: 'events',
    input: 1,
    text: Buffer.from(data).toString(),
  });
  await expect(
    poisonShow.run({ positionals: ['enrich', '7'], flags: { 'poison-table': 'poison' } }),
  ).rejects.toMatchObject({ code: 'POISON_NOT_FOUND' });
  expect(await run([], { 'dry-run': true })).toBe(0);
  expect(lines.at(-1)).toBe('1 would go back');
  expect(await left()).toBe(1);
  expect(await run(['enrich', id])).toBe(0);
  expect(await left()).toBe(0);
  await settle();
  // Only the input that is meant.
  expect(await viewsOf('eve')).toBe(1);
}, 120_000);

it('counts an event once, however often it is put back, and in the order of its bucket', async () => {
  const [first, second, third] = [event('ann'), event('ann'), event('ann')];
  const partitionKey = String(bucketOf('ann'));
  await putEvents('ann', third);
  for (let times = 0; times < 2; times++) {
    await keep('enrich', 'events', { partitionKey, data: arrayOf([second]), sequence: '22' });
    await keep('enrich', 'events', { partitionKey, data: arrayOf([first]), sequence: '21' });
    expect(await run()).toBe(0);
    expect(await left()).toBe(0);
    await settle();
  }
  expect(await viewsOf('ann')).toBe(3);
}, 120_000);

it('leaves what may have been counted longer ago than ids are remembered, and what still cannot be read', async () => {
  const partitionKey = String(bucketOf('ann'));
  await keep('enrich', 'events', { partitionKey, data: Buffer.from('no JSON'), sequence: '31' });
  await keep('enrich', 'events', { partitionKey, data: arrayOf([event('ann')]), sequence: '32' });
  await aws.dynamo.client.send(
    new UpdateItemCommand({
      TableName: 'poison',
      Key: { pk: { S: 'enrich' }, sk: { S: sortableSequence('32') } },
      UpdateExpression: 'SET putBackAt = :at',
      ExpressionAttributeValues: { ':at': { S: '2026-11-01T00:00:00.000Z' } },
    }),
  );
  expect(await run()).toBe(1);
  const said = lines.join(' ').replaceAll(/ +/g, ' ');
  expect(said).toContain('is not valid JSON');
  expect(said).toContain('may be back since 2026-11-01');
  expect(await left()).toBe(2);
  expect(await run([], { uncounted: true })).toBe(1);
  expect(await left()).toBe(1);
  await keep('x', 'others', { partitionKey, data: arrayOf([]), sequence: '33' });
  expect(await run(['x'])).toBe(1);
  expect(lines.join(' ')).toContain('none of the streams');
}, 120_000);

it('gives features what they lack, though the bucket has gone past it', async () => {
  await putEvents('bob', event('bob'));
  await settle();
  const old = event('bob');
  const element = withPosition(enrichedText(old, enriched(shopEventOf(old)), false), `${sortableSequence('1')}.000000`);
  for (let times = 0; times < 2; times++) {
    const record = { partitionKey: String(bucketOf('bob')), data: eventArray([element]), sequence: '41' };
    await keep('features', 'enriched', record);
    expect(await run(['features'])).toBe(0);
    await settle();
  }
  expect(await viewsOf('bob')).toBe(2);
}, 120_000);

it('gives features a failed batch that the bucket has gone past only when somebody says that it was not counted', async () => {
  await putEvents('dan', event('dan'));
  await settle();
  const old = event('dan');
  const element = withPosition(enrichedText(old, enriched(shopEventOf(old)), false), `${sortableSequence('1')}.000000`);
  const payload = {
    kinesisSchemaVersion: '1.0',
    partitionKey: String(bucketOf('dan')),
    sequenceNumber: '1',
    data: Buffer.from(eventArray([element])).toString('base64'),
    approximateArrivalTimestamp: Date.now() / 1_000,
  };
  const info = { batchSize: 1, shardId: SHARD, startSequenceNumber: '1', endSequenceNumber: '1' };
  const failure = {
    requestContext: {
      functionArn: 'arn:aws:lambda:us-east-1:1:function:features:$LATEST',
      condition: 'RetryAttemptsExhausted',
    },
    KinesisBatchInfo: { ...info, streamArn: 'arn:aws:kinesis:us-east-1:1:stream/enriched' },
    payload: JSON.stringify({ Records: [{ eventID: `${SHARD}:1`, kinesis: payload }] }),
  };
  const expected = new Map([
    [false, 1],
    [true, 2],
  ]);
  for (const [uncounted, views] of [...expected, [true, 2] as const]) {
    const Body = JSON.stringify(failure);
    await aws.moto.s3.send(new PutObjectCommand({ Bucket: 'config', Key: 'failures/dan', Body }));
    const flags = { bucket: 'config', prefix: 'failures/', 'dedup-hours': '24', limit: '10', uncounted };
    expect(await redrive.run({ positionals: [], flags })).toBe(0);
    await settle();
    expect([uncounted, await viewsOf('dan')]).toEqual([uncounted, views]);
  }
}, 120_000);

it('decides on an order that its bucket has gone past, and never takes an old row for a new one', async () => {
  const order = (orderId: string): EventRecord =>
    event('cy', { eventType: 'purchase', orderId, price: 10, quantity: 1 });
  const insight = (record: EventRecord, at: string): Buffer =>
    Buffer.from(eventInsight(withPosition(enrichedText(record, enriched(shopEventOf(record)), false), at), 3));
  const [lost, taken] = [order('o-1'), order('o-2')];
  await put('insights', DECISIONS, insight(taken, '2'));
  await put('insights', 'stock', Buffer.from('{"view":"stock","row":{"productId":"p-1","onHand":4}}'));
  await settle();
  for (let times = 0; times < 2; times++) {
    await keep('insights', 'insights', { partitionKey: DECISIONS, data: insight(lost, '1'), sequence: '51' }, 0);
    const row = Buffer.from('{"view":"stock","row":{"productId":"p-1","onHand":9}}');
    await keep('insights', 'insights', { partitionKey: 'stock', data: row, sequence: '52' });
    expect(await run(['insights'])).toBe(0);
  }
  for (const each of [lost, taken]) {
    const { row } = rowOf(shopEventOf(each));
    await put('insights', DECISIONS, Buffer.from(JSON.stringify({ view: 'fraud_scores', row })));
  }
  await settle();
  const { Items = [] } = await aws.dynamo.client.send(new ScanCommand({ TableName: 'decisions' }));
  expect(Items.map(({ pk }) => pk?.S).sort()).toEqual(['o-1', 'o-2']);
  const profile = { TableName: 'risk-profiles', Key: { pk: { S: 'cy' } } };
  const { Item } = await aws.dynamo.client.send(new GetItemCommand(profile));
  expect(JSON.parse(Item?.profile?.S ?? '{}').orders).toBe(2);
  const key = { TableName: 'results', Key: { pk: { S: 'stock' }, sk: { S: 'p-1' } } };
  const stored = await aws.dynamo.client.send(new GetItemCommand(key));
  expect(JSON.parse(stored.Item?.row?.S ?? '{}').onHand).toBe(4);
}, 120_000);
