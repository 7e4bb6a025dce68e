/** Signing in by hand, in a real browser, at a server that asks for keys. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../shop/src/server/start-server.ts';
import { startShop } from '../../../shop/src/server/start-shop.ts';
import { launchBrowser } from '../browser.ts';
import { freshPage } from '../world/fresh-page.ts';
import { lookAt } from '../world/look-at.ts';

const VIEWER = 'key-of-the-viewer-0001';
const ANALYST = 'key-of-the-analyst-001';
const BOTH = [`viewer:Board:${VIEWER}`, `analyst:Ann:${ANALYST}`];

let browser: Browser;
let dataFolder: string;
let pageFolder: string;
let server: RunningServer;

async function start(readKeys: readonly string[], port = 0): Promise<void> {
  server = await startShop({ port, dataFolder, pageFolder, writeKeys: ['key-of-the-machine-0001'], readKeys });
}

beforeAll(async () => {
  [browser, pageFolder, dataFolder] = await Promise.all([
    launchBrowser(),
    freshPage(),
    mkdtemp(join(tmpdir(), 'millrace-sign-in-')),
  ]);
  await start(BOTH);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(dataFolder, { recursive: true });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key').fill(key);
  await page.keyboard.press('Enter');
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

describe('signing in', () => {
  it('asks for a key, says what is wrong with one, opens the address that was asked for, and lets go again', async () => {
    const page = await lookAt(browser, `${server.url}/?range=24h`);
    await heading(page, 'Sign in').waitFor();
    expect(await page.getByLabel('Key').getAttribute('type')).toBe('password');
    await signIn(page, 'no-key-of-this-server');
    await page.getByRole('alert').filter({ hasText: 'This key is not known here' }).waitFor();
    await signIn(page, ANALYST);
    await heading(page, 'Now').waitFor();
    expect(page.url()).toBe(`${server.url}/?range=24h`);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await page.getByText('Ann').waitFor();
    const kept = await page.evaluate(() => document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage }));
    expect(kept).toBe('{}');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await heading(page, 'Sign in').waitFor();
    await page.reload();
    await heading(page, 'Sign in').waitFor();
  });

  it('comes before what the server itself shows, and goes back there, but nowhere else', async () => {
    const page = await lookAt(browser, `${server.url}/v1/trending?n=3`);
    await heading(page, 'Sign in').waitFor();
    await signIn(page, VIEWER);
    await page.waitForURL(`${server.url}/v1/trending?n=3`);
    await page.goto(`${server.url}/sign-in?next=${encodeURIComponent('https://evil.example/')}`);
    await heading(page, 'Now').waitFor();
    await page.goto(`${server.url}/sign-in?next=//evil.example`);
    await heading(page, 'Now').waitFor();
    expect(page.url()).toBe(`${server.url}/`);
  });
});

describe('a viewer', () => {
  it('is shown the pages of figures, and told whom to ask for the others', async () => {
    const page = await lookAt(browser, `${server.url}/query`);
    await signIn(page, VIEWER);
    await page
      .getByRole('alert')
      .filter({ hasText: 'Query needs the role analyst or admin; yours is viewer.' })
      .waitFor();
    const shown = await page.getByRole('navigation', { name: 'Pages' }).locator('li a').allTextContents();
    expect(shown).toContain('Now');
    expect(shown).not.toContain('Query');
    await page.getByRole('button', { name: 'Sign in with another key' }).click();
    await signIn(page, ANALYST);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Query' }).waitFor();
    expect(page.url()).toBe(`${server.url}/query`);
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

describe('single orders', () => {
  it('stand on Now for staff, and have no empty place there for a viewer', async () => {
    const page = await lookAt(browser, server.url);
    const panel = (name: string) => page.getByRole('region', { name });
    await signIn(page, VIEWER);
    await panel('Countries').waitFor();
    expect(await panel('Latest orders').count()).toBe(0);
    expect(await rightEdge(panel('Top categories'))).toBe(await rightEdge(panel('Corrections of closed windows')));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(page, ANALYST);
    await panel('Latest orders').waitFor();
  });
});

async function rightEdge(part: Locator): Promise<number> {
  const { x, width } = (await part.boundingBox()) ?? { x: 0, width: 0 };
  return x + width;
}

describe('a session', () => {
  it('goes on after a restart of the server, and ends with its key while the page is open', async () => {
    const { port } = server;
    const page = await lookAt(browser, server.url);
    await signIn(page, VIEWER);
    await page.getByText('Board').waitFor();
    await server.close();
    await page.getByRole('status').filter({ hasText: 'Reconnecting' }).waitFor();
    await start([`fraud:Eva:${VIEWER}`], port);
    await page.getByText('Eva').waitFor();
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await server.close();
    await start([ANALYST], port);
    await heading(page, 'Sign in').waitFor();
  });
});

describe('too many wrong keys', () => {
  it('make everyone at that address wait', async () => {
    const guess = (number: number) =>
      fetch(`${server.url}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key: `wrong-key-number-${number}` }),
      });
    await Promise.all(Array.from({ length: 10 }, (_, number) => guess(number)));
    const page = await lookAt(browser, server.url);
    await signIn(page, ANALYST);
    await page.getByRole('alert').filter({ hasText: 'Too many wrong keys' }).waitFor();
  });
});
