/**
 * What a reader waits for: bytes of each page's first view, gzipped, and how long until it stands and answers, in Chromium
 * over localhost with nothing in its cache. The server, the browser and this script share the machine.
 *
 *     node bench/first-view.ts [--runs 5]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../dashboard/test/browser.ts';
import { openDemoWorld } from '../dashboard/test/world/demo-world.ts';
import { lookAt } from '../dashboard/test/world/look-at.ts';
import { printSpreads, RUNS } from './report.ts';

const { values: settings } = parseArgs({ options: { runs: { type: 'string', default: String(RUNS) } } });

const CODE = /\.(js|css|svg|html)$|\/[a-z-]*$/;
/** Noted by the page itself: when the first heading of the page's own stands, and the main thread is free again. */
const NOTE_READY = `new MutationObserver((_, observer) => {
  if (!document.querySelector('main h2')) return;
  observer.disconnect();
  setTimeout(() => { globalThis.readyMs = performance.now(); });
}).observe(document, { childList: true, subtree: true });`;

interface FirstView {
  readonly bytes: number;
  readonly readyMs: number;
}

async function firstView(browser: Browser, url: string): Promise<FirstView> {
  const page = await lookAt(browser, 'about:blank');
  await page.addInitScript(NOTE_READY);
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    const isCode = CODE.test(new URL(response.url()).pathname) && !response.url().includes('/v1/');
    if (isCode)
      sizes.push(
        response.body().then(
          (body) => gzipSync(body).length,
          () => 0,
        ),
      );
  });
  await page.goto(url);
  const readyMs = await readyOf(page);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await page.context().close();
  return { bytes, readyMs };
}

async function readyOf(page: Page): Promise<number> {
  // Asked again and again: a condition that the browser waits for would need eval, which the content policy forbids.
  for (;;) {
    const readyMs = Number(await page.evaluate('globalThis.readyMs ?? null'));
    if (readyMs > 0) return readyMs;
    await pause(10);
  }
}

async function pagesOf(browser: Browser, url: string): Promise<readonly string[]> {
  const page = await lookAt(browser, url);
  const links = page.locator('.navigation li a');
  await links.first().waitFor();
  const paths = await Promise.all((await links.all()).map((link) => link.getAttribute('href')));
  await page.context().close();
  return paths.filter((path) => path !== null && path !== '/docs').map(String);
}

const world = await openDemoWorld({ rate: 0 });
const browser = await launchBrowser();
const bytes: Record<string, number[]> = {};
const ready: Record<string, number[]> = {};
for (const path of await pagesOf(browser, world.url)) {
  for (let run = 0; run <= Number(settings.runs); run++) {
    const view = await firstView(browser, world.url + path);
    // The first one warms the server up.
    if (run === 0) continue;
    bytes[path] = [...(bytes[path] ?? []), view.bytes / 1_000];
    ready[path] = [...(ready[path] ?? []), view.readyMs];
  }
}
await browser.close();
await world.close();
printSpreads('First view, gzipped', 'kB', bytes);
printSpreads('\nFrom opening to standing', 'ms', ready);
