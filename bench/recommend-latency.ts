/**
 * How long from the acknowledgement of an event to recommendations that have followed it, and how long a question takes,
 * while 10,000 events a second of 100,000 users and 50,000 products come in and 500 lists a second are asked for. Shop,
 * load, questions and this script are processes of one machine.
 *
 *     node bench/recommend-latency.ts [--rate 10000] [--seconds 25] [--questions 500] [--runs 3] [--profile <folder>]
 *
 * A shopper of the bench looks at one product after another, and asks for its list until the newest one is among the
 * reasons: that is seen at the earliest by the request after the one that came too early.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { EventClient } from '../shop/src/client/event-client.ts';
import { percentile, printSpreads } from './report.ts';
import { endShopProcess, startShopProcess } from './shop-process.ts';

const { values: settings } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '25' },
    questions: { type: 'string', default: '500' },
    runs: { type: 'string', default: '3' },
    profile: { type: 'string' },
    ask: { type: 'string' },
  },
});

const LOAD = fileURLToPath(new URL('./prepared-load.ts', import.meta.url));
const USERS = 100_000;
const PRODUCTS = 50_000;
/** Time for the load to make its events before the first is sent. */
const PREPARE_MS = 30_000;
/** Left out at the beginning: code warms up, and the shop learns its products. */
const WARM_UP_MS = 8_000;
const LOOK_EVERY_MS = 25;
/** Products that the load's shoppers look at often, so that there is something to recommend. */
const POPULAR = 300;
const TICK_MS = 10;
const CONNECTIONS = 8;

interface Asked {
  readonly latencies: readonly number[];
  readonly failures: number;
}

async function measure(): Promise<void> {
  const changed: Record<string, number[]> = { P50: [], P95: [], P99: [], 'events/s acknowledged': [] };
  const answered: Record<string, number[]> = { P50: [], P95: [], P99: [], 'answers/s': [], failures: [] };
  for (let run = 0; run < Number(settings.runs); run++) {
    const { latencies, asked, rate } = await measureOnce();
    note(changed, latencies);
    note(answered, asked.latencies);
    changed['events/s acknowledged']?.push(rate);
    answered['answers/s']?.push(asked.latencies.length / (measuredMs() / 1_000));
    answered.failures?.push(asked.failures);
  }
  printSpreads(`Acknowledged to recommendations changed, at ${settings.rate} events/s`, 'ms', changed);
  console.log();
  printSpreads(`GET /v1/recommendations/{userId}, ${settings.questions} a second beside that`, 'ms', answered);
}

function note(results: Record<string, number[]>, latencies: readonly number[]): void {
  results.P50?.push(percentile(latencies, 0.5));
  results.P95?.push(percentile(latencies, 0.95));
  results.P99?.push(percentile(latencies, 0.99));
}

function measuredMs(): number {
  return Number(settings.seconds) * 1_000 - WARM_UP_MS - 1_000;
}

async function measureOnce() {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const profiling = settings.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`];
  const shop = await startShopProcess(dataFolder, profiling);
  const startMs = Date.now() + PREPARE_MS;
  const load = fork(LOAD, [shop.url, settings.rate, settings.seconds, String(startMs), String(PRODUCTS)]);
  const loadEnd = once(load, 'message');
  await pause(startMs + WARM_UP_MS - Date.now());
  const asking = fork(import.meta.filename, [
    '--ask',
    shop.url,
    '--seconds',
    settings.seconds,
    '--questions',
    settings.questions,
  ]);
  const askEnd = once(asking, 'message');
  const latencies = await changes(shop.url);
  const [asked] = (await askEnd) as [Asked];
  const [rate] = (await loadEnd) as [number];
  await endShopProcess(shop);
  rmSync(dataFolder, { recursive: true });
  return { latencies, asked, rate };
}

/** For each look of a shopper, the milliseconds from its acknowledgement until the list followed it. */
async function changes(url: string): Promise<readonly number[]> {
  const client = new EventClient({ url, connections: 1 });
  const pool = new Pool(url, { connections: 1 });
  const latencies: number[] = [];
  const endMs = performance.now() + measuredMs();
  for (let number = 0; performance.now() < endMs; number++) {
    // Each shopper looks at a few products, as others do.
    const userId = `bench-${Math.floor(number / 5)}`;
    const productId = `p-${String(1 + ((number * 37) % POPULAR)).padStart(5, '0')}`;
    await client.send([look(`bench-look-${number}`, userId, productId)]);
    const acknowledgedMs = performance.now();
    while (!(await follows(pool, userId, productId)) && performance.now() < endMs + WARM_UP_MS);
    latencies.push(performance.now() - acknowledgedMs);
    await pause(LOOK_EVERY_MS);
  }
  await client.close();
  await pool.close();
  return latencies;
}

async function follows(pool: Pool, userId: string, productId: string): Promise<boolean> {
  const { body } = await pool.request({ method: 'GET', path: `/v1/recommendations/${userId}?n=20&explain=true` });
  const { items } = (await body.json()) as {
    readonly items: readonly { readonly reasons: readonly { about: string }[] }[];
  };
  return items.some(({ reasons }) => reasons.some(({ about }) => about === productId));
}

function look(eventId: string, userId: string, productId: string): string {
  const timestamp = new Date().toISOString();
  return JSON.stringify({ eventId, userId, eventType: 'page_view', timestamp, productId });
}

/** Asks for lists at an even pace, whether answers come or not; sends how long each took from when it was due. */
async function ask(url: string): Promise<void> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const perTick = (Number(settings.questions) * TICK_MS) / 1_000;
  const latencies: number[] = [];
  let failures = 0;
  const one = async (dueMs: number, number: number) => {
    const user = `u-${1 + ((number * 7_919) % USERS)}`;
    const { statusCode, body } = await pool.request({ method: 'GET', path: `/v1/recommendations/${user}` });
    await body.dump();
    if (statusCode === 200) latencies.push(performance.now() - dueMs);
    else failures += 1;
  };
  const underWay: Promise<void>[] = [];
  const beganMs = performance.now();
  for (let tick = 0; tick * TICK_MS < measuredMs(); tick++) {
    const dueMs = beganMs + tick * TICK_MS;
    await pause(Math.max(0, dueMs - performance.now()));
    for (let index = 0; index < perTick; index++) underWay.push(one(performance.now(), tick * perTick + index));
  }
  await Promise.all(underWay);
  await pool.close();
  process.send?.({ latencies, failures } satisfies Asked);
  process.disconnect?.();
}

if (settings.ask === undefined) await measure();
else await ask(settings.ask);
