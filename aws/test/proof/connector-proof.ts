/**
 * `npm run proof:connector`: Apache Flink with two readers on a stream whose shards are split and merged, before it starts,
 * while it reads, and while it is dead between a checkpoint and the next start, until one is left. Every event comes, once,
 * in time for its window, and those of a user in their order. Exits with 1 when one does not.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MergeShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { formatInstant } from '@millrace/shop/events/instant.ts';
import { BUCKET_COUNT, bucketOf } from '../../src/stream/bucket.ts';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { FlinkJob } from './flink-job.ts';
import { heartbeatRecord } from './generated-hour.ts';
import { InsightViews } from './insight-views.ts';
import { bucketArray, bucketArrays, putRecords } from './put-records.ts';

const KEYS: Readonly<Record<string, readonly string[]>> = { placed: ['eventId', 'place'], in_time: ['windowStart'] };
const STREAM = 'enriched';
const START_MS = Date.UTC(2026, 2, 2, 10);
const ROUND_MS = 10_000;
const PAUSE_MS = 100;
const LATER_MS = 600_000;
const SILENCE_MS = 60_000;
const PATIENCE_MS = 300_000;
const SCRIPT = fileURLToPath(new URL('connector.sql', import.meta.url));
/** Users of the lower half send an event a round, those of the upper half one in ten: one shard is read long before the other. */
const USERS = Array.from({ length: 40 }, (_, user) => `u-${user}`);
const SELDOM = 10;

const sent = new Map<string, number>();
let round = 0;

const folder = await mkdtemp(join(tmpdir(), 'millrace-connector-proof-'));
const kinesis = await TestKinesis.start({ [STREAM]: 2, insights: 1 });
const insights = new InsightViews(kinesis.client, (view) => KEYS[view] ?? []);
const following = insights.follow('insights');

// Shards are numbered as they come to be.
await put(20);
await split(0, 1n);
await put(20);
let flink = start(1);
await flink.nextCheckpoint();
await put(10);
await split(1, 3n);
await put(10);
await merge(2, 3);
await put(10);
const from = await flink.nextCheckpoint();
await merge(4, 5);
await put(5);
await flink.kill();
await split(6, 1n);
await put(10);
flink = start(2, from);
await put(10);
await split(7, 3n);
await put(10);
await merge(8, 9);
await merge(10, 11);
// In the end one reader has nothing left to read: the other alone tells the time.
await until(() => placed().size === total());
await merge(12, 13);
await put(10);
await beat();
const isWhole = await untilWhole();

insights.stop();
await following;
if (!isWhole) console.log(`${insights.report()}\n${flink.report()}`);
await flink.kill();
await kinesis.close();
await rm(folder, { recursive: true, force: true });
process.exit(isWhole ? 0 : 1);

/** @returns whether every event is there once, in its place, and was in time. */
async function untilWhole(): Promise<boolean> {
  const events = total();
  await until(() => placed().size >= events && inTime() >= events);
  const rows = insights.rowsOf('placed');
  const astray = rows.filter(({ n, place }) => n !== place);
  console.log(
    `${events} events of ${USERS.length} users: ${placed().size} came, ${rows.length - placed().size} of them twice, ` +
      `${astray.length} out of order, ${inTime()} in time`,
  );
  return placed().size === events && rows.length === events && astray.length === 0 && inTime() === events;
}

/** Or until nothing more comes. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds() && Date.now() - insights.lastAtMs < SILENCE_MS) {
    insights.check();
    flink.check();
    await sleep(PAUSE_MS);
  }
}

function total(): number {
  return [...sent.values()].reduce((sum, count) => sum + count, 0);
}

function placed(): ReadonlySet<unknown> {
  return new Set(insights.rowsOf('placed').map(({ eventId }) => eventId));
}

function inTime(): number {
  return insights.rowsOf('in_time').reduce((sum, { events }) => sum + Number(events), 0);
}

function start(number: number, path?: string): FlinkJob {
  return new FlinkJob({
    pipelines: [],
    kinesisEndpoint: kinesis.endpoint,
    folder,
    start: number,
    patienceMs: PATIENCE_MS,
    parallelism: 2,
    settings: { place: '', scripts: SCRIPT },
    ...(path === undefined ? {} : { from: path }),
  });
}

async function put(rounds: number): Promise<void> {
  for (const end = round + rounds; round < end; round += 1) {
    await putRecords(kinesis.client, STREAM, bucketArrays(USERS.filter(sendsNow).map(event)));
    await sleep(PAUSE_MS);
  }
}

function sendsNow(user: string, place: number): boolean {
  return bucketOf(user) < BUCKET_COUNT / 2 || (round + place) % SELDOM === 0;
}

function event(userId: string): { readonly orderKey: string; readonly record: string } {
  const n = (sent.get(userId) ?? 0) + 1;
  sent.set(userId, n);
  const timestamp = formatInstant(START_MS + round * ROUND_MS);
  return { orderKey: userId, record: JSON.stringify({ eventId: `${userId}-${n}`, userId, n, timestamp }) };
}

/** So late that the last window closes on the last shard. */
async function beat(): Promise<void> {
  const record = heartbeatRecord(START_MS + round * ROUND_MS + LATER_MS, 'end');
  await putRecords(kinesis.client, STREAM, [bucketArray(0, [record])]);
}

/** @param quarter where the second half begins, in quarters of all hash keys. */
async function split(shard: number, quarter: bigint): Promise<void> {
  const NewStartingHashKey = (quarter * 2n ** 126n).toString();
  const command = { StreamName: STREAM, ShardToSplit: shardId(shard), NewStartingHashKey };
  await kinesis.client.send(new SplitShardCommand(command));
  await kinesis.untilActive(STREAM);
}

async function merge(shard: number, next: number): Promise<void> {
  const command = { StreamName: STREAM, ShardToMerge: shardId(shard), AdjacentShardToMerge: shardId(next) };
  await kinesis.client.send(new MergeShardsCommand(command));
  await kinesis.untilActive(STREAM);
}

function shardId(shard: number): string {
  return `shardId-${String(shard).padStart(12, '0')}`;
}
