/** The shop's own fold, by way of a stream, Valkey and DynamoDB: what it comes to is what it comes to in memory. */
import { JsonTables, type SavedTables } from '@millrace/engine/fold/json-tables.ts';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import { featuresFold } from '@millrace/shop/functions/features/features-fold.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrichedEvents } from '../../../bench/enriched-events.ts';
import type { BucketFunction } from '../../src/state/bucket-function.ts';
import { bucketOf } from '../../src/stream/bucket.ts';
import { savedStates } from './saved-states.ts';
import { StateWorld } from './state-world.ts';

const EVENTS_A_RECORD = 5;
let world: StateWorld;

beforeAll(async () => {
  world = await StateWorld.start(2);
});
afterAll(() => world.close());

const features: BucketFunction<EnrichedEvent> = {
  name: 'features',
  stateVersion: String(featuresFold.stateVersion),
  decode: ({ data }) => JSON.parse(Buffer.from(data).toString()),
  open: (tables) => featuresFold.open(tables, () => undefined),
  deliver: async () => undefined,
};

/** Few buckets, so that shoppers meet in them. */
function bucketIn({ visitor, event }: EnrichedEvent): number {
  return bucketOf(visitor ?? event.eventId) & ~15;
}

/** Arrays of events, as the enrichment writes them: each bucket's in order. */
function recordsOf(events: readonly EnrichedEvent[]): readonly (readonly [number, string])[] {
  const waiting = new Map<number, EnrichedEvent[]>();
  const records: [number, string][] = [];
  for (const event of events) {
    const bucket = bucketIn(event);
    const its = [...(waiting.get(bucket) ?? []), event];
    waiting.set(bucket, its);
    if (its.length < EVENTS_A_RECORD) continue;
    records.push([bucket, JSON.stringify(its)]);
    waiting.delete(bucket);
  }
  return [...records, ...Array.from(waiting, ([bucket, its]): [number, string] => [bucket, JSON.stringify(its)])];
}

function foldedInMemory(events: readonly EnrichedEvent[]): SavedTables {
  const tables = new JsonTables();
  const fold = featuresFold.open(tables, () => undefined);
  for (const event of events) fold.apply(event);
  const saved = Object.entries(tables.save()).filter(([, states]) => Object.keys(states).length > 0);
  return JSON.parse(JSON.stringify(Object.fromEntries(saved)));
}

it('comes to the same, with the cache lost on the way', { timeout: 120_000 }, async () => {
  const events = await enrichedEvents({ events: 2_000, eventsPerSecond: 200, users: 120, products: 60 });
  const byBucket = Map.groupBy(events, (event) => String(bucketIn(event)));
  expect(byBucket.size).toBeGreaterThan(4);
  await world.put(recordsOf(events));
  const { runner } = world.container({ bucketFunction: features, reject: async () => undefined, settleSeconds: 20 });
  const total = { settled: 0, rebuilt: 0, fetched: 0 };
  const records = await world.records();
  for (let at = 0, batch = 0; at < records.length; at += 40, batch++) {
    if (batch === 7) await world.valkey.client.flushall();
    const { failures, counts } = await runner.run(records.slice(at, at + 40));
    expect(failures).toEqual([]);
    total.settled += counts.settled;
    total.rebuilt += counts.rebuilt;
    total.fetched += counts.statesFetched;
    world.nowMs += 10_000;
  }
  // Shards are read one after the other: buckets of the first lost their states after their last record.
  expect((await runner.run(records)).failures).toEqual([]);
  expect(total.settled).toBeGreaterThan(100);
  expect(total.rebuilt).toBeGreaterThan(10);
  expect(total.fetched).toBeGreaterThan(100);
  const inMemory = Object.fromEntries(Array.from(byBucket, ([bucket, its]) => [bucket, foldedInMemory(its)]));
  expect(await savedStates(world, 'features', [...byBucket.keys()], features.stateVersion)).toEqual(inMemory);
});
