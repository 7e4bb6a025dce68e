import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fastify, { type FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FunctionHost } from '../../shop/src/function-runtime/function-host.ts';
import { DEFAULT_ALERT_SETTINGS } from '../../shop/src/functions/alert/alert-settings.ts';
import { normAnswers } from '../../shop/src/functions/alert/norm-questions.ts';
import { normRoutes } from '../../shop/src/serving/norm-routes.ts';
import { pageRoutes } from '../../shop/src/serving/page-routes.ts';
import { servingRoutes } from '../../shop/src/serving/serving-routes.ts';
import { type LiveOptions, liveRoutes } from '../../shop/src/sinks/live/live-routes.ts';
import type { OpsStatus } from '../../shop/src/sinks/live/ops-status.ts';
import { orderEntry, PipelineViews, revenueEntry } from '../../shop/test/serving/pipeline-views.ts';
import { launchBrowser } from './browser.ts';
import { EVERYTHING_OPEN, WINDOW_MS, windowEntry } from './messages.ts';
import { freshPage } from './world/fresh-page.ts';

let browser: Browser;
let pageFolder: string;
const servers: FastifyInstance[] = [];
/** The window that counts now: what the page shows is of the present. */
const PRESENT = Math.floor(Date.now() / WINDOW_MS) * WINDOW_MS;

beforeAll(async () => {
  [browser, pageFolder] = await Promise.all([launchBrowser(), freshPage()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  for (const server of servers.splice(0)) await server.close();
});

const ops = (): OpsStatus => ({
  at: new Date().toISOString(),
  eventsPerSecond: 9_876,
  verdicts: { accepted: 100, duplicate: 4, late: 3, quarantined: 2 },
  quarantine: { open: 7, most: [{ code: 'schema_violation', source: 'csv:till', open: 5 }] },
  latencyMs: { p50: 8, p95: 21 },
  lag: { events: 0, ms: 0 },
  openSessions: 1_234,
});

interface Served {
  readonly app: FastifyInstance;
  readonly port: number;
  /** The Last-Event-ID of each connection to the live stream. */
  readonly lastEventIds: readonly (string | undefined)[];
  /** And what each is answered with. */
  readonly streams: readonly ServerResponse[];
}

type ServeOptions = { readonly port?: number } & Pick<LiveOptions, 'maxBufferedBytes'>;

async function serve(views: PipelineViews, { port = 0, ...live }: ServeOptions = {}): Promise<Served> {
  const app = fastify({ forceCloseConnections: true });
  servers.push(app);
  const lastEventIds: (string | undefined)[] = [];
  const streams: ServerResponse[] = [];
  app.addHook('onRequest', async ({ url, headers }, { raw }) => {
    if (!url.startsWith('/v1/live')) return;
    lastEventIds.push(headers['last-event-id']?.toString());
    streams.push(raw);
  });
  app.get('/v1/session', () => EVERYTHING_OPEN);
  const answers = normAnswers(new JsonTables(), DEFAULT_ALERT_SETTINGS.norm);
  const ask = async (question: keyof typeof answers, request: { readonly atMs: number }) => answers[question](request);
  normRoutes(app, { ask: ask as FunctionHost['ask'] }, Date.now);
  await app.register(servingRoutes, { views });
  await app.register(pageRoutes, { folder: pageFolder });
  await app.register(liveRoutes, { views, ops, onCommitted: views.onCommitted, ...live });
  await app.listen({ port });
  return { app, port: (app.server.address() as AddressInfo).port, lastEventIds, streams };
}

interface Look {
  readonly width?: number;
  readonly dark?: boolean;
}

async function open(port: number, { width = 1440, dark = false }: Look = {}): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  await page.goto(`http://127.0.0.1:${port}/`);
  return page;
}

/** Stops the page's script, and with it whatever reads the stream. Returns the way to let it run again. */
async function freeze(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Debugger.enable');
  const frozen = new Promise<void>((resolve) => session.once('Debugger.paused', () => resolve()));
  await session.send('Debugger.pause');
  await frozen;
  return async () => {
    await session.send('Debugger.disable');
    await session.detach();
  };
}

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`);

/** Waits until the figure reads so; the test's own time limit is the only one. */
async function reads(page: Page, name: string, text: string): Promise<void> {
  await figure(page, name).filter({ hasText: text }).waitFor();
  expect(await figure(page, name).textContent()).toBe(text);
}

const total = (startMs: number, revenue: string, orders: number, final = true) =>
  windowEntry(startMs, { revenue, orders }, [], final);

/** What a window took, all of it with books. */
const took = (startMs: number, revenue: string, orders: number, final = true) => ({
  revenue_total: [total(startMs, revenue, orders, final)],
  revenue: [revenueEntry(startMs, 'books', { revenue, orders }, final)],
});
const visits = (startMs: number, final = true) =>
  windowEntry(startMs, { events: 900, visitors: 200, viewers: 150, carts: 30, checkouts: 9, buyers: 5 }, [], final);

/** An order of one dollar, by its number. */
function orderOf(number: number, productId: string) {
  const { key, row, final } = orderEntry(1 + number);
  return { key, row: { ...row, productId }, final };
}

function shopWithSales(): PipelineViews {
  const views = new PipelineViews();
  const before = took(PRESENT - WINDOW_MS, '1000.0000', 10);
  const present = took(PRESENT, '234.5600', 2, false);
  views.commit({
    revenue_total: [...before.revenue_total, ...present.revenue_total],
    revenue: [...before.revenue, ...present.revenue],
    traffic: [visits(PRESENT - WINDOW_MS), visits(PRESENT, false)],
    orders: [orderEntry(1, '234.5600')],
    trending_now: [
      windowEntry(
        PRESENT,
        { place: 1, productId: 'p-77', category: 'books', score: 9, views: 1, carts: 1, purchases: 0 },
        [1],
      ),
    ],
  });
  return views;
}

describe('the page', () => {
  it('shows the present when it opens', async () => {
    const { port } = await serve(shopWithSales());
    const page = await open(port);
    await reads(page, 'revenue-range', '$1,234.56');
    await reads(page, 'revenue-window', '$234.56');
    await reads(page, 'orders', '12');
    await reads(page, 'average-order-value', '$102.88');
    await reads(page, 'conversion', '2.5%');
    await reads(page, 'active-shoppers', '200');
    await reads(page, 'events-per-second', '9,876');
    await reads(page, 'funnel-checkout', '9');
    // No hour has been counted yet: the funnel is the present window's, and says so.
    const clocks = [PRESENT, PRESENT + WINDOW_MS].map((ms) => new Date(ms).toISOString().slice(11, 16));
    expect(await page.locator('.area-funnel .scope').textContent()).toBe(clocks.join(' – '));
    expect(await page.locator('.area-products tbody').textContent()).toContain('p-77');
    expect(await page.locator('.ticker').textContent()).toContain('$234.56');
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  });

  it('moves with each commit', async () => {
    const views = shopWithSales();
    const { port } = await serve(views);
    const page = await open(port);
    await reads(page, 'revenue-window', '$234.56');
    views.commit(took(PRESENT, '334.5600', 3, false));
    await reads(page, 'revenue-window', '$334.56');
    await reads(page, 'revenue-range', '$1,334.56');
    views.commit(took(PRESENT, '400.0000', 4));
    views.commit(took(PRESENT + WINDOW_MS, '1.0000', 1, false));
    await reads(page, 'revenue-window', '$1.00');
    await reads(page, 'revenue-range', '$1,401.00');
  });

  it('says that it has lost the server, and goes on where it was when the server is back', async () => {
    const views = shopWithSales();
    const { app, port } = await serve(views);
    const page = await open(port);
    await reads(page, 'revenue-window', '$234.56');
    await app.close();
    await page.getByRole('status').filter({ hasText: 'Reconnecting' }).waitFor();
    views.commit(took(PRESENT, '500.0000', 3, false));
    const again = await serve(views, { port });
    await reads(page, 'revenue-window', '$500.00');
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    expect(again.lastEventIds).toEqual([expect.stringContaining('revenue_total:2')]);
  });

  it('that does not read for a time is dropped by the server, and comes back with nothing missing and nothing twice', async () => {
    const views = shopWithSales();
    const { port, streams, lastEventIds } = await serve(views, { maxBufferedBytes: 100_000 });
    const page = await open(port);
    await reads(page, 'revenue-range', '$1,234.56');
    let sold = 0;
    const sell = (count: number, productId: string) => {
      const orders = Array.from({ length: count }, () => orderOf(++sold, productId));
      views.commit({ orders, ...took(PRESENT, String(234.56 + sold), 2 + sold, false) });
    };
    const thaw = await freeze(page);
    // Until what the server keeps for it, and what both systems keep, is full.
    while (!streams[0]?.closed) {
      sell(100, 'W'.repeat(5_000));
      await pause(20);
    }
    expect(lastEventIds).toEqual([undefined]);
    await thaw();
    await reads(page, 'orders', (12 + sold).toLocaleString('en-US'));
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    expect(lastEventIds.slice(1)).toEqual([expect.stringContaining('orders:')]);
    const last = Array.from({ length: 8 }, (_, index) => `lamp-${index}`);
    for (const productId of last) sell(1, productId);
    await reads(page, 'orders', (12 + sold).toLocaleString('en-US'));
    await reads(page, 'revenue-range', `$${(1_234.56 + sold).toLocaleString('en-US')}`);
    const lines = page.locator('.ticker > li');
    const names = async () => (await lines.allTextContents()).map((text) => /lamp-\d/.exec(text)?.[0]).sort();
    await expect.poll(names).toEqual(last);
  });

  it('says what to do while nothing has happened yet', async () => {
    const { port } = await serve(new PipelineViews());
    const page = await open(port);
    await page.getByText('POST /v1/events').waitFor();
    await reads(page, 'revenue-range', '$0.00');
  });

  it('shows its figures where the browser reports a language that is none', async () => {
    const { port } = await serve(shopWithSales());
    const page = await browser.newPage({ locale: 'en-US' });
    await page.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, 'language', { get: () => 'en-US@posix' }),
    );
    await page.goto(`http://127.0.0.1:${port}/`);
    await reads(page, 'revenue-window', '$234.56');
  });

  it.each([1440, 768, 390])('fits %i pixels, and breaks no rule of its content policy', async (width) => {
    const { port } = await serve(shopWithSales());
    const page = await browser.newPage({ viewport: { width, height: 900 }, locale: 'en-US' });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(`http://127.0.0.1:${port}/`);
    await reads(page, 'revenue-window', '$234.56');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect({ overflow, complaints, hosts: [...hosts] }).toEqual({
      overflow: 0,
      complaints: [],
      hosts: [`127.0.0.1:${port}`],
    });
  });

  it("follows the system's theme until the reader chooses, and remembers the choice", async () => {
    const { port } = await serve(shopWithSales());
    const page = await open(port, { dark: true });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await ground();
    await page.getByRole('button', { name: 'Switch to the light theme' }).click();
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.getByRole('button', { name: 'Switch to the dark theme' }).waitFor();
    expect(await ground()).toBe(light);
  });

  it('can be used with the keyboard and read aloud', async () => {
    const { port } = await serve(shopWithSales());
    const page = await open(port);
    await reads(page, 'revenue-window', '$234.56');
    await page.getByRole('radio', { name: '3h' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: '12h' }).isChecked()).toBe(true);
    const charts = page.getByRole('img');
    await expect.poll(() => charts.first().getAttribute('aria-label')).toContain('the highest was $1,000.00');
    for (const name of ['Revenue over time', 'This window', 'Top products', 'Latest orders', 'Top searches']) {
      expect(await page.getByRole('region', { name: new RegExp(`^${name}`) }).count()).toBe(1);
    }
  });
});
