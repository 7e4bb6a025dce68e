/** A real collector, a network that can fail, a shop's pages and a real browser, for tests of the tracker. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../dashboard/test/browser.ts';
import { openTestServer, type TestServer } from '../../shop/test/server/test-server.ts';
import { type StoredEvent, storedEvents } from '../../shop/test/sources/stored-events.ts';
import type { TrackerOptions } from '../src/tracker-api.ts';
import { buildTracker } from './built-tracker.ts';
import { FaultProxy } from './fault-proxy.ts';
import { ShopPages } from './shop-pages.ts';

const PATIENCE_MS = 15_000;
export const WRITE_KEY = 'write-key-of-the-shop';

/** Options with which nothing but leaving makes the tracker send. */
export const NEVER_BY_TIME = { flushAfterMs: 3_600_000 };

export class TrackerWorld {
  readonly proxy: FaultProxy;
  readonly pages: ShopPages;
  readonly #browser: Browser;
  readonly #visitors: BrowserContext[] = [];
  #server: TestServer;

  private constructor(parts: { proxy: FaultProxy; pages: ShopPages; browser: Browser; server: TestServer }) {
    this.proxy = parts.proxy;
    this.pages = parts.pages;
    this.#browser = parts.browser;
    this.#server = parts.server;
    this.proxy.target = parts.server.server.port;
  }

  static async open(): Promise<TrackerWorld> {
    const [browser, built, proxy] = await Promise.all([launchBrowser(), buildTracker(), FaultProxy.open()]);
    const pages = await ShopPages.open(built);
    const server = await openTestServer(settings(pages));
    return new TrackerWorld({ proxy, pages, browser, server });
  }

  /** What a shop would set, but sending sooner. */
  options(more: Partial<TrackerOptions> = {}): TrackerOptions {
    return { endpoint: this.proxy.url, writeKey: WRITE_KEY, flushAfterMs: 50, ...more };
  }

  /** A browser of its own: nothing in its storage. */
  async newVisitor(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    this.proxy.fault = 'none';
    const visitor = await this.#browser.newContext(options);
    this.#visitors.push(visitor);
    return visitor;
  }

  /** A new visitor to pages whose tracker has these options. */
  visitorWith(more: Partial<TrackerOptions> = {}): Promise<BrowserContext> {
    this.pages.withOptions(this.options(more));
    return this.newVisitor();
  }

  /** Closes the browsers of all visitors there were. */
  async seeOff(): Promise<void> {
    for (const visitor of this.#visitors.splice(0)) await visitor.close();
  }

  async visit(visitor: BrowserContext, path = '/'): Promise<Page> {
    const page = await visitor.newPage();
    await page.goto(this.pages.origin + path);
    return page;
  }

  /** Waits until the log has these events, and gives all that it has of them, doubles included. */
  async arrived(ids: readonly (string | null)[]): Promise<readonly StoredEvent[]> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const events = (await this.log()).filter(({ eventId }) => ids.includes(eventId));
      const missing = ids.filter((id) => !events.some(({ eventId }) => eventId === id));
      if (missing.length === 0) return events;
      if (performance.now() > deadlineMs) throw new Error(`never arrived: ${missing.join()}`);
      await pause(20);
    }
  }

  log(): Promise<readonly StoredEvent[]> {
    return storedEvents(this.#server.dataFolder);
  }

  async stopServer(): Promise<void> {
    this.proxy.target = 0;
    await this.#server.close('keep-folder');
  }

  async startServer(): Promise<void> {
    const { dataFolder } = this.#server;
    this.#server = await openTestServer({ ...settings(this.pages), dataFolder });
    this.proxy.target = this.#server.server.port;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.proxy.close();
    await this.pages.close();
    await this.#server.close();
  }
}

function settings({ origin }: ShopPages) {
  return { writeKeys: [WRITE_KEY], readKeys: ['read-key-of-the-shop'], allowedOrigins: [origin] };
}

/** Has a page tell a number of page views; gives their ids. */
export function track(page: Page, count = 1): Promise<readonly (string | null)[]> {
  return page.evaluate((count) => Array.from({ length: count }, () => window.tracker.page()), count);
}

/** The events that wait in the visitor's storage, as they will be sent. */
export function waiting(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith('millrace:q'))
      .map((key) => localStorage.getItem(key) ?? ''),
  );
}

/** Resolves when every event of the visitor has its verdict. */
export async function untilSettled(page: Page): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while ((await waiting(page)).length > 0) {
    if (performance.now() > deadlineMs) throw new Error(`still waiting: ${(await waiting(page)).join()}`);
    await pause(20);
  }
}
