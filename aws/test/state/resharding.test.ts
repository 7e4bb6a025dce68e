/** A bucket that moves from shard to shard keeps its order and its count, and is made again through its shards' parents. */
import { UpdateShardCountCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countingFunction, Receiver, straightRun } from './counting-function.ts';
import { savedStates } from './saved-states.ts';
import { STREAM, StateWorld } from './state-world.ts';

const BUCKETS = [3, 40, 70, 120];
let world: StateWorld;

beforeAll(async () => {
  world = await StateWorld.start(1);
});
afterAll(() => world.close());

async function reshard(count: number): Promise<void> {
  const { client } = world.kinesis;
  const input = { StreamName: STREAM, TargetShardCount: count, ScalingType: 'UNIFORM_SCALING' } as const;
  await client.send(new UpdateShardCountCommand(input));
  await world.kinesis.untilActive(STREAM);
}

it('reads back over a split and a merge', async () => {
  const receiver = new Receiver();
  const bucketFunction = countingFunction('moving', async (outputs) => receiver.take(outputs));
  const { runner } = world.container({ bucketFunction, reject: async () => undefined });
  let n = 0;
  for (const shards of [2, 4, 2, undefined]) {
    await world.put(
      Array.from({ length: 20 }, () => {
        const bucket = BUCKETS[n % BUCKETS.length] ?? 0;
        return [bucket, JSON.stringify([{ user: `u${n % 6}`, n: n++, does: 'count' }])] as const;
      }),
    );
    const records = await world.records();
    // The last batch of a shard comes again after it has ended, and its children have gone on.
    expect((await runner.run(records)).failures).toEqual([]);
    expect((await runner.run(records.slice(-30, -10))).failures).toEqual([]);
    if (shards !== undefined) await reshard(shards);
  }
  const records = await world.records();
  expect(new Set(records.map(({ shardId }) => shardId)).size).toBeGreaterThan(4);
  await world.valkey.client.flushall();
  const report = await runner.run(records.slice(-BUCKETS.length * 5));
  expect(report.failures).toEqual([]);
  expect(report.counts.rebuilt).toBe(records.length);
  const straight = straightRun(records);
  expect(await savedStates(world, 'moving', BUCKETS.map(String))).toEqual(straight.states);
  expect(receiver.taken).toEqual(straight.outputs);
});

it('is made again when its first record came to a shard that others were merged into', async () => {
  await using worlds = new AsyncDisposableStack();
  const own = worlds.adopt(await StateWorld.start(2), (each) => each.close());
  const receiver = new Receiver();
  const bucketFunction = countingFunction('merged', async (outputs) => receiver.take(outputs));
  const { runner } = own.container({ bucketFunction, reject: async () => undefined });
  const put = (n: number, bucket = 3) =>
    own.put([[bucket, JSON.stringify([{ user: `u${bucket}`, n, does: 'count' }])]]);
  await put(0, 4);
  const input = { StreamName: STREAM, TargetShardCount: 1, ScalingType: 'UNIFORM_SCALING' } as const;
  await own.kinesis.client.send(new UpdateShardCountCommand(input));
  await own.kinesis.untilActive(STREAM);
  await put(1);
  await put(2);
  expect((await runner.run(await own.records())).failures).toEqual([]);
  await own.valkey.client.flushall();
  await put(3);
  const records = await own.records();
  const report = await runner.run(records.slice(-1));
  expect(report.failures).toEqual([]);
  expect(report.counts.rebuilt).toBe(2);
  expect(receiver.taken).toEqual(straightRun(records).outputs);
});
