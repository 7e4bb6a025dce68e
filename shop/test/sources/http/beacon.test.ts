/** `navigator.sendBeacon` in a real browser: the page is gone before the answer comes. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../../../dashboard/test/browser.ts';
import { openTestServer, type TestServer } from '../../server/test-server.ts';
import { openShopPage, type ShopPage } from '../shop-page.ts';
import { storedEvents } from '../stored-events.ts';

const KEY = 'a-write-key-of-the-shop';

/** Sends what the page is told to when it is left, to the address in `window.target`. */
const SCRIPT = `addEventListener('pagehide', () => {
  if (window.target) navigator.sendBeacon(window.target, JSON.stringify(window.events));
});`;

let browser: Browser;
let page: ShopPage;
let stranger: ShopPage;
let app: TestServer;
beforeAll(async () => {
  [browser, page, stranger] = await Promise.all([launchBrowser(), openShopPage(SCRIPT), openShopPage(SCRIPT)]);
  app = await openTestServer({ writeKeys: [KEY], allowedOrigins: [page.origin] });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all([page?.close(), stranger?.close(), app?.close()]);
});

const event = (eventId: string) => ({
  eventId,
  anonymousId: 'a-1',
  eventType: 'page_view',
  timestamp: new Date().toISOString(),
});

/** Opens a page, leaves it in the way that is asked for, and tells what of `events` is in the log a moment later. */
async function leave(
  origin: string,
  events: readonly object[],
  how: 'navigates' | 'closes',
  key = KEY,
): Promise<readonly string[]> {
  const refusedBefore = await refusedRequests();
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(origin);
  await tab.evaluate(([target, list]) => Object.assign(globalThis, { target, events: list }), [
    `${app.server.url}/v1/events?writeKey=${key}`,
    events,
  ] as const);
  if (how === 'navigates') await tab.goto(`${origin}/next`);
  else await tab.close({ runBeforeUnload: true });
  const found = await arrived(events, refusedBefore);
  await context.close();
  return found;
}

/** The ids of these events that are in the log, as soon as one is, or the request that brought them was refused. */
async function arrived(events: readonly object[], refusedBefore: number): Promise<readonly string[]> {
  const ids = new Set(events.map((one) => (one as { eventId: string }).eventId));
  for (let tries = 0; tries < 40; tries++) {
    const found = (await storedEvents(app.dataFolder)).filter(({ eventId }) => ids.has(eventId));
    if (found.length > 0 || (await refusedRequests()) > refusedBefore) return found.map(({ eventId }) => eventId);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server was asked nothing');
}

/** How many requests the server has answered with 401 or 403. */
async function refusedRequests(): Promise<number> {
  const { text } = await app.get('/metrics');
  const counts = text.matchAll(/^millrace_http_requests_total\{status="40[13]"\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

test('what a page sends when it is left arrives, from the origin that is allowed', async () => {
  expect(await leave(page.origin, [event('gone-1'), event('gone-2')], 'navigates')).toEqual(['gone-1', 'gone-2']);
  expect(await leave(page.origin, [event('closed-1')], 'closes')).toEqual(['closed-1']);
});

test('what comes from another origin, or with a wrong key, does not', async () => {
  expect(await leave(stranger.origin, [event('strange-1')], 'navigates')).toEqual([]);
  expect(await leave(page.origin, [event('keyless-1')], 'navigates', 'wrong')).toEqual([]);
});
