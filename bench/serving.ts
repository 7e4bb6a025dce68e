/**
 * What serving recommendations out of a stream costs: this thread's processor time for each event, from a record's bytes to
 * the commit; and the size of a checkpoint, and how long it takes to make and to read. Records are at hand, and S3 answers at
 * once: the network is left out.
 *
 *     node bench/serving.ts [--events 300000] [--users 60000] [--products 20000]
 */
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CheckpointBucket } from '../aws/src/serve/checkpoint-bucket.ts';
import { RecommendationState } from '../aws/src/serve/recommendation-state.ts';
import { STATE_FILE } from '../aws/src/serve/replica-state.ts';
import { bucketOf } from '../aws/src/stream/bucket.ts';
import { enrichedText, withPosition } from '../aws/src/stream/enriched-event.ts';
import { eventArray } from '../aws/src/stream/event-array.ts';
import { type EventRecord, shopEventOf } from '../aws/src/stream/event-record.ts';
import { type StreamRecord, sortableSequence } from '../aws/src/stream/stream-record.ts';
import { simulatedRecords } from '../aws/test/lambdas/simulated-records.ts';
import { JsonTables } from '../engine/src/fold/json-tables.ts';
import { enrich } from '../shop/src/functions/enrich/enrich.ts';
import { NOWHERE } from '../shop/src/functions/enrich/place.ts';
import { machineFacts } from './report.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '300000' },
    users: { type: 'string', default: '60000' },
    products: { type: 'string', default: '20000' },
  },
});
const shop = { events: Number(values.events), users: Number(values.users), products: Number(values.products) };

/** Of a bucket, as a second of the peak has them. */
const EVENTS_A_RECORD = 20;
const RECORDS_A_COMMIT = 100;

async function enrichedStream(): Promise<readonly StreamRecord[]> {
  const waiting = new Map<number, string[]>();
  const records: StreamRecord[] = [];
  let place = 0;
  let record: EventRecord | undefined;
  const enrichment = enrich(NOWHERE).open(new JsonTables(), (enriched) => {
    if (record === undefined) return;
    const bucket = bucketOf(enriched.visitor ?? enriched.event.eventId);
    const own = waiting.get(bucket) ?? [];
    waiting.set(bucket, own);
    own.push(withPosition(enrichedText(record, enriched, false), `${sortableSequence(String(place++))}.000000`));
    if (own.length < EVENTS_A_RECORD) return;
    const data = eventArray(own.splice(0));
    records.push({ shardId: '', sequence: String(place), partitionKey: String(bucket), data, arrivedMs: 0 });
  });
  for (const batch of await simulatedRecords(shop)) {
    for (record of batch) enrichment.apply(shopEventOf(record));
  }
  return records;
}

/** A bucket with one object, which lies in a file. */
function fileBucket(file: string): Pick<S3Client, 'send'> {
  const send = async (command: unknown): Promise<object> => {
    if (command instanceof ListObjectsV2Command) return { Contents: [{ Key: 'one' }] };
    if (command instanceof GetObjectCommand) return { Body: createReadStream(file) };
    if (command instanceof PutObjectCommand) await pipeline(command.input.Body as Readable, createWriteStream(file));
    return {};
  };
  return { send: send as never };
}

async function apply(state: RecommendationState, records: readonly StreamRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += RECORDS_A_COMMIT) {
    const some = records.slice(from, from + RECORDS_A_COMMIT);
    for (const record of some) state.apply(record);
    await state.commit(() => String(from));
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-serving-'));
const records = await enrichedStream();
const state = new RecommendationState(join(folder, 'state'));
// The first third warms up.
const third = Math.floor(records.length / 3);
await apply(state, records.slice(0, third));
const cpu = process.threadCpuUsage();
await apply(state, records.slice(third));
const { user, system } = process.threadCpuUsage(cpu);
const micros = (user + system) / ((records.length - third) * EVENTS_A_RECORD);
const checkpoints = new CheckpointBucket({ s3: fileBucket(join(folder, 'object')), bucket: 'none', prefix: 'none' });
const copySeconds = await seconds(() => state.copyTo(join(folder, 'copy')));
const stored = (await stat(join(folder, 'copy', STATE_FILE))).size;
let packed = 0;
const saveSeconds = await seconds(async () => {
  packed = await checkpoints.save(join(folder, 'copy', STATE_FILE), 0);
});
const restored = join(folder, 'restored', STATE_FILE);
const restoreSeconds = await seconds(() => checkpoints.restore(restored));
await state.close();
rmSync(folder, { recursive: true });

const figures = {
  'events, users, products': `${records.length * EVENTS_A_RECORD}, ${shop.users}, ${shop.products}`,
  'processor time of an event, µs': micros.toFixed(1),
  'events a second of one processor': Math.round(1e6 / micros).toLocaleString('en'),
  'state as a file, MB': (stored / 1e6).toFixed(1),
  'checkpoint, MB': (packed / 1e6).toFixed(1),
  'copied in, s': copySeconds.toFixed(2),
  'packed in, s': saveSeconds.toFixed(2),
  'restored in, s': restoreSeconds.toFixed(2),
};
console.log(`Serving recommendations\n${machineFacts()}\n`);
for (const [name, figure] of Object.entries(figures)) console.log(`${name.padEnd(34)}${figure.padStart(28)}`);
