/**
 * How long from the acknowledgement of an event to recommendations that have followed it, and how long a question takes,
 * while 10,000 events a second of 100,000 users and 50,000 products come in and 500 lists a second are asked for. Shop,
 * load, questions and this script are processes of one machine.
 *
 *     node bench/recommend-latency.ts [--rate 10000] [--seconds 15] [--questions 500] [--runs 3] [--profile <folder>]
 *
 * A shopper of the bench looks at one product after another, and asks for its list until the newest one is among the
 * reasons: that is seen at the earliest by the request after the one that came too early.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { EventClient } from '../shop/src/client/event-client.ts';
import { underLoad } from './loaded-shop.ts';
import { percentile, printSpreads } from './report.ts';

const { values: settings } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '15' },
    questions: { type: 'string', default: '500' },
    runs: { type: 'string', default: '3' },
    profile: { type: 'string' },
    ask: { type: 'string' },
  },
});

const USERS = 100_000;
const PRODUCTS = 50_000;
/** A list that has not followed after so long is taken as it is. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 25;
/** Products that the load's shoppers look at often, so that there is something to recommend. */
const POPULAR = 300;
/** Enough that no request waits here for an earlier one. */
const CONNECTIONS = 100;

interface Asked {
  readonly latencies: readonly number[];
  readonly failures: number;
  /** Of the asking process, in percent of a core. */
  readonly share: number;
}

async function measure(): Promise<void> {
  const changed: Record<string, number[]> = { P50: [], P95: [], P99: [], 'events/s acknowledged': [] };
  const answered: Record<string, number[]> = { P50: [], P95: [], P99: [], 'answers/s': [], failures: [] };
  const about = { rate: Number(settings.rate), seconds: Number(settings.seconds), products: PRODUCTS };
  for (let run = 0; run < Number(settings.runs); run++) {
    const { result, rate } = await underLoad({ ...about, profile: settings.profile }, changesWhileAsked);
    const { latencies, asked } = result;
    note(changed, latencies);
    note(answered, asked.latencies);
    changed['events/s acknowledged']?.push(rate);
    answered['answers/s']?.push(asked.latencies.length / Number(settings.seconds));
    answered.failures?.push(asked.failures);
    console.log(`asking: ${asked.share.toFixed(0)} % of a core\n`);
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

async function changesWhileAsked(url: string) {
  const { seconds, questions } = settings;
  const asking = fork(import.meta.filename, ['--ask', url, '--seconds', seconds, '--questions', questions]);
  const askEnd = once(asking, 'message');
  const latencies = await changes(url);
  const [asked] = (await askEnd) as [Asked];
  return { latencies, asked };
}

/** For each look of a shopper, the milliseconds from its acknowledgement until the list followed it. */
async function changes(url: string): Promise<readonly number[]> {
  const client = new EventClient({ url, connections: 1 });
  const pool = new Pool(url, { connections: 1 });
  const latencies: number[] = [];
  const endMs = performance.now() + Number(settings.seconds) * 1_000;
  for (let number = 0; performance.now() < endMs; number++) {
    // Each shopper looks at a few products, as others do.
    const userId = `bench-${Math.floor(number / 5)}`;
    const productId = `p-${String(1 + ((number * 37) % POPULAR)).padStart(5, '0')}`;
    await client.send([look(`bench-look-${number}`, userId, productId)]);
    const acknowledgedMs = performance.now();
    while (!(await follows(pool, userId, productId)) && performance.now() < acknowledgedMs + PATIENCE_MS);
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

/** Asks for lists at an even pace, whether answers come or not; sends how long each took. */
async function ask(url: string): Promise<void> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const everyMs = 1_000 / Number(settings.questions);
  const latencies: number[] = [];
  let failures = 0;
  const one = async (number: number) => {
    const user = `u-${1 + ((number * 7_919) % USERS)}`;
    const sentMs = performance.now();
    const { statusCode, body } = await pool.request({ method: 'GET', path: `/v1/recommendations/${user}` });
    await body.dump();
    if (statusCode === 200) latencies.push(performance.now() - sentMs);
    else failures += 1;
  };
  const underWay: Promise<void>[] = [];
  const beganMs = performance.now();
  const used = process.cpuUsage();
  for (let number = 0; number * everyMs < Number(settings.seconds) * 1_000; number++) {
    const waitMs = beganMs + number * everyMs - performance.now();
    if (waitMs > 0) await pause(waitMs);
    underWay.push(one(number));
  }
  await Promise.all(underWay);
  const { user, system } = process.cpuUsage(used);
  const share = (user + system) / 10 / (performance.now() - beganMs);
  await pool.close();
  process.send?.({ latencies, failures, share } satisfies Asked);
  process.disconnect?.();
}

if (settings.ask === undefined) await measure();
else await ask(settings.ask);
