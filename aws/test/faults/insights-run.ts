/**
 * One run of the function on `insights` under faults, as it is deployed: orders, measurements, words of people and result
 * rows go in, and decisions, cases, alerts, results and the lake must come to what the same stream comes to when nothing
 * fails, while everything around does.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { DECISIONS_FUNCTION } from '../../src/lambdas/insights/decisions-function.ts';
import { DECISIONS } from '../../src/stream/insight-record.ts';
import type { EmulatedAws } from '../emulated/emulated-aws.ts';
import { savedStates } from '../state/saved-states.ts';
import type { RunSettings } from './counting-run.ts';
import { FaultyWorld, QUIET_MS, shopFunction, type WorldReport } from './faulty-world.ts';
import { checkInsights, type InsightsResult } from './insights-check.ts';
import { InsightsLoad } from './insights-load.ts';
import { InsightsStored } from './insights-stored.ts';
import { insightsWords, type Word } from './insights-words.ts';
import { streamRecords } from './stream-records.ts';

const LOOK_EVERY_MS = 700;
/** For so long everything goes on to fail, so that what lies on the stream is worked on meanwhile. */
const LINGER_MS = 6_000;

export async function insightsRun({
  seed,
  events,
}: RunSettings): Promise<InsightsResult & { readonly poison: number } & WorldReport> {
  await using world = await FaultyWorld.start(seed, ['insights']);
  const { aws, faults, chaos } = world;
  const stored = await InsightsStored.open(aws);
  const { mapping } = await world.deploy(shopFunction('insights'));
  const load = new InsightsLoad({ client: aws.kinesis.client, events, faults });
  const looks = await looksDuring(stored, chaos.during(load.run().then(() => sleep(LINGER_MS))));
  world.quiet();
  await load.close();
  await mapping.drained(QUIET_MS);
  assert.deepEqual(await world.givenUp(), [], 'batches that were given up');
  const expected = insightsWords(await streamRecords(aws.kinesis.client, 'insights'));
  const [words, notified, lake] = [await stored.words(), await stored.notified(), await stored.lake()];
  const result = checkInsights(expected, { looks, words, notified, lake });
  assert.deepEqual(await statesOf(aws), withoutEmpty(expected.states), 'what decisions remember');
  assert.deepEqual((await stored.poison()).toSorted(), load.poison.toSorted(), 'what could not be read');
  return { ...result, poison: load.poison.length, ...world.report() };
}

/** What the tables hold, now and then, until the work is done. */
async function looksDuring(stored: InsightsStored, work: Promise<void>): Promise<readonly (readonly Word[])[]> {
  const looks: (readonly Word[])[] = [];
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    looks.push(await stored.words());
    await Promise.race([sleep(LOOK_EVERY_MS), over]);
  }
  await over;
  return looks;
}

async function statesOf(aws: EmulatedAws): Promise<object> {
  const world = { valkey: aws.valkey, dynamo: aws.dynamo, nowMs: Date.now() };
  const { name, stateVersion } = DECISIONS_FUNCTION;
  return (await savedStates(world, name, [DECISIONS], stateVersion))[DECISIONS] ?? {};
}

function withoutEmpty(tables: Readonly<Record<string, object>>): object {
  return Object.fromEntries(Object.entries(tables).filter(([, states]) => Object.keys(states).length > 0));
}
