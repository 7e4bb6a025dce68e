import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../shop/src/server/start-server.ts';
import { startShop } from '../../shop/src/server/start-shop.ts';
import { launchBrowser } from './browser.ts';
import { freshPage } from './world/fresh-page.ts';

let browser: Browser;
let dataFolder: string;
let shop: RunningServer;
let page: Page;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'millrace-live-page-'));
  shop = await startShop({ dataFolder, port: 0, pageFolder: await freshPage() });
  browser = await launchBrowser();
  page = await browser.newPage({ locale: 'en-US' });
  await page.goto(shop.url);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await rm(dataFolder, { recursive: true });
});

let eventCount = 0;

/** A purchase that happens now, as a shop's server would report it. */
async function buy(price: number, orderId: string): Promise<void> {
  const event = {
    eventId: `event-${++eventCount}`,
    userId: 'ann',
    eventType: 'purchase',
    timestamp: new Date().toISOString(),
    productId: 'lamp',
    category: 'home',
    price,
    quantity: 2,
    orderId,
  };
  const response = await fetch(`${shop.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  expect(response.ok).toBe(true);
}

async function reads(name: string, text: string): Promise<void> {
  await page.locator(`[data-figure="${name}"]`).filter({ hasText: text }).waitFor();
}

describe('the page of a running shop', () => {
  it('moves when an event is posted, without being reloaded', async () => {
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await reads('revenue-range', '$0.00');
    await buy(12.25, 'order-1');
    await reads('revenue-range', '$24.50');
    await reads('orders', '1');
    await page.locator('.ticker').filter({ hasText: 'lamp' }).waitFor();
    await buy(0.1, 'order-1');
    await buy(0.2, 'order-2');
    await reads('revenue-range', '$25.10');
    await reads('orders', '2');
    await reads('active-shoppers', '1');
    await reads('conversion', '100.0%');
  });

  it('reads the same from the API', async () => {
    const response = await fetch(`${shop.url}/v1/revenue?category=home`);
    const { items } = (await response.json()) as { items: { revenue: string; orders: number }[] };
    const cents = items.reduce((sum, item) => sum + Math.round(Number(item.revenue) * 100), 0);
    expect(cents).toBe(2_510);
  });
});
