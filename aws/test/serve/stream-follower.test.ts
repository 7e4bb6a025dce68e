/** All records of a stream, each once and in the order of its bucket, over resharding and from one process to the next. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TailPace } from '../../src/serve/shard-tail.ts';
import { StreamFollower } from '../../src/serve/stream-follower.ts';
import { hashKeyOf } from '../../src/stream/bucket.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { ENRICHED, reshard } from './enriched-shop.ts';

const PACE: TailPace = { pollMs: 20, catchUpMs: 5, levelMs: 0 };
const BUCKETS = [3, 17, 40, 66, 70, 99, 120];
let kinesis: TestKinesis;
let put = 0;

beforeAll(async () => {
  kinesis = await TestKinesis.start({ [ENRICHED]: 2 });
  for (const shards of [4, 2, 1, undefined]) {
    for (let call = 0; call < 5; call++) await putSome();
    if (shards !== undefined) await reshard(kinesis, shards);
  }
});
afterAll(() => kinesis.close());

/** A record for each bucket, numbered. */
async function putSome(): Promise<void> {
  const entries = BUCKETS.map((bucket) => ({
    PartitionKey: String(bucket),
    ExplicitHashKey: hashKeyOf(bucket),
    Data: Buffer.from(String(put++)),
  }));
  await kinesis.client.send(new PutRecordsCommand({ StreamName: ENRICHED, Records: entries }));
  await sleep(3);
}

function followerFrom(position: string | undefined, sinceMs = 0): StreamFollower {
  const follower = new StreamFollower({
    ...{ kinesis: kinesis.client, streamName: ENRICHED, pace: PACE, position, sinceMs },
    onFailure: (error) => {
      throw error;
    },
  });
  follower.start();
  return follower;
}

async function take(follower: StreamFollower, most = Number.POSITIVE_INFINITY): Promise<readonly StreamRecord[]> {
  const records: StreamRecord[] = [];
  while (records.length < most && !follower.isLevel) {
    const record = follower.next();
    if (record) records.push(record);
    else await follower.news(100);
  }
  return records;
}

function numberOf({ data }: StreamRecord): number {
  return Number(Buffer.from(data).toString());
}

test('hands over each record once, those of a bucket in order, and of different shards by their arrival', async () => {
  const follower = followerFrom(undefined);
  const records = await take(follower);
  await follower.close();
  expect(records.map(numberOf).toSorted((one, other) => one - other)).toEqual(Array.from({ length: put }, (_, n) => n));
  for (const own of Map.groupBy(records, ({ partitionKey }) => partitionKey).values()) {
    expect(own.map(numberOf)).toEqual(own.map(numberOf).toSorted((one, other) => one - other));
  }
  expect(records.map(({ arrivedMs }) => arrivedMs)).toEqual(
    records.map(({ arrivedMs }) => arrivedMs).toSorted((one, other) => one - other),
  );
  expect(new Set(records.map(({ shardId }) => shardId)).size).toBeGreaterThan(5);
});

test('goes on where another has stopped, wherever that was, in the same order', async () => {
  const whole = followerFrom(undefined);
  const expected = (await take(whole)).map(numberOf);
  await whole.close();
  for (const step of [29, 64]) {
    const taken: number[] = [];
    let position: string | undefined;
    for (let more = true; more; ) {
      const follower = followerFrom(position);
      const some = await take(follower, step);
      taken.push(...some.map(numberOf));
      position = follower.position;
      await follower.close();
      more = some.length > 0;
    }
    expect(taken).toEqual(expected);
  }
}, 60_000);

test('loses nothing and takes nothing twice when calls fail, or are answered and the answer is lost', async () => {
  let seed = 7;
  const failures = new Map<string, number>();
  const fails = (name: string) => {
    seed = (seed * 48_271) % 2_147_483_647;
    if (seed % 9 !== 0) return;
    failures.set(name, (failures.get(name) ?? 0) + 1);
    throw Object.assign(new Error('injected'), { name });
  };
  const send = async (command: never) => {
    fails('ProvisionedThroughputExceededException');
    fails('ExpiredIteratorException');
    const answer = await kinesis.client.send(command);
    fails('TimeoutError');
    return answer;
  };
  const told: unknown[] = [];
  const follower = new StreamFollower({
    ...{ kinesis: { send: send as never }, streamName: ENRICHED, pace: PACE, position: undefined, sinceMs: 0 },
    onFailure: (error) => told.push(error),
  });
  follower.start();
  const taken = (await take(follower)).map(numberOf);
  await follower.close();
  const whole = followerFrom(undefined);
  expect(taken).toEqual((await take(whole)).map(numberOf));
  await whole.close();
  expect([...failures.keys()]).toHaveLength(3);
  expect(told.length).toBeGreaterThan(0);
}, 60_000);

test('begins anew with what arrived since, and follows what comes', async () => {
  const sinceMs = Date.now();
  await sleep(5);
  const before = put;
  await putSome();
  const follower = followerFrom(undefined, sinceMs);
  expect((await take(follower)).map(numberOf)).toEqual(BUCKETS.map((_, index) => before + index));
  expect(follower.lagMs(Date.now())).toBeLessThan(5_000);
  // Nobody has looked for an hour: so old may be what has not been taken.
  expect(follower.lagMs(Date.now() + 3_600_000)).toBeGreaterThanOrEqual(3_600_000);
  await putSome();
  const later: number[] = [];
  while (later.length < BUCKETS.length) {
    const record = follower.next();
    if (record) later.push(numberOf(record));
    else await follower.news(50);
  }
  expect(later).toEqual(BUCKETS.map((_, index) => before + BUCKETS.length + index));
  await follower.close();
});

test('goes on to the children of a shard that is split while it is followed', async () => {
  const sinceMs = Date.now();
  await sleep(5);
  const before = put;
  await putSome();
  const follower = followerFrom(undefined, sinceMs);
  const taken: StreamRecord[] = [...(await take(follower))];
  const splitting = reshard(kinesis, 2);
  await putSome();
  await splitting;
  await putSome();
  while (taken.length < 3 * BUCKETS.length) {
    const record = follower.next();
    if (record) taken.push(record);
    else await follower.news(50);
  }
  const goesOn = followerFrom(follower.position);
  await follower.close();
  expect(await take(goesOn)).toEqual([]);
  await goesOn.close();
  for (const [bucket, own] of Map.groupBy(taken, ({ partitionKey }) => Number(partitionKey))) {
    const first = before + BUCKETS.indexOf(bucket);
    expect(own.map(numberOf)).toEqual([first, first + BUCKETS.length, first + 2 * BUCKETS.length]);
  }
  expect(new Set(taken.map(({ shardId }) => shardId)).size).toBe(3);
}, 60_000);
