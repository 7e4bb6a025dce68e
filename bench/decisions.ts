/**
 * How long `POST /v1/decisions` takes, from sending an order to having its decision, while 10,000 events a second come
 * in: through log, every pipeline and all functions. Three processes on one machine: the shop, the load, which has been
 * prepared before, and this one, which sends an order every 20 ms whether or not earlier ones have been answered.
 *
 *     node bench/decisions.ts [--rate 10000] [--seconds 15] [--runs 5] [--profile <folder>]
 *
 * A rate of 0 measures without other load.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { underLoad } from './loaded-shop.ts';
import { percentile, printSpreads, RUNS } from './report.ts';

const { values: settings } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '15' },
    runs: { type: 'string', default: String(RUNS) },
    profile: { type: 'string' },
  },
});

const ORDER_EVERY_MS = 20;
const JSON_BODY = { 'content-type': 'application/json' };
/** Requests under way at once: more than wait in a second, so that none waits here. */
const CONNECTIONS = 64;

interface Measured {
  readonly latencies: readonly number[];
  /** Orders without a decision in time. */
  readonly unanswered: number;
}

async function measure(): Promise<void> {
  const results: Record<string, number[]> = { P50: [], P95: [], P99: [], unanswered: [], 'events/s acknowledged': [] };
  for (let run = 0; run < Number(settings.runs); run++) {
    const about = { rate: Number(settings.rate), seconds: Number(settings.seconds), profile: settings.profile };
    const { result, rate } = await underLoad(about, orderLatencies);
    const { latencies, unanswered } = result;
    results.P50?.push(percentile(latencies, 0.5));
    results.P95?.push(percentile(latencies, 0.95));
    results.P99?.push(percentile(latencies, 0.99));
    results.unanswered?.push(unanswered);
    results['events/s acknowledged']?.push(rate);
  }
  printSpreads(`POST /v1/decisions, an order every ${ORDER_EVERY_MS} ms, at ${settings.rate} events/s`, 'ms', results);
}

/** Orders at their own pace: a slow answer does not spare the server the next order. */
async function orderLatencies(url: string): Promise<Measured> {
  const durationMs = Number(settings.seconds) * 1_000;
  const pool = new Pool(url, { connections: CONNECTIONS });
  const underWay: Promise<number | undefined>[] = [];
  const began = performance.now();
  for (let number = 0; number * ORDER_EVERY_MS < durationMs; number++) {
    await pause(Math.max(0, began + number * ORDER_EVERY_MS - performance.now()));
    underWay.push(decide(pool, number));
  }
  const answers = await Promise.all(underWay);
  await pool.close();
  const latencies = answers.filter((answer) => answer !== undefined);
  return { latencies, unanswered: answers.length - latencies.length };
}

/** Milliseconds; undefined when the answer was no decision. */
async function decide(pool: Pool, number: number): Promise<number | undefined> {
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
  const answer = await pool.request({ path: '/v1/decisions', method: 'POST', headers: JSON_BODY, body });
  await answer.body.dump();
  return answer.statusCode === 200 ? performance.now() - sentMs : undefined;
}

await measure();
