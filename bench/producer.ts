/**
 * How many events a second the producer library takes and sends on one core, against a server that answers at once.
 *
 *     npm run bench:producer -- --events 1000000
 *
 * The server is a thread of its own. Events per second of the producer's own processor time say what the library costs;
 * those per second of the clock depend on what else the machine does.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { MillraceProducer } from '../client/src/millrace-producer.ts';

if (isMainThread) await measure();
else await answer();

async function measure(): Promise<void> {
  const { values } = parseArgs({ options: { events: { type: 'string', default: '500000' } } });
  const events = Number(values.events);
  const worker = new Worker(new URL(import.meta.url));
  const url = await new Promise<string>((resolve) => worker.once('message', resolve));
  await run(url, Math.min(events, 50_000));
  const { seconds, cpuSeconds, counters } = await run(url, events);
  await worker.terminate();
  const rate = (total: number) => `${Math.round(events / total).toLocaleString('en')} events/s`;
  console.log(`${rate(cpuSeconds)} of the producer's processor time, ${rate(seconds)} of the clock`);
  console.log(
    `${counters.requests} requests of ${Math.round(events / counters.requests)} events, ${counters.accepted} accepted`,
  );
}

async function run(url: string, events: number) {
  const millrace = new MillraceProducer({ url });
  const started = performance.now();
  const cpu = process.threadCpuUsage();
  for (let index = 0; index < events; index++) {
    await millrace.track({
      eventType: 'page_view',
      userId: `user-${index % 10_000}`,
      sessionId: `session-${index % 20_000}`,
      productId: `product-${index % 1_000}`,
      category: 'electronics',
      price: 299.99,
      properties: { url: 'https://shop.example/products/1', referrer: 'https://search.example/' },
    });
  }
  await millrace.close();
  const { user, system } = process.threadCpuUsage(cpu);
  return {
    seconds: (performance.now() - started) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    counters: millrace.counters,
  };
}

/** Counts the lines of each request, and accepts them all. */
async function answer(): Promise<void> {
  const answers = new Map<number, string>();
  const answerOf = (count: number) => {
    const known = answers.get(count);
    if (known !== undefined) return known;
    const text = JSON.stringify({ verdicts: new Array(count).fill({ verdict: 'accepted' }) });
    answers.set(count, text);
    return text;
  };
  const server = createServer((request, response) => {
    let lines = 0;
    request.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    });
    request.on('end', () => response.end(answerOf(lines)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  parentPort?.postMessage(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
}
