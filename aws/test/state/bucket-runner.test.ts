/** What the runner does with batches, one thing at a time. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { StreamOutput } from '../../src/state/bucket-function.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { type CountedInput, type CountedOutput, countingFunction, Receiver, straightRun } from './counting-function.ts';
import { Faults } from './faults.ts';
import { savedStates } from './saved-states.ts';
import { type Container, StateWorld } from './state-world.ts';

let world: StateWorld;
let records: readonly StreamRecord[];
let number = 0;
let name: string;
let receiver: Receiver;
let rejected: string[];
let delivered: StreamOutput<CountedOutput>[];
let isAway = false;

beforeAll(async () => {
  world = await StateWorld.start();
  const inputs = Array.from({ length: 40 }, (_, n): readonly [number, string] => [
    n % 3,
    n === 17 ? 'not JSON' : JSON.stringify([inputOf(n), inputOf(n + 100)]),
  ]);
  await world.put(inputs);
  records = await world.records();
});
afterAll(() => world.close());
beforeEach(async () => {
  name = `counting${number++}`;
  receiver = new Receiver();
  rejected = [];
  delivered = [];
  await world.valkey.client.flushall();
});

function inputOf(n: number): CountedInput {
  return { user: `u${n % 7}`, n, does: n === 23 ? 'fail' : n % 11 === 0 ? 'leave' : 'count' };
}

function container(settleSeconds = 900): Container<CountedInput, CountedOutput> {
  return world.container({
    bucketFunction: countingFunction(name, async (outputs) => {
      if (isAway) throw new Error('nobody takes outputs');
      delivered.push(...outputs);
      receiver.take(outputs);
    }),
    reject: async (poison) => {
      rejected.push(...poison.map(({ record, input }) => record.sequence + (input === undefined ? '' : `/${input}`)));
    },
    settleSeconds,
  });
}

async function expectStraight(of: readonly StreamRecord[] = records): Promise<void> {
  const straight = straightRun(of);
  expect(await savedStates(world, name, Object.keys(straight.states))).toEqual(straight.states);
  expect(receiver.taken).toEqual(straight.outputs);
  expect([...new Set(rejected)].sort()).toEqual([...straight.poison].sort());
}

it('gives what one straight fold gives, and tells of what it could not take', async () => {
  const { runner } = container();
  for (let at = 0; at < records.length; at += 7) {
    const report = await runner.run(records.slice(at, at + 7));
    expect(report.failures).toEqual([]);
  }
  await expectStraight();
  expect(rejected).toHaveLength(2);
});

it('leaves out what has been counted', async () => {
  const { runner } = container();
  await runner.run(records.slice(0, 20));
  const report = await runner.run(records.slice(10));
  expect(report.counts.skipped).toBe(10);
  expect((await runner.run(records)).counts.skipped).toBe(records.length);
  await expectStraight();
  expect(delivered).toHaveLength(Object.values(receiver.taken).flat().length);
});

it('makes lost states again from the stream, without telling of anything twice', async () => {
  const { runner } = container();
  await runner.run(records.slice(0, 30));
  const told = delivered.length;
  await world.valkey.client.flushall();
  const report = await runner.run(records.slice(30));
  expect(report.failures).toEqual([]);
  expect(report.counts.rebuilt).toBe(30);
  await expectStraight();
  const later = Object.values(straightRun(records).outputs).flat().length - told;
  expect(delivered).toHaveLength(told + later);
  expect(rejected).toHaveLength(2);
});

it('begins from the checkpoint in DynamoDB, and reads from there', async () => {
  const { runner } = container(1);
  for (let at = 0; at < 30; at += 6) {
    await runner.run(records.slice(at, at + 6));
    world.nowMs += 1_000;
  }
  await runner.run(records.slice(30, 33));
  await world.valkey.client.flushall();
  const report = await runner.run(records.slice(33));
  expect(report.failures).toEqual([]);
  expect(report.counts.rebuilt).toBeLessThanOrEqual(12);
  await expectStraight();
});

it('loses what a failover lost, finds out, and makes it again', async () => {
  const { runner } = container();
  await runner.run(records.slice(0, 10));
  const snapshot = await world.snapshot();
  await runner.run(records.slice(10, 30));
  await world.failOver(snapshot);
  const report = await runner.run(records.slice(30));
  expect(report.counts.rebuilt).toBe(20);
  await expectStraight();
});

it('goes back to the first record when outputs do not leave, and delivers them again in order', async () => {
  const { runner } = container();
  isAway = true;
  const first = await runner.run(records.slice(0, 12));
  expect(first.failures.map(({ bucket }) => bucket).sort()).toEqual(['0', '1', '2']);
  expect(first.failures.map(({ sequence }) => sequence)).toContain(records[0]?.sequence);
  await runner.run(records.slice(0, 15));
  isAway = false;
  expect((await runner.run(records.slice(0, 20))).failures).toEqual([]);
  expect((await runner.run(records.slice(20))).failures).toEqual([]);
  await expectStraight();
});

it('keeps to what was committed first when an invocation runs beside its retry', async () => {
  const late = container();
  late.faults = new Faults(new Map([[20, 'hang']]));
  const lateRun = late.runner.run(records.slice(0, 12));
  await late.faults.hanging;
  const { runner } = container();
  await runner.run(records.slice(0, 20));
  late.faults.release();
  await lateRun;
  await runner.run(records.slice(20));
  await expectStraight();
});

it('does not wait for a Valkey that is away, and goes on when it is back', async () => {
  const { runner } = container();
  await runner.run(records.slice(0, 10));
  world.valkey.freeze(true);
  const report = await runner.run(records.slice(10, 20));
  expect(report.failures).toHaveLength(3);
  const began = performance.now();
  await runner.run(records.slice(10, 20));
  await runner.run(records.slice(10, 20));
  const again = performance.now();
  await runner.run(records.slice(10, 20));
  expect(performance.now() - again).toBeLessThan(500);
  expect(again - began).toBeLessThan(5_000);
  world.valkey.freeze(false);
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  expect((await runner.run(records.slice(10))).failures).toEqual([]);
  await expectStraight();
});

it('settles buckets that get no more records', async () => {
  const { runner } = container(1);
  await runner.run(records);
  const idle = records.filter(({ partitionKey }) => partitionKey !== '2');
  const straight = straightRun(idle);
  world.nowMs += 10_000;
  // Each batch looks at one bucket beside its own; there are 128.
  for (let batch = 0; batch < 130; batch++) await runner.run(records.slice(-1));
  await world.valkey.client.flushall();
  const report = await runner.run(idle);
  expect(report.counts.rebuilt).toBe(0);
  const saved = await savedStates(world, name, ['0', '1']);
  expect(saved).toEqual(straight.states);
});
