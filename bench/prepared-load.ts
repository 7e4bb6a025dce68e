/**
 * Simulated shoppers at the pace of real time whose events were all made beforehand, so that while they are sent this
 * process takes little of a machine that it shares with the server.
 *
 * Called with the server's address, events a second, seconds, the epoch milliseconds of the first event, and how many
 * products there are; sends the rate at which events were acknowledged.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { EventClient } from '../shop/src/client/event-client.ts';
import { Simulation } from '../shop/src/simulate/simulation.ts';

/** What comes in within this goes in one request, over one of the connections. */
const TICK_MS = 10;
const CONNECTIONS = 8;
/** In one request: the catalogue comes all at once. */
const MOST_EVENTS = 2_000;
const SEED = 7;

const [url = '', rate = '', seconds = '', startMs = '', products = '5000'] = process.argv.slice(2);
const ticks = prepare();
const client = new EventClient({ url, connections: CONNECTIONS });
const underWay: Promise<unknown>[] = [];
let sent = 0;
await pause(Number(startMs) - Date.now());
const began = performance.now();
for (const [index, texts] of ticks.entries()) {
  const waitMs = index * TICK_MS - (performance.now() - began);
  if (waitMs > 0) await pause(waitMs);
  for (let from = 0; from < texts.length; from += MOST_EVENTS) {
    underWay.push(client.send(texts.slice(from, from + MOST_EVENTS)));
  }
  sent += texts.length;
}
await Promise.all(underWay);
process.send?.(sent / ((performance.now() - began) / 1000));
await client.close();
process.disconnect();

function prepare(): readonly (readonly string[])[] {
  const made: string[][] = Array.from({ length: (Number(seconds) * 1000) / TICK_MS }, () => []);
  const about = { seed: SEED, products: Number(products) };
  const options = { ...about, rate: Number(rate), seconds: Number(seconds), startMs: Number(startMs) };
  for (const { atMs, text } of new Simulation(options).events()) made[Math.floor(atMs / TICK_MS)]?.push(text);
  return made;
}
