/**
 * What it costs to keep a function's state exact on Valkey and DynamoDB: this thread's processor time for each event, and
 * the calls and the time of a batch. The shop's features, a shard's batches, and servers in processes of their own.
 *
 *     node bench/bucket-state.ts [--events 20000] [--runs 1]
 *
 * Most of the time passes in the emulated DynamoDB, which takes some hundred states a second.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { clientSettings } from '../aws/src/client-settings.ts';
import type { BucketFunction } from '../aws/src/state/bucket-function.ts';
import { BucketRunner } from '../aws/src/state/bucket-runner.ts';
import { openValkey } from '../aws/src/state/open-valkey.ts';
import { bucketOf } from '../aws/src/stream/bucket.ts';
import type { StreamRecord } from '../aws/src/stream/stream-record.ts';
import { freePorts } from '../aws/test/servers/free-ports.ts';
import { ServerProcess } from '../aws/test/servers/server-process.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../aws/test/servers/test-account.ts';
import { createTables, dynamoClient } from '../aws/test/servers/test-dynamo.ts';
import { TestValkey } from '../aws/test/servers/test-valkey.ts';
import { JsonTables } from '../engine/src/fold/json-tables.ts';
import type { EnrichedEvent } from '../shop/src/functions/enrich/enriched-event.ts';
import { featuresFold } from '../shop/src/functions/features/features-fold.ts';
import { enrichedEvents } from './enriched-events.ts';
import { printSpreads } from './report.ts';

const { values: settings } = parseArgs({
  options: { events: { type: 'string', default: '20000' }, runs: { type: 'string', default: '1' } },
});

/** One shard of four: an average second, and a second of the peak. */
const BATCHES = { 'batches of 640 events': 640, 'batches of 2,500 events': 2_500 } as const;
/** Buckets of one shard of four. */
const SHARD_BUCKETS = 32;
const SETTLE_SECONDS = 900;
/** Batches stand for so much time together: two checkpoints come, and batches without one lie between them. */
const RUN_SECONDS = 2 * SETTLE_SECONDS;

interface Measured {
  readonly microsAnEvent: number;
  readonly microsAState: number;
  readonly milliseconds: number;
  readonly valkeyCalls: number;
  readonly dynamoCalls: number;
  readonly runs: number;
}

function featuresOf(name: string): BucketFunction<EnrichedEvent> {
  return {
    name,
    stateVersion: '1',
    decode: ({ data }) => JSON.parse(Buffer.from(data).toString()),
    open: (tables) => featuresFold.open(tables, () => undefined),
    deliver: async () => undefined,
  };
}

/** As the enrichment leaves them: of each batch one record a bucket. */
function* batchesOf(events: readonly EnrichedEvent[], size: number): Generator<readonly StreamRecord[]> {
  let sequence = 10n ** 55n;
  for (let at = 0; at + size <= events.length; at += size) {
    const byBucket = Map.groupBy(events.slice(at, at + size), ({ visitor, event }) =>
      String(bucketOf(visitor ?? event.eventId) % SHARD_BUCKETS),
    );
    yield Array.from(byBucket, ([partitionKey, its]) => ({
      shardId: 'shardId-000000000000',
      sequence: String(sequence++),
      partitionKey,
      data: Buffer.from(JSON.stringify(its)),
      arrivedMs: 0,
    }));
  }
}

async function measure(
  events: readonly EnrichedEvent[],
  size: number,
  servers: { readonly valkey: string; readonly dynamo: string },
): Promise<Measured> {
  const valkey = openValkey(servers.valkey);
  await valkey.flushall();
  const dynamo = dynamoClient(servers.dynamo);
  const kinesis = new KinesisClient({ ...clientSettings(), region: TEST_REGION, credentials: TEST_CREDENTIALS });
  let nowMs = 0;
  const runner = new BucketRunner({
    bucketFunction: featuresOf(`bench-${performance.now()}`),
    streamName: 'none',
    valkey,
    dynamo,
    kinesis,
    tables: { state: 'state', progress: 'progress' },
    reject: async () => undefined,
    settleSeconds: SETTLE_SECONDS,
    nowMs: () => nowMs,
  });
  const batches = [...batchesOf(events, size)];
  const sums = {
    batches: 0,
    plainMicros: 0,
    settlingMicros: 0,
    settled: 0,
    ms: 0,
    valkeyCalls: 0,
    dynamoCalls: 0,
    runs: 0,
  };
  const settling: { micros: number; settled: number }[] = [];
  for (const [at, batch] of batches.entries()) {
    nowMs += (RUN_SECONDS * 1_000) / batches.length;
    const [began, cpu] = [performance.now(), process.threadCpuUsage()];
    const { failures, counts } = await runner.run(batch);
    const { user, system } = process.threadCpuUsage(cpu);
    if (failures.length > 0) throw failures[0]?.error;
    // The first third warms up: code, and shoppers that are not known.
    if (at < batches.length / 3) continue;
    if (counts.settled > 0) {
      settling.push({ micros: user + system, settled: counts.settled });
      continue;
    }
    sums.batches += 1;
    sums.plainMicros += user + system;
    sums.ms += performance.now() - began;
    sums.valkeyCalls += counts.valkeyCalls;
    sums.dynamoCalls += counts.dynamoCalls;
    sums.runs += counts.runs;
  }
  valkey.disconnect();
  dynamo.destroy();
  const plain = sums.plainMicros / sums.batches;
  const settledMicros = settling.reduce((sum, { micros }) => sum + micros - plain, 0);
  const settled = settling.reduce((sum, each) => sum + each.settled, 0);
  return {
    microsAnEvent: plain / size,
    microsAState: settledMicros / settled,
    milliseconds: sums.ms / sums.batches,
    valkeyCalls: sums.valkeyCalls / sums.batches,
    dynamoCalls: sums.dynamoCalls / sums.batches,
    runs: sums.runs / sums.batches / SHARD_BUCKETS,
  };
}

/** The fold alone, in memory, over the same records. */
function measureAlone(events: readonly EnrichedEvent[], size: number): number {
  const tables = new Map<string, ReturnType<typeof featuresFold.open>>();
  const batches = [...batchesOf(events, size)];
  let micros = 0;
  for (const [at, batch] of batches.entries()) {
    const began = process.threadCpuUsage();
    for (const { partitionKey, data } of batch) {
      const fold = tables.get(partitionKey) ?? featuresFold.open(new JsonTables(), () => undefined);
      tables.set(partitionKey, fold);
      for (const event of JSON.parse(Buffer.from(data).toString()) as readonly EnrichedEvent[]) fold.apply(event);
    }
    const { user, system } = process.threadCpuUsage(began);
    if (at >= batches.length / 3) micros += user + system;
  }
  return micros / (Math.ceil((batches.length * 2) / 3) * size);
}

async function startDynamo(): Promise<{ readonly endpoint: string; readonly server: ServerProcess }> {
  const [port] = await freePorts(1);
  const endpoint = `http://127.0.0.1:${port}`;
  const cli = join(dirname(createRequire(import.meta.url).resolve('dynalite')), 'cli.js');
  const server = await ServerProcess.start({
    name: 'dynalite',
    command: process.execPath,
    args: () => [cli, '--port', String(port), '--host', '127.0.0.1', '--createTableMs', '0'],
    answers: () => fetch(endpoint),
  });
  await createTables(dynamoClient(endpoint), ['state', 'progress']);
  return { endpoint, server };
}

const events = await enrichedEvents({ events: Number(settings.events), eventsPerSecond: 10_000 });
const results: Record<string, Record<string, number[]>> = {};
function note(unit: string, name: string, value: number): void {
  const values = results[unit] ?? {};
  results[unit] = values;
  values[name] = [...(values[name] ?? []), value];
}

for (let run = 0; run < Number(settings.runs); run++) {
  for (const [name, size] of Object.entries(BATCHES)) {
    const valkey = await TestValkey.start();
    const dynamo = await startDynamo();
    const measured = await measure(events, size, { valkey: valkey.url, dynamo: dynamo.endpoint });
    note('µs of one core an event', `${name}, exact`, measured.microsAnEvent);
    note('µs of one core an event', `${name}, in memory`, measureAlone(events, size));
    note('µs of one core a settled state', name, measured.microsAState);
    note('ms a batch', name, measured.milliseconds);
    note('calls a batch', `${name}, Valkey`, measured.valkeyCalls);
    note('calls a batch', `${name}, DynamoDB`, measured.dynamoCalls);
    note('runs of the fold a bucket', name, measured.runs);
    await Promise.all([valkey.close(), dynamo.server.close()]);
  }
}
for (const [unit, spreads] of Object.entries(results)) {
  printSpreads(`Features of ${settings.events} simulated events, ${SHARD_BUCKETS} buckets`, unit, spreads);
}
process.exit(0);
