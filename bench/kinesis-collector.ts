/**
 * How many events a second the collector in front of a stream takes over HTTP, acknowledged when the stream has them.
 *
 *     npm run bench:kinesis-collector -- --seconds 10 --batch 100 --clients 32
 *
 * The stream, with Kinesis's limits, and the clients are threads of their own; all share the machine's cores.
 */
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Pool } from 'undici';
import { startCollector } from '../aws/src/collect/start-collector.ts';
import { KinesisProducer } from '../aws/src/producer/kinesis-producer.ts';
import { StubKinesis, stubClient } from '../aws/test/producer/stub-kinesis.ts';

const SHARDS = 64;

if (isMainThread) await measure();
else if (workerData.role === 'stream') await beStream();
else await beClients(workerData);

interface Load {
  readonly url: string;
  readonly seconds: number;
  readonly batch: number;
  readonly clients: number;
}

interface Taken {
  readonly events: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
}

async function measure(): Promise<void> {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({ options: { seconds: number('10'), batch: number('100'), clients: number('32') } });
  const streamThread = new Worker(new URL(import.meta.url), { workerData: { role: 'stream' } });
  const client = stubClient(await said<string>(streamThread));
  const collector = await startCollector({
    events: new KinesisProducer({ stream: 'events', client }),
    quarantine: new KinesisProducer({ stream: 'quarantine', client }),
    ...{ host: '127.0.0.1', port: 0, writeKeys: [] },
  });
  const load = { batch: Number(values.batch), clients: Number(values.clients), url: collector.url };
  await run({ ...load, seconds: 2 });
  const cpu = process.threadCpuUsage();
  const { events, seconds, latenciesMs } = await run({ ...load, seconds: Number(values.seconds) });
  const { user, system } = process.threadCpuUsage(cpu);
  const rate = (total: number) => `${Math.round(events / total).toLocaleString('en')} events/s`;
  console.log(`${rate((user + system) / 1e6)} of the collector's processor time, ${rate(seconds)} of the clock`);
  const at = (share: number) => Math.round(latenciesMs[Math.floor(latenciesMs.length * share)] ?? 0);
  console.log(
    `requests of ${load.batch}, ${load.clients} at once: acknowledged after ${at(0.5)} ms, P95 ${at(0.95)} ms`,
  );
  await collector.close();
  await streamThread.terminate();
}

async function run(load: Load): Promise<Taken> {
  const clients = new Worker(new URL(import.meta.url), { workerData: { role: 'clients', ...load } });
  return said<Taken>(clients);
}

function said<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}

async function beStream(): Promise<void> {
  const stub = await StubKinesis.start({ shards: SHARDS, isLimited: true, keeps: false });
  parentPort?.postMessage(stub.url);
}

async function beClients({ url, seconds, batch, clients }: Load): Promise<void> {
  const pool = new Pool(url, { connections: clients, pipelining: 1 });
  const latenciesMs: number[] = [];
  const started = performance.now();
  let next = 0;
  const client = async () => {
    while (performance.now() - started < seconds * 1_000) {
      const body = JSON.stringify(Array.from({ length: batch }, () => eventOf(next++)));
      const sentMs = performance.now();
      const headers = { 'content-type': 'application/json' };
      const answer = await pool.request({ path: '/v1/events', method: 'POST', headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
      latenciesMs.push(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const taken = {
    events: next,
    seconds: (performance.now() - started) / 1_000,
    latenciesMs: latenciesMs.sort((a, b) => a - b),
  };
  parentPort?.postMessage(taken);
  await pool.close();
}

function eventOf(index: number) {
  return {
    eventId: crypto.randomUUID(),
    userId: `user-${index % 50_000}`,
    sessionId: `session-${index % 50_000}`,
    eventType: 'page_view',
    timestamp: new Date().toISOString(),
    productId: `product-${index % 1_000}`,
    category: 'electronics',
    price: 299.99,
    deviceType: 'mobile',
    location: { country: 'US', region: 'California' },
    ip: '203.0.113.7',
    properties: { url: 'https://shop.example/products/1', referrer: 'https://search.example/' },
  };
}
