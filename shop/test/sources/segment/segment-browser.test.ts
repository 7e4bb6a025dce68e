/** Segment's own library for browsers, from npm and unchanged, in a real one, on a page of another origin. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../../../dashboard/test/browser.ts';
import { openTestServer, type TestServer } from '../../server/test-server.ts';
import { openShopPage, type ShopPage } from '../shop-page.ts';
import { type StoredEvent, storedEvents } from '../stored-events.ts';

const KEY = 'a-write-key-of-the-shop';
const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** What a shop writes into its page: our host in the place of Segment's, and settings that need not be fetched. */
const SCRIPT = `import { AnalyticsBrowser } from '@segment/analytics-next';
globalThis.load = (apiHost, deliveryStrategy) => {
  const segment = { apiHost, protocol: 'http', deliveryStrategy };
  globalThis.analytics = AnalyticsBrowser.load(
    { writeKey: '${KEY}', cdnSettings: { integrations: { 'Segment.io': { apiKey: '${KEY}' } } } },
    { integrations: { 'Segment.io': segment } },
  );
};`;

let browser: Browser;
let shop: ShopPage;
let app: TestServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-segment-page-'));
  [browser, shop] = await Promise.all([launchBrowser(), bundled().then(openShopPage)]);
  app = await openTestServer({ writeKeys: [KEY], allowedOrigins: [shop.origin], dataFolder: join(folder, 'data') });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await app?.close('keep-folder');
  await rm(folder, { recursive: true });
});

/** The page's script as a bundler makes it. */
async function bundled(): Promise<string> {
  const entry = join(folder, 'page.js');
  await writeFile(entry, SCRIPT.replace("'@segment", `'${ROOT}node_modules/@segment`));
  const lib = { entry, name: 'page', formats: ['iife' as const], fileName: () => 'script.js' };
  const outDir = join(folder, 'built');
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env': '{}' },
    build: { lib, outDir, emptyOutDir: true, minify: false },
  });
  return readFile(join(outDir, 'script.js'), 'utf8');
}

async function openPage(strategy?: object): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(shop.origin);
  const apiHost = `${new URL(app.server.url).host}/v1`;
  await page.evaluate(`load(${JSON.stringify(apiHost)}, ${JSON.stringify(strategy)})`);
  return page;
}

/** Waits for that many stored events which fit. */
async function arrived(count: number, fits: (event: StoredEvent) => boolean): Promise<readonly StoredEvent[]> {
  for (let tries = 0; ; tries++) {
    const found = (await storedEvents(app.dataFolder)).filter(fits);
    if (found.length >= count || tries === 200) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('delivers what shoppers do, and who they turn out to be', async () => {
  const page = await openPage();
  await page.evaluate(`(async () => {
    await analytics.page('Home');
    await analytics.track('Product Viewed', { product_id: 'p-1', category: 'tea', price: 3.5 });
    await analytics.identify('ann', { country: 'DE' });
    await analytics.track('Order Completed', { order_id: 'o-1', currency: 'EUR', products: [
      { product_id: 'p-1', price: 3.5, quantity: 2 }, { product_id: 'p-2', price: 8 } ] });
    await analytics.group('acme');
    await analytics.alias('ann-again');
  })()`);
  const events = await arrived(7, () => true);
  expect(events.map(({ eventType }) => eventType).sort()).toEqual(
    ['custom', 'identify', 'identify', 'page_view', 'page_view', 'purchase', 'purchase'].sort(),
  );
  const looked = events.find(({ productId, eventType }) => productId === 'p-1' && eventType === 'page_view');
  const identified = events.find(({ userId, eventType }) => userId === 'ann' && eventType === 'identify');
  expect(looked).toMatchObject({
    category: 'tea',
    price: 3.5,
    properties: { userAgent: expect.stringContaining('Chrome') },
  });
  expect(looked?.properties).toMatchObject({
    context: { page: { url: `${shop.origin}/` }, library: { name: expect.any(String) } },
  });
  expect(identified?.anonymousId).toBe(looked?.anonymousId);
  expect(events.filter(({ orderId }) => orderId === 'o-1')).toHaveLength(2);
  await page.close();
});

test('in batches, and by what is sent when the page is left', async () => {
  const page = await openPage({ strategy: 'batching', config: { size: 100, timeout: 60_000 } });
  await page.evaluate(`(async () => {
    for (let index = 0; index < 30; index++) await analytics.track('Product Added', { product_id: 'left-' + index });
  })()`);
  await page.goto(`${shop.origin}/next`);
  const events = await arrived(30, ({ productId }) => String(productId).startsWith('left-'));
  expect(new Set(events.map(({ productId }) => productId)).size).toBe(30);
  expect(events).toHaveLength(30);
  await page.close();
});

test('loses nothing and counts nothing twice while the server is out of reach, and then busy', async () => {
  const page = await openPage();
  const add = (from: number, to: number) =>
    page.evaluate(
      `for (let index = ${from}; index < ${to}; index++) void analytics.track('Product Added', { product_id: 'kept-' + index })`,
    );
  await add(0, 20);
  let busy = 0;
  await page.route('**/v1/t', (route) => route.abort());
  await add(20, 40);
  await page.waitForTimeout(300);
  await page.unroute('**/v1/t');
  await page.route('**/v1/t', (route) => {
    if (++busy > 5) return route.continue();
    const headers = { 'retry-after': '1', 'access-control-allow-origin': shop.origin };
    return route.fulfill({ status: 429, headers });
  });
  await add(40, 60);
  const events = await arrived(60, ({ productId }) => String(productId).startsWith('kept-'));
  expect(events.map(({ productId }) => productId).toSorted()).toEqual(
    Array.from({ length: 60 }, (_, index) => `kept-${index}`).toSorted(),
  );
  expect(busy).toBeGreaterThan(5);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.close();
});
