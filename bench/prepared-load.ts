/**
 * Simulated shoppers at the pace of real time whose requests were all made beforehand, so that while they are sent this
 * process takes little of a machine that it shares with the server.
 *
 * Called with the server's address, events a second, seconds, and how many products there are. It sends the catalogue at
 * once and says when that has been acknowledged; told to go, it sends the events of shoppers, and at the end the rate at
 * which they were acknowledged. See load-process.ts.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { Simulation } from '../shop/src/simulate/simulation.ts';

/** What comes in within this goes in one request, over one of the connections. */
const TICK_MS = 10;
const CONNECTIONS = 8;
/** In one request of the catalogue, which comes all at once. */
const MOST_EVENTS = 2_000;
const SEED = 7;
const HEADERS = { 'content-type': 'application/x-ndjson' };
/** How long it takes to make a second's events and to send a product, about: their times lie near those of sending. */
const MS_A_SECOND = 200;
const MS_A_PRODUCT = 0.2;

interface Tick {
  readonly body: Buffer;
  readonly events: number;
}

const [url = '', rate = '', seconds = '', products = ''] = process.argv.slice(2);
const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
const { catalogue, ticks } = prepare();
await Promise.all(catalogue.map(send));
process.send?.(catalogue.length);
await once(process, 'message');
process.send?.(await sendAll());
await pool.close();
process.disconnect();

function prepare() {
  const aheadMs = Number(seconds) * MS_A_SECOND + Number(products) * MS_A_PRODUCT;
  const startMs = Date.now() + Math.round(aheadMs);
  const made: string[][] = Array.from({ length: (Number(seconds) * 1000) / TICK_MS }, () => []);
  const numbers = { rate: Number(rate), seconds: Number(seconds), products: Number(products) };
  for (const { atMs, text } of new Simulation({ seed: SEED, startMs, ...numbers }).events()) {
    made[Math.floor(atMs / TICK_MS)]?.push(text);
  }
  // All that is told of products comes before the first step of a shopper.
  const [first = [], ...rest] = made;
  return { catalogue: pieces(first).map(tickOf), ticks: rest.map(tickOf) };
}

function pieces(texts: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(texts.length / MOST_EVENTS);
  return Array.from({ length: count }, (_, index) => texts.slice(index * MOST_EVENTS, (index + 1) * MOST_EVENTS));
}

function tickOf(texts: readonly string[]): Tick {
  return { body: Buffer.from(`${texts.join('\n')}\n`), events: texts.length };
}

async function sendAll(): Promise<number> {
  const underWay: Promise<void>[] = [];
  let sent = 0;
  const beganMs = performance.now();
  for (const [index, tick] of ticks.entries()) {
    const waitMs = beganMs + index * TICK_MS - performance.now();
    if (waitMs > 0) await pause(waitMs);
    if (tick.events > 0) underWay.push(send(tick));
    sent += tick.events;
  }
  await Promise.all(underWay);
  return sent / ((performance.now() - beganMs) / 1000);
}

/** @throws Error when events are not taken: the figures of such a run would say nothing. */
async function send({ body }: Tick): Promise<void> {
  const { statusCode, body: answer } = await pool.request({
    path: '/v1/events',
    method: 'POST',
    headers: HEADERS,
    body,
  });
  await answer.dump();
  // 422 is for a request of which every event was refused: some are broken on purpose.
  if (statusCode !== 200 && statusCode !== 422) throw new Error(`the server answered events with ${statusCode}`);
}
