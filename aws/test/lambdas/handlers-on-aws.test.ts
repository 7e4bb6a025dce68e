/**
 * The handlers as they are deployed, on emulated services: a simulated shop's events come to the features of each user that
 * one process comes to, and to the orders and the lake.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { GetRecordsCommand, GetShardIteratorCommand, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { packagedPlaces, placeFinder } from '@millrace/shop/function-runtime/place-finder.ts';
import { NOWHERE } from '@millrace/shop/functions/enrich/place.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrichFunction } from '../../src/lambdas/enrich/enrich-function.ts';
import { FEATURES_FUNCTION } from '../../src/lambdas/features/features-function.ts';
import { BUCKET_COUNT } from '../../src/stream/bucket.ts';
import type { EventRecord } from '../../src/stream/event-record.ts';
import { insightOf } from '../../src/stream/insight-record.ts';
import { putInOrder } from '../../src/stream/put-in-order.ts';
import { deployHandler } from '../emulated/deploy-handler.ts';
import { type Deployed, EmulatedAws, LAKE } from '../emulated/emulated-aws.ts';
import { savedStates } from '../state/saved-states.ts';
import { comparable } from './comparable-state.ts';
import { eventLanes } from './event-lanes.ts';
import { OneProcess } from './one-process.ts';
import { simulatedRecords } from './simulated-records.ts';
import { userStates } from './user-states.ts';

const BUCKETS = Array.from({ length: BUCKET_COUNT }, (_, bucket) => String(bucket));
const EVENTS = 1_500;

let aws: EmulatedAws;
let enrich: Deployed;
let features: Deployed;
let one: OneProcess;
let records: readonly EventRecord[];

/** Messages of buckets and hand-overs go a few times around. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await enrich.mapping.drained(120_000);
    await features.mapping.drained(120_000);
  }
}

async function put(batch: readonly EventRecord[]): Promise<void> {
  await putInOrder(aws.kinesis.client, 'events', eventLanes(batch));
}

/**
 * Splits where an event would come before buckets have told each other what it depends on: who an anonymous visitor is,
 * and what the catalogue says.
 */
function inTurns(all: readonly EventRecord[]): readonly (readonly EventRecord[])[] {
  const turns: EventRecord[][] = [[]];
  const told = new Set<string>();
  for (const record of all) {
    const depends = [record.userId === undefined ? record.anonymousId : undefined, record.productId];
    const isReference = record.eventType === 'product_update' || record.eventType === 'inventory_update';
    if (!isReference && depends.some((name) => name !== undefined && told.has(name))) {
      turns.push([]);
      told.clear();
    }
    turns.at(-1)?.push(record);
    if (record.eventType === 'identify' && record.anonymousId !== undefined) told.add(record.anonymousId);
    if (isReference && record.productId !== undefined) told.add(record.productId);
  }
  return turns;
}

beforeAll(async () => {
  records = (await simulatedRecords({ events: EVENTS, users: 80, products: 40 })).flat();
  one = new OneProcess(placeFinder());
  for (const record of records) one.apply(record);
  aws = await EmulatedAws.start({ shards: 1 });
  const mapping = { batchSize: 1_000 };
  // On AWS it is a layer's folder.
  enrich = deployHandler(aws, 'enrich', { environment: { PLACES_FOLDER: packagedPlaces() }, mapping });
  features = deployHandler(aws, 'features', { mapping });
  await Promise.all([enrich.mapping.enable(), features.mapping.enable()]);
  for (const turn of inTurns(records)) {
    await put(turn);
    await settle();
  }
  // A client that did not hear of its success.
  await put(records.slice(-200));
  await settle();
}, 600_000);
afterAll(() => aws?.close());

const deliver = async () => undefined;
const products = { get: () => undefined, fetch: async () => undefined };
const enrichment = enrichFunction({ deliver, locate: NOWHERE, products, dedupHours: 24 });

/** All states of a function's table. */
async function statesOf(
  { name, stateVersion }: { readonly name: string; readonly stateVersion: string },
  table: string,
): Promise<Readonly<Record<string, unknown>>> {
  const world = { valkey: aws.valkey, dynamo: aws.dynamo, nowMs: Date.now() };
  const buckets = await savedStates(world, name, BUCKETS, stateVersion);
  return comparable(Object.assign({}, ...Object.values(buckets).map((tables) => tables[table] ?? {})));
}

it('has the features of each user that one process has', async () => {
  const states = userStates(await statesOf(FEATURES_FUNCTION, 'features-users'));
  expect(states).toEqual(userStates(Object.fromEntries(one.states('features-users'))));
  expect(Object.keys(states).length).toBeGreaterThan(100);
});

it('has the profiles and the orders', async () => {
  expect(await statesOf(enrichment, 'enrich-users')).toEqual(Object.fromEntries(one.states('enrich-users')));
  expect(await statesOf(enrichment, 'enrich-orders')).toEqual(Object.fromEntries(one.states('enrich-orders')));
});

it('gives purchases to those who decide, each under one place', async () => {
  const { client } = aws.kinesis;
  const { Shards: [shard] = [] } = await client.send(new ListShardsCommand({ StreamName: 'insights' }));
  const start = { StreamName: 'insights', ShardId: shard?.ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  const { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
  const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
  const events = Records.map(({ Data = new Uint8Array() }) => insightOf(Data)).filter((each) => each.kind === 'event');
  const purchases = records.filter(({ eventType }) => eventType === 'purchase').map(({ eventId }) => eventId);
  // What leaves again after a failure is known by its place.
  const known = new Map(events.map(({ event, bucket }) => [`${bucket} ${event.at}`, event.eventId]));
  expect([...known.values()].sort()).toEqual(purchases.sort());
});

interface Line {
  readonly eventId: string;
  readonly at: string;
  readonly ip?: string;
  readonly location?: object;
  readonly enrichment: { readonly country?: string | null; readonly region?: string | null };
}

async function linesOfTheLake(): Promise<readonly Line[]> {
  const { s3 } = aws.moto;
  await sleep(100);
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: LAKE, Prefix: 'events/' }));
  const lines: string[] = [];
  for (const { Key } of objects) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: LAKE, Key }));
    lines.push(...((await Body?.transformToString()) ?? '').split('\n').filter((line) => line !== ''));
  }
  return lines.map((line) => JSON.parse(line));
}

it('brings each event to the lake as a line', async () => {
  const known = new Map((await linesOfTheLake()).map(({ eventId, at }) => [`${eventId} ${at}`, eventId]));
  expect([...known.values()].sort()).toEqual(records.map(({ eventId }) => eventId).sort());
});

it('finds the places that one process finds by address', async () => {
  const places = new Map(one.completed.map(({ event, country, region }) => [event.eventId, { country, region }]));
  const byAddress = (await linesOfTheLake()).filter(({ ip, location }) => ip !== undefined && location === undefined);
  const found = byAddress.map(({ eventId, enrichment: { country = null, region = null } }) => [
    eventId,
    { country, region },
  ]);
  expect(found).toEqual(byAddress.map(({ eventId }) => [eventId, places.get(eventId)]));
  const countries = new Set(byAddress.map(({ enrichment: { country } }) => country).filter((country) => country));
  expect(countries.size).toBeGreaterThan(3);
});
