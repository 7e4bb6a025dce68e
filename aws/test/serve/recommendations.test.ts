/**
 * Recommendations out of the stream are those of one process, whatever comes twice, and wherever a process dies that makes
 * them: the next one goes on from a checkpoint, and has the same state to the last number.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { readStoredTables } from '@millrace/engine/fold/stored-tables.ts';
import { LmdbEnvironment } from '@millrace/engine/storage/lmdb-environment.ts';
import type { RecommendationQuestion } from '@millrace/shop/functions/recommend/recommendation-list.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { RecommendationState } from '../../src/serve/recommendation-state.ts';
import { StreamReplica } from '../../src/serve/stream-replica.ts';
import type { EventRecord } from '../../src/stream/event-record.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { simulatedRecords } from '../lambdas/simulated-records.ts';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { TestMoto } from '../servers/test-moto.ts';
import { ENRICHED, enrichedRecords, OneShop, putRecords, reshard } from './enriched-shop.ts';
import { CHECKPOINTS, replicaOptions } from './replica-options.ts';

type Replica = StreamReplica<RecommendationState>;

const PROGRAM = fileURLToPath(new URL('./dying-replica.ts', import.meta.url));

let moto: TestMoto;
let kinesis: TestKinesis;
let folder: string;
let events: readonly EventRecord[];
let records: readonly StreamRecord[];
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  moto = await TestMoto.start();
  events = (await simulatedRecords({ events: 1_500, users: 60, products: 80 })).flat();
  records = await enrichedRecords(events);
}, 180_000);
afterAll(() => moto.close());

beforeEach(async () => {
  kinesis = await TestKinesis.start({ [ENRICHED]: 1 });
  await moto.s3.send(new CreateBucketCommand({ Bucket: CHECKPOINTS }));
  folder = await mkdtemp(join(tmpdir(), 'millrace-serve-'));
}, 60_000);
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await fetch(`${moto.endpoint}/moto-api/reset`, { method: 'POST' });
  await kinesis.close();
  await rm(folder, { recursive: true });
});

async function caughtUp(name: string, options: Partial<ReturnType<typeof replicaOptions>> = {}): Promise<Replica> {
  const replica = await StreamReplica.start({
    ...replicaOptions(kinesis.client, moto.s3, join(folder, name)),
    ...options,
  });
  closing.push(() => replica.close());
  await expect.poll(() => replica.status().isReady, { timeout: 60_000, interval: 20 }).toBe(true);
  return replica;
}

/** About everybody and everything, at one moment. */
function questions(): readonly RecommendationQuestion[] {
  const visitors = new Set(events.flatMap(({ userId, anonymousId }) => userId ?? anonymousId ?? []));
  const products = new Set(events.flatMap(({ productId }) => productId ?? []));
  const nowMs = Math.max(...events.map(({ receivedAt }) => Date.parse(receivedAt)));
  const options = { n: 20, category: null, exclude: [], includeSeen: false, explain: true, nowMs };
  return [
    ...Array.from(visitors, (visitor) => ({ kind: 'personal' as const, visitor, ...options })),
    ...Array.from(products).flatMap((productId) => [
      { kind: 'similar' as const, productId, ...options },
      { kind: 'bought-together' as const, productId, ...options },
    ]),
  ];
}

/** Everything that a replica has written, when it has been closed. */
async function savedTables(name: string) {
  const environment = LmdbEnvironment.open({ folder: join(folder, name, 'state'), durability: 'consistent' });
  const tables = readStoredTables(environment);
  await environment.close();
  return tables;
}

test('are those of one process, products that are out of stock included', async () => {
  const twice = records.flatMap((record, index) => (index % 7 === 0 ? [record, record] : [record]));
  await putRecords(kinesis.client, twice);
  const { state } = await caughtUp('one');
  const shop = new OneShop(events);
  const asked = questions();
  const answers = asked.map((question) => state.recommendations.recommend(question));
  expect(answers).toEqual(asked.map((question) => shop.recommend(question)));
  const reasons = answers.flatMap(({ items }) => items.flatMap((item) => item.reasons?.map(({ why }) => why) ?? []));
  expect(new Set(reasons).size).toBeGreaterThan(4);
  const excluded = answers.flatMap((answer) => answer.excluded?.map(({ why }) => why) ?? []);
  expect(excluded).toContain('out_of_stock');
});

test('are the same to the last number when the process is killed again and again, with shards that split and merge', async () => {
  const third = Math.ceil(records.length / 3);
  await putRecords(kinesis.client, records.slice(0, third));
  await reshard(kinesis, 2);
  await putRecords(kinesis.client, records.slice(third, 2 * third));
  await reshard(kinesis, 1);
  await putRecords(kinesis.client, records.slice(2 * third));
  const noCheckpoints = { restore: async () => false, save: async () => 0 };
  const whole = await caughtUp('whole', { checkpoints: noCheckpoints });
  const asked = questions();
  const expected = asked.map((question) => whole.state.recommendations.recommend(question));
  await closing.pop()?.();
  for (const least of [0.15, 0.12, 0.1]) {
    const args = [
      PROGRAM,
      kinesis.endpoint,
      moto.endpoint,
      join(folder, 'dying'),
      String(Math.ceil(least * records.length)),
    ];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
  }
  const next = await caughtUp('next');
  // It did not begin anew.
  expect(next.status().records).toBeLessThan(0.7 * records.length);
  expect(asked.map((question) => next.state.recommendations.recommend(question))).toEqual(expected);
  await closing.pop()?.();
  expect(await savedTables('next')).toEqual(await savedTables('whole'));
}, 120_000);

test('a record that nothing can be made of is left out, and its neighbours pass', async () => {
  const poison = records.slice(40, 43).map((record) => ({ ...record, data: Buffer.from('[{"eventId":"e"}]') }));
  await putRecords(kinesis.client, [...records.slice(0, 40), ...poison, ...records.slice(40)]);
  const problems: string[] = [];
  const replica = await caughtUp('one', { onProblem: (what) => void problems.push(what) });
  expect(replica.status()).toMatchObject({ poison: 3, records: records.length + 3 });
  expect(problems[0]).toMatch(/record \d+ of shardId-\d+ is left out/);
  const shop = new OneShop(events);
  for (const question of questions()) {
    expect(replica.state.recommendations.recommend(question)).toEqual(shop.recommend(question));
  }
});

test('follow events as they come, and what was taken is found by the process that comes after', async () => {
  const half = Math.ceil(records.length / 2);
  await putRecords(kinesis.client, records.slice(0, half));
  const first = await caughtUp('first');
  expect(first.status().records).toBe(half);
  await putRecords(kinesis.client, records.slice(half, half + 1));
  await expect.poll(() => first.status().records, { timeout: 60_000 }).toBe(half + 1);
  await closing.pop()?.();
  const second = await caughtUp('second');
  expect(second.status().records).toBe(0);
  await putRecords(kinesis.client, records.slice(half + 1));
  await expect.poll(() => second.status().records, { timeout: 60_000 }).toBe(records.length - half - 1);
  const shop = new OneShop(events);
  for (const question of questions()) {
    expect(second.state.recommendations.recommend(question)).toEqual(shop.recommend(question));
  }
});

test('whoever cannot commit says so, follows no further, and leaves the thread to others', async () => {
  class FullState extends RecommendationState {
    override async commit(): Promise<void> {
      throw new Error('the disk is full');
    }
  }
  await putRecords(kinesis.client, records.slice(0, 10));
  const options = replicaOptions(kinesis.client, moto.s3, join(folder, 'full'));
  const replica = await StreamReplica.start({ ...options, openState: (path) => new FullState(path) });
  await expect(replica.failed).rejects.toThrow('the disk is full');
  await sleep(20);
  const taken = replica.status().records;
  await putRecords(kinesis.client, records.slice(10, 20));
  await sleep(200);
  expect(replica.status().records).toBe(taken);
  await expect(replica.close()).rejects.toThrow('the disk is full');
});
