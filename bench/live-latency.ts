/**
 * How long from the acknowledgement of an order to its being seen on the live stream, while 10,000 events a second come
 * in. Three processes on one machine: the shop, the load (simulated shoppers), and this one, which sends orders of its
 * own, one a request, and listens to the topics orders and revenue, or to fraud: then it is the order's score that is seen.
 *
 *     node bench/live-latency.ts [--topics orders,revenue] [--rate 10000] [--seconds 20] [--runs 5]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EventClient } from '../shop/src/client/event-client.ts';
import { runSimulation } from '../shop/src/simulate/run-simulation.ts';
import { percentile, printSpreads, RUNS } from './report.ts';
import { endShopProcess, startShopProcess } from './shop-process.ts';

const { values: settings } = parseArgs({
  options: {
    topics: { type: 'string', default: 'orders,revenue' },
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '20' },
    runs: { type: 'string', default: String(RUNS) },
    load: { type: 'string' },
    profile: { type: 'string' },
  },
});

const ORDER_EVERY_MS = 20;
/** Left out at the beginning: code warms up, connections are made. */
const WARM_UP_MS = 5_000;
/** An order that takes longer than this to be seen is taken for lost. */
const PATIENCE_MS = 10_000;

async function measure(): Promise<void> {
  const results: Record<string, number[]> = { P50: [], P95: [], P99: [], 'events/s acknowledged': [] };
  for (let run = 0; run < Number(settings.runs); run++) {
    const { latencies, rate } = await measureOnce();
    results.P50?.push(percentile(latencies, 0.5));
    results.P95?.push(percentile(latencies, 0.95));
    results.P99?.push(percentile(latencies, 0.99));
    results['events/s acknowledged']?.push(rate);
  }
  printSpreads(
    `Acknowledged to visible in ${settings.topics} on the live stream, at ${settings.rate} events/s`,
    'ms',
    results,
  );
}

async function measureOnce(): Promise<{ readonly latencies: readonly number[]; readonly rate: number }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const profiling = settings.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`];
  const shop = await startShopProcess(dataFolder, profiling);
  const load = fork(import.meta.filename, ['--load', shop.url, '--rate', settings.rate, '--seconds', settings.seconds]);
  const loadEnd = once(load, 'message');
  await pause(WARM_UP_MS);
  const latencies = await orderLatencies(shop.url, Number(settings.seconds) * 1_000 - WARM_UP_MS - 1_000);
  const [rate] = await loadEnd;
  await endShopProcess(shop);
  rmSync(dataFolder, { recursive: true });
  return { latencies, rate };
}

/** Sends an order every now and then; for each, the milliseconds from its acknowledgement until it was seen. */
async function orderLatencies(url: string, durationMs: number): Promise<readonly number[]> {
  const seenMs = new Map<string, number>();
  const stop = new AbortController();
  const watching = watchOrders(url, seenMs, stop.signal);
  const client = new EventClient({ url, connections: 1 });
  const acknowledgedMs = new Map<string, number>();
  const endMs = performance.now() + durationMs;
  for (let number = 0; performance.now() < endMs; number++) {
    const eventId = `bench-${number}`;
    await client.send([order(eventId)]);
    acknowledgedMs.set(eventId, performance.now());
    await pause(ORDER_EVERY_MS);
  }
  await client.close();
  await allSeen(acknowledgedMs, seenMs);
  stop.abort();
  await watching;
  // An order may be seen before its acknowledgement has come back.
  return [...acknowledgedMs].map(([id, atMs]) => Math.max(0, (seenMs.get(id) ?? Number.POSITIVE_INFINITY) - atMs));
}

async function allSeen(sent: ReadonlyMap<string, number>, seen: ReadonlyMap<string, number>): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while ([...sent.keys()].some((id) => !seen.has(id)) && performance.now() < deadlineMs) await pause(10);
}

function order(eventId: string): string {
  return JSON.stringify({
    eventId,
    userId: 'bench-shopper',
    eventType: 'purchase',
    timestamp: new Date().toISOString(),
    productId: 'p-1',
    category: 'books',
    price: 12.5,
    quantity: 1,
    orderId: eventId,
  });
}

const MARK = /"eventId":"(bench-\d+)"/g;

/** Notes when each of our orders first comes by. */
async function watchOrders(url: string, seenMs: Map<string, number>, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(`${url}/v1/live?topics=${settings.topics}`, { signal });
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
      const nowMs = performance.now();
      rest += decoder.decode(part.value, { stream: true });
      const end = rest.lastIndexOf('\n') + 1;
      for (const [, id = ''] of rest.slice(0, end).matchAll(MARK)) if (!seenMs.has(id)) seenMs.set(id, nowMs);
      rest = rest.slice(end);
    }
  } catch (cause) {
    if (!signal.aborted) throw cause;
  }
}

async function sendLoad(url: string): Promise<void> {
  const { rate, seconds } = settings;
  const options = { url, rate: Number(rate), seconds: Number(seconds), connections: 4, seed: 7, startMs: Date.now() };
  const report = await runSimulation(options);
  process.send?.(report.sent / report.seconds);
  process.disconnect?.();
}

if (settings.load === undefined) await measure();
else await sendLoad(settings.load);
