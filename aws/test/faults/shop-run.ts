/**
 * One run of the shop's own functions under faults, enrichment and features as they are deployed: events of a simulated shop
 * go in, and what is known of each user must be what one process comes to, while everything around fails.
 *
 * The shoppers are signed in, and the catalogue stands still: what buckets tell each other takes its time, and
 * `test/lambdas` holds that to one process in turns.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { type KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { NOWHERE } from '@millrace/shop/functions/enrich/place.ts';
import { FEATURES_FUNCTION } from '../../src/lambdas/features/features-function.ts';
import { BUCKET_COUNT, bucketOf, hashKeyOf } from '../../src/stream/bucket.ts';
import { eventArray, eventsOf } from '../../src/stream/event-array.ts';
import type { EventRecord } from '../../src/stream/event-record.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import type { EmulatedAws } from '../emulated/emulated-aws.ts';
import type { Faults } from '../emulated/faults.ts';
import { comparable } from '../lambdas/comparable-state.ts';
import { OneProcess } from '../lambdas/one-process.ts';
import { simulatedRecords } from '../lambdas/simulated-records.ts';
import { savedStates } from '../state/saved-states.ts';
import type { RunSettings } from './counting-run.ts';
import { FaultyWorld, QUIET_MS, shopFunction, type WorldReport } from './faulty-world.ts';
import { streamRecords } from './stream-records.ts';

export interface ShopResult {
  readonly events: number;
  readonly users: number;
  readonly repeats: number;
  readonly poison: number;
}

const TYPES = new Set(['page_view', 'product_click', 'add_to_cart', 'remove_from_cart', 'search', 'purchase']);
const BUCKETS = Array.from({ length: BUCKET_COUNT }, (_, bucket) => String(bucket));
const POISON_SHARE = 0.02;

export async function shopRun({ seed, events }: RunSettings): Promise<ShopResult & WorldReport> {
  const records = await recordsOfUsers(events);
  const one = new OneProcess(NOWHERE);
  for (const record of records) one.apply(record);
  await using world = await FaultyWorld.start(seed);
  const { aws, faults, chaos } = world;
  const enrich = await world.deploy(shopFunction('enrich'));
  const features = await world.deploy(shopFunction('features'));
  const last = lastOfUsers(records);
  const before = records.filter((record) => !last.has(record));
  const sent = await sending(aws.kinesis.client, before, faults, (work) => chaos.during(work));
  world.quiet();
  // What Valkey has lost of a bucket is made again when its next record comes.
  for (const record of last) await putEvent(aws.kinesis.client, record);
  for (let round = 0; round < 3; round++) {
    await enrich.mapping.drained(QUIET_MS);
    await features.mapping.drained(QUIET_MS);
  }
  assert.deepEqual(await world.givenUp(), [], 'batches that were given up');
  const repeats = checkEnriched(records, await streamRecords(aws.kinesis.client, 'enriched'));
  const states = await statesOf(aws);
  assert.deepEqual(states, Object.fromEntries(one.states('features-users')), 'features');
  assert.deepEqual(await poisonOf(aws), sent.poison.toSorted(), 'what could not be taken');
  const users = Object.keys(states).length;
  return { events: records.length, users, repeats, poison: sent.poison.length, ...world.report() };
}

async function recordsOfUsers(events: number): Promise<readonly EventRecord[]> {
  const all = (await simulatedRecords({ events: events * 4, users: 30, products: 20 })).flat();
  return all.filter(({ userId, eventType }) => userId !== undefined && TYPES.has(eventType)).slice(0, events);
}

function lastOfUsers(records: readonly EventRecord[]): ReadonlySet<EventRecord> {
  return new Set(new Map(records.map((record) => [record.userId, record])).values());
}

/** Each record an event of its bucket, in order; between them some that nobody can read. */
async function sending(
  client: KinesisClient,
  records: readonly EventRecord[],
  faults: Faults,
  during: (work: Promise<void>) => Promise<void>,
): Promise<{ readonly poison: readonly string[] }> {
  const poison: string[] = [];
  const send = async (): Promise<void> => {
    for (const record of records) {
      const bucket = bucketOf(record.userId ?? '');
      if (faults.chance(POISON_SHARE)) poison.push(await put(client, bucket, Buffer.from('not an array of events')));
      await putEvent(client, record);
      await sleep(faults.below(40));
    }
  };
  await during(send());
  return { poison };
}

async function putEvent(client: KinesisClient, record: EventRecord): Promise<void> {
  await put(client, bucketOf(record.userId ?? ''), eventArray([JSON.stringify(record)]));
}

async function put(client: KinesisClient, bucket: number, Data: Uint8Array): Promise<string> {
  const record = { PartitionKey: String(bucket), ExplicitHashKey: hashKeyOf(bucket), Data };
  return (await client.send(new PutRecordCommand({ StreamName: 'events', ...record }))).SequenceNumber ?? '';
}

/** Each event once and each user's in order, when what a bucket has had is left out. @returns how much came again. */
function checkEnriched(records: readonly EventRecord[], enriched: readonly StreamRecord[]): number {
  const last = new Map<string, string>();
  const found = new Map<string, string[]>();
  let repeats = 0;
  for (const { partitionKey, data } of enriched)
    for (const { at, eventId, userId } of eventsOf(data) as { at: string; eventId?: string; userId?: string }[]) {
      if (eventId === undefined || userId === undefined) continue;
      if (at <= (last.get(partitionKey) ?? '')) {
        repeats++;
        continue;
      }
      last.set(partitionKey, at);
      found.set(userId, [...(found.get(userId) ?? []), eventId]);
    }
  const sent = Map.groupBy(records, ({ userId = '' }) => userId);
  const expected = Array.from(sent, ([user, its]) => [user, its.map(({ eventId }) => eventId)]);
  assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected), 'enriched');
  return repeats;
}

async function statesOf(aws: EmulatedAws): Promise<Readonly<Record<string, unknown>>> {
  const world = { valkey: aws.valkey, dynamo: aws.dynamo, nowMs: Date.now() };
  const { name, stateVersion } = FEATURES_FUNCTION;
  const buckets = await savedStates(world, name, BUCKETS, stateVersion);
  return comparable(Object.assign({}, ...Object.values(buckets).map((tables) => tables['features-users'] ?? {})));
}

/** Sequence numbers of the records that enrichment could not take. */
async function poisonOf(aws: EmulatedAws): Promise<readonly string[]> {
  const { Items = [] } = await aws.dynamo.client.send(new ScanCommand({ TableName: aws.environment().TABLE_POISON }));
  return Items.flatMap(({ sequence }) => sequence?.S ?? []).toSorted();
}
