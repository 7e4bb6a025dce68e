/** The page while its connection is lost, slow or cut: it comes back to what the shop's figures are, by itself. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../shop/src/server/start-server.ts';
import { startShop } from '../../../shop/src/server/start-shop.ts';
import { launchBrowser } from '../browser.ts';
import { freshPage } from '../world/fresh-page.ts';
import { watchedPage } from './watched-page.ts';

let browser: Browser;
let pageFolder: string;
let dataFolder: string;
let shop: RunningServer;
let sold = 0;

beforeAll(async () => {
  [browser, pageFolder, dataFolder] = await Promise.all([
    launchBrowser(),
    freshPage(),
    mkdtemp(join(tmpdir(), 'millrace-connection-')),
  ]);
  shop = await startShop({ port: 0, dataFolder, pageFolder });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
  await rm(dataFolder, { recursive: true });
});

/** Sells for so many dollars in all, in orders of one dollar. */
async function sell(dollars: number): Promise<void> {
  const orders = Array.from({ length: dollars }, () => {
    const id = `order-${++sold}`;
    const what = {
      eventType: 'purchase',
      productId: 'lamp',
      category: 'home',
      price: 1,
      quantity: 1,
      userId: `u-${id}`,
    };
    return { ...what, eventId: id, orderId: id, timestamp: new Date().toISOString() };
  });
  const response = await fetch(`${shop.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(orders),
  });
  expect(await response.json()).toMatchObject({ accepted: dollars });
}

/** Waits until the page shows all that was sold; the test's own time limit is the only one. */
async function showsAll(page: Page): Promise<void> {
  const text = `$${sold.toLocaleString('en-US')}.00`;
  await page.locator('[data-figure="revenue-range"]').filter({ hasText: text }).waitFor();
}

const isLive = (page: Page) => page.getByRole('status').filter({ hasText: 'Live' }).waitFor();

type Pair = readonly [near: Socket, far: Socket];

/** Between browser and server, so that a test can cut the way, or let it die without a word. */
class Wire {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #live: Pair | undefined;

  constructor(port: number) {
    this.#server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      const pair: Pair = [near, far];
      this.#pairs.add(pair);
      near.on('data', (bytes) => {
        if (String(bytes).includes('GET /v1/live')) this.#live = pair;
      });
      near.pipe(far).pipe(near);
      for (const socket of pair) {
        socket.on('error', () => undefined);
        socket.on('close', () => {
          for (const each of pair) each.destroy();
          this.#pairs.delete(pair);
        });
      }
    });
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * Nothing of the server's comes through any more, and nobody is told: neither on the live stream nor on one of the
   * connections that the browser keeps for later.
   */
  stall(): void {
    const [idle, ...others] = [...this.#pairs].filter((pair) => pair !== this.#live);
    for (const pair of [this.#live, idle]) pair?.[1].unpipe(pair[0]).pause();
    for (const [near] of others) near.destroy();
  }

  cut(): void {
    for (const [near] of this.#pairs) near.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
  }
}

describe('the page', () => {
  it('goes on where it was after its connection was lost, and shows what happened meanwhile', async () => {
    const wire = new Wire(shop.port);
    const { page, close } = await watchedPage(browser);
    await page.goto(await wire.open());
    await isLive(page);
    await sell(3);
    await showsAll(page);
    await page.context().setOffline(true);
    wire.cut();
    await page.getByRole('status').filter({ hasText: 'Reconnecting' }).waitFor();
    await sell(4);
    await page.context().setOffline(false);
    await showsAll(page);
    await isLive(page);
    await close();
    await wire.close();
  });

  it('notices that nothing comes any more, on any of its connections, says so, and connects anew by itself', async () => {
    const wire = new Wire(shop.port);
    const { page, close } = await watchedPage(browser);
    await page.goto(await wire.open());
    await isLive(page);
    await showsAll(page);
    wire.stall();
    await sell(5);
    await page.getByRole('status').filter({ hasText: 'No signal' }).waitFor();
    await showsAll(page);
    await isLive(page);
    await close();
    await wire.close();
  });

  it('loses nothing when the server is started again', async () => {
    const { page, complaints, close } = await watchedPage(browser);
    await page.goto(shop.url);
    await sell(2);
    await showsAll(page);
    const { port } = shop;
    await shop.close();
    await page.getByRole('status').filter({ hasText: 'Reconnecting' }).waitFor();
    shop = await startShop({ port, dataFolder, pageFolder });
    await sell(6);
    await showsAll(page);
    await isLive(page);
    // A browser notes each attempt that failed; nothing else may have gone wrong.
    expect(complaints.filter((text) => !/ERR_|Failed to load resource/.test(text))).toEqual([]);
    await close();
  });
});
