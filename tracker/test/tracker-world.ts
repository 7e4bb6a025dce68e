/** A real collector, a network that can fail, a shop's pages and a real browser, for tests of the tracker. */
import { setTimeout as pause } from 'node:timers/promises';
import { type LmdbLogReader, openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../dashboard/test/browser.ts';
import type { ShopEvent } from '../../shop/src/functions/shop-event.ts';
import { openTestServer, type TestServer } from '../../shop/test/server/test-server.ts';
import type { TrackerOptions } from '../src/tracker-api.ts';
import { buildTracker } from './built-tracker.ts';
import { FaultProxy } from './fault-proxy.ts';
import { loggedEvents } from './logged-events.ts';
import { ShopPages } from './shop-pages.ts';

const PATIENCE_MS = 15_000;
export const WRITE_KEY = 'write-key-of-the-shop';

export class TrackerWorld {
  readonly proxy: FaultProxy;
  readonly pages: ShopPages;
  readonly #browser: Browser;
  #server: TestServer;
  /** One as long as the server runs: in one thread with its writer, opening one anew for each look would not be safe. */
  #reader: LmdbLogReader;

  private constructor(parts: { proxy: FaultProxy; pages: ShopPages; browser: Browser; server: TestServer }) {
    this.proxy = parts.proxy;
    this.pages = parts.pages;
    this.#browser = parts.browser;
    this.#server = parts.server;
    this.#reader = openLogReader(parts.server.dataFolder);
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
    return this.#browser.newContext(options);
  }

  async visit(visitor: BrowserContext, path = '/'): Promise<Page> {
    const page = await visitor.newPage();
    await page.goto(this.pages.origin + path);
    return page;
  }

  /** Waits until the log has these events, and gives all that it has of them, doubles included. */
  async arrived(ids: readonly (string | null)[]): Promise<readonly ShopEvent[]> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const events = this.log().filter(({ eventId }) => ids.includes(eventId));
      const missing = ids.filter((id) => !events.some(({ eventId }) => eventId === id));
      if (missing.length === 0) return events;
      if (performance.now() > deadlineMs) throw new Error(`never arrived: ${missing.join()}`);
      await pause(20);
    }
  }

  log(): readonly ShopEvent[] {
    return loggedEvents(this.#reader);
  }

  async stopServer(): Promise<void> {
    this.proxy.target = 0;
    await this.#reader.close();
    await this.#server.close('keep-folder');
  }

  async startServer(): Promise<void> {
    const { dataFolder } = this.#server;
    this.#server = await openTestServer({ ...settings(this.pages), dataFolder });
    this.#reader = openLogReader(dataFolder);
    this.proxy.target = this.#server.server.port;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.proxy.close();
    await this.pages.close();
    await this.#reader.close();
    await this.#server.close();
  }
}

function settings({ origin }: ShopPages) {
  return { writeKeys: [WRITE_KEY], readKeys: ['read-key-of-the-shop'], allowedOrigins: [origin] };
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
