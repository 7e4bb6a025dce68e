/** Every page there is, in a shop without anything and in one with names that mean harm, read by people of all kinds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../shop/src/server/start-server.ts';
import { startShop } from '../../../shop/src/server/start-shop.ts';
import { PAGES } from '../../src/pages.ts';
import { launchBrowser } from '../browser.ts';
import { freshPage } from '../world/fresh-page.ts';
import { hostileEvents } from './hostile-events.ts';
import { faultsOn, sidewaysPixels, watchedPage } from './watched-page.ts';

let browser: Browser;
let pageFolder: string;
const folders: string[] = [];

beforeAll(async () => {
  [browser, pageFolder] = await Promise.all([launchBrowser(), freshPage()]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function openShop(): Promise<RunningServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-hostile-'));
  folders.push(dataFolder);
  return startShop({ port: 0, dataFolder, pageFolder });
}

type Reader = BrowserContextOptions & { readonly width?: number };

/** Opens all pages at once and says what went wrong on them; pages on which nothing did are left out. */
async function troubleOnPages(url: string, reader: Reader, prepare?: (page: Page) => Promise<unknown>) {
  const found = await Promise.all(
    PAGES.map(async ({ path, title }) => {
      const { page, complaints, settled, close } = await watchedPage(browser, reader);
      await prepare?.(page);
      await page.goto(`${url}${path}`);
      await settled(title);
      const [sideways, faults] = [await sidewaysPixels(page), await faultsOn(page)];
      await close();
      const isFine = sideways === 0 && faults.length === 0 && complaints.length === 0;
      return isFine ? [] : [[path, { sideways, faults, complaints }] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

describe('in an empty shop', () => {
  let shop: RunningServer;
  beforeAll(async () => {
    shop = await openShop();
  }, 60_000);
  afterAll(() => shop?.close());

  it.each([1440, 390])('no page fails or can be moved sideways at %i pixels', async (width) => {
    expect(await troubleOnPages(shop.url, { width })).toEqual({});
  });

  it('on a phone the page that is open is seen in the row of pages, also the last one', async () => {
    const { page, settled, close } = await watchedPage(browser, { width: 390 });
    for (const { path, title } of PAGES) {
      await page.goto(`${shop.url}${path}`);
      await settled(title);
      const { left, right } = await page.locator('.navigation [aria-current="page"]').evaluate((link) => {
        return { left: link.getBoundingClientRect().left, right: link.getBoundingClientRect().right };
      });
      expect({ title, isSeen: left >= 0 && right <= 390 }).toEqual({ title, isSeen: true });
    }
    await close();
  });

  it('no page needs storage', async () => {
    const block = (page: Page) =>
      page.addInitScript(() => {
        const refuse = () => {
          throw new DOMException('storage is blocked', 'SecurityError');
        };
        for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get: refuse });
      });
    expect(await troubleOnPages(shop.url, {}, block)).toEqual({});
  });
});

describe('in a shop with names that mean harm', () => {
  let shop: RunningServer;
  beforeAll(async () => {
    shop = await openShop();
    const response = await fetch(`${shop.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(hostileEvents(Date.now())),
    });
    expect(await response.json()).toMatchObject({ quarantined: 1 });
    // Until the pipelines have told of them.
    for (let windows = 0; windows < 2; ) {
      const revenue = (await (await fetch(`${shop.url}/v1/revenue`)).json()) as { readonly items: readonly unknown[] };
      windows = revenue.items.length;
    }
  }, 60_000);
  afterAll(() => shop?.close());

  it.each([1440, 390])('they are text on every page, and push nothing off it at %i pixels', async (width) => {
    expect(await troubleOnPages(shop.url, { width })).toEqual({});
  });

  it('the page that shows them shows them as they are', async () => {
    const { page, close } = await watchedPage(browser);
    await page.goto(shop.url);
    await page.getByRole('main').getByText('<script>alert(1)</script>').first().waitFor();
    await close();
  });

  it.each([
    ['de-DE', 'Europe/Berlin'],
    ['ar-EG', 'Africa/Cairo'],
    ['ja-JP', 'Asia/Tokyo'],
    ['hi-IN', 'Pacific/Kiritimati'],
  ])('every page reads in %s at %s', async (locale, timezoneId) => {
    expect(await troubleOnPages(shop.url, { locale, timezoneId })).toEqual({});
  });

  it.each([
    ['a day behind', -1],
    ['a day ahead', 1],
    ['a year ahead', 365],
    ['a year behind', -365],
  ])('the figures are the same for a reader whose clock is %s', async (_which, days) => {
    const figuresFor = async (offsetMs: number) => {
      const { page, settled, close } = await watchedPage(browser);
      await page.addInitScript(shiftClock, offsetMs);
      await page.goto(shop.url);
      await settled('Now');
      expect(await page.evaluate(() => Date.now())).toBeCloseTo(Date.now() + offsetMs, -5);
      const figures = page.locator('[data-figure]');
      const texts = await figures.evaluateAll((all) =>
        all.map((each) => [each.getAttribute('data-figure'), each.textContent]),
      );
      await close();
      return texts.filter(([name]) => STEADY.some((figure) => name?.includes(figure)));
    };
    const right = await figuresFor(0);
    expect(right.length).toBeGreaterThan(1);
    expect(await figuresFor(days * 24 * 3_600_000)).toEqual(right);
  });
});

/** Figures that stand still while nothing happens. */
const STEADY = ['revenue', 'orders', 'average', 'conversion'];

/** Runs in the page, before anything of ours. */
function shiftClock(offsetMs: number): void {
  const { now } = Date;
  const Real = Date;
  Date.now = () => now() + offsetMs;
  globalThis.Date = new Proxy(Real, {
    construct: (target, values) => Reflect.construct(target, values.length === 0 ? [now() + offsetMs] : values),
  });
}
