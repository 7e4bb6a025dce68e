/**
 * How many events a second the producer for Kinesis takes and sends on one core, against a server with Kinesis's limits.
 *
 *     npm run bench:kinesis-producer -- --events 400000 --shards 16
 *
 * The server is a thread of its own. Events per second of the producer's own processor time say what the producer costs;
 * those per second of the clock depend on what else the machine does, and on the shards' limits. So it says how long the
 * producer's thread ran, and how long it waited for a core that others had (on Linux); the rest it waited for the stream.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { KinesisProducer } from '../aws/src/producer/kinesis-producer.ts';
import { bucketOf } from '../aws/src/stream/bucket.ts';
import { StubKinesis, stubClient } from '../aws/test/producer/stub-kinesis.ts';

/** As many as the baseline's stream has at most (aws/app/profiles/baseline.yaml). */
const BASELINE_SHARDS = '16';
/** On a machine that is busy with other things, nothing is given up for it. */
const UNHURRIED = { patienceMs: 600_000, closeTimeoutMs: 600_000 };

if (isMainThread) await measure();
else await answer();

async function measure(): Promise<void> {
  const { values } = parseArgs({
    options: { events: { type: 'string', default: '400000' }, shards: { type: 'string', default: BASELINE_SHARDS } },
  });
  const events = Number(values.events);
  const worker = new Worker(new URL(import.meta.url), { argv: [values.shards] });
  const url = await new Promise<string>((resolve) => worker.once('message', resolve));
  await run(url, Math.min(events, 50_000));
  const { seconds, cpuSeconds, coreWaitSeconds, counters } = await run(url, events);
  await worker.terminate();
  const rate = (total: number) => `${Math.round(events / total).toLocaleString('en')} events/s`;
  console.log(`${rate(cpuSeconds)} of the producer's processor time, ${rate(seconds)} of the clock`);
  const streamWaitSeconds = seconds - cpuSeconds - coreWaitSeconds;
  console.log(
    `of ${seconds.toFixed(1)} s it ran for ${cpuSeconds.toFixed(1)}, waited for a core for ${coreWaitSeconds.toFixed(1)} ` +
      `and for the stream for ${streamWaitSeconds.toFixed(1)}`,
  );
  const { records, recordBytes, throttledRecords, requests } = counters;
  console.log(
    `${requests} calls, ${records} records of ${Math.round(events / records)} events and ` +
      `${Math.round(recordBytes / records).toLocaleString('en')} bytes, ${throttledRecords} came back at the limit`,
  );
}

async function run(url: string, events: number) {
  const producer = new KinesisProducer({ stream: 'events', client: stubClient(url), ...UNHURRIED });
  const started = performance.now();
  const cpu = process.threadCpuUsage();
  const waited = coreWaitSeconds();
  for (let index = 0; index < events; index++) {
    const userId = `user-${index % 10_000}`;
    await producer.put({ bucket: bucketOf(userId), json: JSON.stringify(eventOf(userId, index)) });
  }
  await producer.close();
  const { user, system } = process.threadCpuUsage(cpu);
  return {
    seconds: (performance.now() - started) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    coreWaitSeconds: coreWaitSeconds() - waited,
    counters: producer.counters,
  };
}

/** For how long this process's first thread could have run since it began, and another one did. */
function coreWaitSeconds(): number {
  if (process.platform !== 'linux') return Number.NaN;
  const [, waitedNs] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return Number(waitedNs) / 1e9;
}

/** About 600 bytes, as the baseline's events are. */
function eventOf(userId: string, index: number) {
  return {
    eventId: `01890a5d-ac96-7ccc-8ccc-${String(index).padStart(12, '0')}`,
    userId,
    sessionId: `session-${index % 20_000}`,
    eventType: 'page_view',
    timestamp: '2026-11-26T10:00:00.000Z',
    productId: `product-${index % 1_000}`,
    category: 'electronics',
    price: 299.99,
    deviceType: 'mobile',
    location: { country: 'US', region: 'California' },
    ip: '203.0.113.7',
    receivedAt: '2026-11-26T10:00:00.120Z',
    properties: { url: 'https://shop.example/products/1', referrer: 'https://search.example/', note: 'x'.repeat(160) },
  };
}

async function answer(): Promise<void> {
  const stub = await StubKinesis.start({ shards: Number(process.argv[2]), isLimited: true, keeps: false });
  parentPort?.postMessage(stub.url);
}
