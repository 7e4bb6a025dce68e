/**
 * How long from the acknowledgement of an order to the changed number on the live page, in Chromium, while 10,000 events a
 * second come in. Shop, load, browser and this script share the machine. `--rate 0` for a shop in which nothing else happens.
 *
 * Each order is worth more than all others together, so that the number tells by itself how many of them are in it.
 *
 *     node bench/page-latency.ts [--orders 50] [--rate 10000]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../dashboard/test/browser.ts';
import { underLoad } from './loaded-shop.ts';
import { percentile, printSpreads } from './report.ts';

const { values: settings } = parseArgs({
  options: { orders: { type: 'string', default: '50' }, rate: { type: 'string', default: '10000' } },
});

const WORTH = 100_000_000;
const FIGURE = '[data-figure="revenue-range"]';
const PAUSE_MS = 300;
/** What an order takes at most, about: for how long the load goes on. */
const ORDER_SECONDS = 1;
/** Notes when the number first holds so many of our orders, in epoch milliseconds. */
const NOTE_CHANGES = `globalThis.seenAtMs = [];
new MutationObserver(() => {
  const text = document.querySelector('${FIGURE}')?.textContent ?? '';
  const orders = Math.floor(Number(text.replace(/[^0-9.]/g, '')) / ${WORTH});
  while (seenAtMs.length < orders) seenAtMs.push(performance.timeOrigin + performance.now());
}).observe(document, { childList: true, subtree: true, characterData: true });`;

/** @returns when it was acknowledged, in epoch milliseconds. */
async function post(url: string, number: number): Promise<number> {
  const order = { eventId: `bench-${number}`, userId: 'ann', eventType: 'purchase', orderId: `bench-${number}` };
  const event = { ...order, timestamp: new Date().toISOString(), productId: 'lamp', category: 'home', price: WORTH };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) });
  if (!response.ok) throw new Error(`the order was refused: ${response.status}`);
  return performance.timeOrigin + performance.now();
}

async function latencies(url: string): Promise<readonly number[]> {
  const browser = await launchBrowser();
  const page = await browser.newPage({ locale: 'en-US' });
  await page.addInitScript(NOTE_CHANGES);
  await page.goto(url);
  await page.locator(FIGURE).waitFor();
  const latenciesMs: number[] = [];
  for (let number = 1; number <= Number(settings.orders); number += 1) {
    const acknowledgedMs = await post(url, number);
    latenciesMs.push(Math.max(0, (await seenAt(page, number)) - acknowledgedMs));
    await pause(PAUSE_MS);
  }
  await browser.close();
  return latenciesMs;
}

async function seenAt(page: Page, number: number): Promise<number> {
  // Asked again and again: a condition that the browser waits for would need eval, which the content policy forbids.
  for (;;) {
    const atMs = Number(await page.evaluate(`seenAtMs[${number - 1}] ?? null`));
    if (atMs > 0) return atMs;
    await pause(10);
  }
}

const { result, rate } = await underLoad(
  { rate: Number(settings.rate), seconds: Number(settings.orders) * ORDER_SECONDS },
  latencies,
);
printSpreads(`Acknowledged to changed on the page, ${settings.orders} orders`, 'ms', { 'one order': result });
console.log(`P95 ${percentile(result, 0.95).toFixed(0)} ms at ${rate.toFixed(0)} events/s acknowledged`);
