/**
 * A checkpoint that was written in part and then given up, because the cache was lost, leaves versions in DynamoDB. None of
 * them may ever be taken for the state of a later position.
 */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { type CountedInput, type CountedOutput, countingFunction, Receiver, straightRun } from './counting-function.ts';
import { savedStates } from './saved-states.ts';
import { type Container, StateWorld } from './state-world.ts';

/** With the bucket's total more than one piece of a checkpoint has, and less than two. */
const USERS = 40;
const SETTLE_SECONDS = 1;

let world: StateWorld;
let records: readonly StreamRecord[];
let number = 0;
let name: string;
let receiver: Receiver;

beforeAll(async () => {
  world = await StateWorld.start();
  const come = all(0, 'count');
  await world.put([come, all(1, 'leave'), all(2, 'count')].map((text) => [0, text]));
  records = await world.records();
});
afterAll(() => world.close());
beforeEach(async () => {
  name = `givenUp${number++}`;
  receiver = new Receiver();
  await world.valkey.client.flushall();
});

function all(round: number, does: CountedInput['does']): string {
  const inputs = Array.from({ length: USERS }, (_, at) => ({ user: `u${at}`, n: round * 100 + at, does }));
  return JSON.stringify([...inputs, { user: 'stays', n: round * 100 + USERS, does: 'count' }]);
}

/** @param settlingMs with 0, one piece of a checkpoint a batch, and its end in the batch after the last. */
function container(settlingMs: number): Container<CountedInput, CountedOutput> {
  return world.container({
    bucketFunction: countingFunction(name, async (outputs) => receiver.take(outputs)),
    reject: async () => undefined,
    settleSeconds: SETTLE_SECONDS,
    settlingMs,
  });
}

async function run(from: number, to: number, settlingMs = 1_000): Promise<void> {
  const report = await container(settlingMs).runner.run(records.slice(from, to));
  expect(report.failures).toEqual([]);
  expect(report.counts.settleFailures).toBe(0);
}

/** A checkpoint all of whose states are in DynamoDB, and which is not complete. */
async function settleWithoutEnd(record: number): Promise<void> {
  world.nowMs += 10_000;
  await run(record, record + 1, 0);
  await run(record, record + 1, 0);
}

async function expectStraight(upTo: number): Promise<void> {
  const straight = straightRun(records.slice(0, upTo));
  expect(await savedStates(world, name, ['0'])).toEqual(straight.states);
  expect(receiver.taken).toEqual(straight.outputs);
}

it('does not bring back what came and went while states were made again', async () => {
  await run(0, 1);
  world.nowMs += 10_000;
  await run(0, 1, 0);
  await run(1, 2, 0);
  await world.valkey.client.flushall();
  await run(1, 2);
  world.nowMs += 10_000;
  await run(1, 2);
  await expectStraight(2);
  await world.valkey.client.flushall();
  await run(0, 3);
  await expectStraight(3);
});

it('does not go on from a cache whose checkpoint was begun, and lost its versions to a later one', async () => {
  await run(0, 1);
  world.nowMs += 10_000;
  await run(0, 1);
  await run(1, 2);
  await settleWithoutEnd(1);
  const snapshot = await world.snapshot();
  await world.valkey.client.flushall();
  await run(2, 3);
  await settleWithoutEnd(2);
  await world.failOver(snapshot);
  await run(2, 3);
  await expectStraight(3);
});
