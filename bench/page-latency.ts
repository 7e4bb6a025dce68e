/**
 * How long from posting an order over HTTP to the changed number on the live page, in Chromium. Shop, browser and this
 * script share the machine; nothing else is sent meanwhile.
 *
 *     node bench/page-latency.ts [--orders 50]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../dashboard/test/browser.ts';
import { percentile, printSpreads } from './report.ts';
import { endShopProcess, startShopProcess } from './shop-process.ts';

const { values: settings } = parseArgs({ options: { orders: { type: 'string', default: '50' } } });

async function post(url: string, number: number): Promise<void> {
  const order = { eventId: `e-${number}`, userId: 'ann', eventType: 'purchase', orderId: `o-${number}` };
  const event = { ...order, timestamp: new Date().toISOString(), productId: 'lamp', category: 'home', price: 1 };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) });
  if (!response.ok) throw new Error(`the order was refused: ${response.status}`);
}

const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
const shop = await startShopProcess(dataFolder);
const browser = await launchBrowser();
const page = await browser.newPage({ locale: 'en-US' });
await page.goto(shop.url);
const latenciesMs: number[] = [];
for (let number = 1; number <= Number(settings.orders); number += 1) {
  const started = performance.now();
  await post(shop.url, number);
  await page
    .locator('[data-figure="revenue-today"]')
    .filter({ hasText: `$${number}.00` })
    .waitFor();
  latenciesMs.push(performance.now() - started);
}
await browser.close();
await endShopProcess(shop);
rmSync(dataFolder, { recursive: true });
printSpreads(`Posted to changed on the page, ${settings.orders} orders`, 'ms', { 'one order': latenciesMs });
console.log(`P95 ${percentile(latenciesMs, 0.95).toFixed(0)} ms`);
