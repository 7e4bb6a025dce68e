/**
 * How long `POST /v1/decisions` takes, from sending an order to having its decision, while 10,000 events a second come
 * in: through log, every pipeline and all functions. Three processes on one machine: the shop, the load, which has been
 * prepared before, and this one, which sends an order every 20 ms whether or not earlier ones have been answered.
 *
 *     node bench/decisions.ts [--rate 10000] [--seconds 20] [--runs 5]
 *
 * A rate of 0 measures without other load.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { percentile, printSpreads, RUNS } from './report.ts';
import { endShopProcess, startShopProcess } from './shop-process.ts';

const { values: settings } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '20' },
    runs: { type: 'string', default: String(RUNS) },
  },
});

const ORDER_EVERY_MS = 20;
/** Left out at the beginning: code warms up, connections are made. */
const WARM_UP_MS = 5_000;
/** For the load to be made. */
const LEAD_MS = 8_000;

interface Measured {
  readonly latencies: readonly number[];
  /** Orders without a decision in time. */
  readonly unanswered: number;
  readonly rate: number;
}

async function measure(): Promise<void> {
  const results: Record<string, number[]> = { P50: [], P95: [], P99: [], unanswered: [], 'events/s acknowledged': [] };
  for (let run = 0; run < Number(settings.runs); run++) {
    const { latencies, unanswered, rate } = await measureOnce();
    results.P50?.push(percentile(latencies, 0.5));
    results.P95?.push(percentile(latencies, 0.95));
    results.P99?.push(percentile(latencies, 0.99));
    results.unanswered?.push(unanswered);
    results['events/s acknowledged']?.push(rate);
  }
  printSpreads(`POST /v1/decisions, an order every ${ORDER_EVERY_MS} ms, at ${settings.rate} events/s`, 'ms', results);
}

async function measureOnce(): Promise<Measured> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const shop = await startShopProcess(dataFolder);
  const startMs = Date.now() + (settings.rate === '0' ? 0 : LEAD_MS);
  const loaded = settings.rate === '0' ? undefined : startLoad(shop.url, startMs);
  await pause(startMs + WARM_UP_MS - Date.now());
  const measured = await orderLatencies(shop.url, Number(settings.seconds) * 1_000 - WARM_UP_MS - 1_000);
  const rate = loaded === undefined ? 0 : await loaded;
  await endShopProcess(shop);
  rmSync(dataFolder, { recursive: true });
  return { ...measured, rate };
}

async function startLoad(url: string, startMs: number): Promise<number> {
  const file = fileURLToPath(new URL('./prepared-load.ts', import.meta.url));
  const load = fork(file, [url, settings.rate, settings.seconds, String(startMs)]);
  const ended = once(load, 'exit').then(([code]) => {
    throw new Error(`the load ended with code ${code} before it was done`);
  });
  const [rate] = await Promise.race([once(load, 'message'), ended]);
  // It ends by itself after its message.
  ended.catch(() => undefined);
  return rate;
}

/** Orders at their own pace: a slow answer does not spare the server the next order. */
async function orderLatencies(url: string, durationMs: number): Promise<Omit<Measured, 'rate'>> {
  const underWay: Promise<number | undefined>[] = [];
  const began = performance.now();
  for (let number = 0; number * ORDER_EVERY_MS < durationMs; number++) {
    await pause(Math.max(0, began + number * ORDER_EVERY_MS - performance.now()));
    underWay.push(decide(url, number));
  }
  const answers = await Promise.all(underWay);
  const latencies = answers.filter((answer) => answer !== undefined);
  return { latencies, unanswered: answers.length - latencies.length };
}

/** Milliseconds; undefined when the answer was no decision. */
async function decide(url: string, number: number): Promise<number | undefined> {
  const products = [1, 2].map((line) => ({ productId: `p-${(number * 7 + line) % 500}`, price: 12.5, quantity: line }));
  const buyer = {
    userId: `bench-${number % 400}`,
    deviceId: `bench-${number % 400}`,
    ip: `198.51.100.${number % 250}`,
  };
  const body = JSON.stringify({
    orderId: `bench-${number}`,
    ...buyer,
    cardFingerprint: `bench-${number % 400}`,
    products,
  });
  const sentMs = performance.now();
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/decisions`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status === 200 ? performance.now() - sentMs : undefined;
}

await measure();
