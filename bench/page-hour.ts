/**
 * An hour of the live page in Chromium under load: its heap after a forced collection must stay flat, and after the browser
 * slept or was offline its numbers must be those of the API.
 *
 *     node bench/page-hour.ts [--minutes 60] [--rate 500]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../dashboard/test/browser.ts';
import { lookAt } from '../dashboard/test/world/look-at.ts';
import { machineFacts } from './report.ts';
import { endShopProcess, startShopProcess } from './shop-process.ts';

const { values: settings } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, rate: { type: 'string', default: '500' } },
});

const COMMAND = fileURLToPath(new URL('../shop/bin/millrace.ts', import.meta.url));
const FIGURE = '[data-figure="revenue-range"]';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The browser sleeps, and is offline, once each in so many minutes. */
const TROUBLE_EVERY = 4;
const TROUBLE_MS = 20_000;
const PATIENCE_MS = 30_000;

async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

/** A laptop that is shut, or a train in a tunnel. */
async function trouble(page: Page, session: CDPSession, minute: number): Promise<string> {
  if (minute % TROUBLE_EVERY === 1) {
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await pause(TROUBLE_MS);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    return 'slept';
  }
  if (minute % TROUBLE_EVERY !== 3) return '';
  await page.context().setOffline(true);
  await pause(TROUBLE_MS);
  await page.context().setOffline(false);
  return 'was offline';
}

/** What a list of the API adds up to over the day that the page shows, in cents. */
async function centsOf(address: string, column: 'revenue' | 'amount'): Promise<number> {
  const from = new Date(Date.now() - DAY_MS).toISOString();
  let cents = 0;
  let cursor: string | null = '';
  while (cursor !== null) {
    const response = await fetch(`${address}?from=${from}&limit=1000${cursor && `&cursor=${cursor}`}`);
    const page = (await response.json()) as { items: readonly Record<string, string>[]; nextCursor: string | null };
    cents += page.items.reduce((sum, item) => sum + Math.round(Number(item[column]) * 100), 0);
    cursor = page.nextCursor;
  }
  return cents;
}

/**
 * Until the page says what the API says; fails when it never does. The page's figure is of the orders that stand: what
 * the windows say, and what was cancelled, refunded or came late after they had closed.
 */
async function compare(page: Page, url: string): Promise<string> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const windows = await centsOf(`${url}/v1/revenue`, 'revenue');
    const corrections = await centsOf(`${url}/v1/revenue/corrections`, 'amount');
    const text = await page.locator(FIGURE).innerText();
    const shown = Math.round(Number(text.replace(/[^0-9.]/g, '')) * 100);
    const api = `the API ${windows / 100} and corrections of ${corrections / 100}`;
    if (windows + corrections === shown && windows > 0) return `the page says ${text}, ${api}: the same`;
    if (performance.now() > deadlineMs) throw new Error(`the page says ${text}, ${api}`);
    await pause(500);
  }
}

/** The heap after each minute, in MB. */
async function heapByMinute(page: Page, minutes: number): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page);
  const heaps: number[] = [];
  const beganMs = performance.now();
  for (let minute = 1; minute <= minutes; minute++) {
    const happened = await trouble(page, session, minute);
    await pause(Math.max(0, beganMs + minute * MINUTE_MS - performance.now()));
    const heap = await heapMb(session);
    heaps.push(heap);
    console.log(`${String(minute).padStart(6)}${heap.toFixed(1).padStart(11)}  ${happened}`);
  }
  return heaps;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
const shop = await startShopProcess(dataFolder);
const minutes = Number(settings.minutes);
const seconds = String(Math.ceil(minutes * 60));
const args = [COMMAND, 'simulate', '--url', shop.url, '--rate', settings.rate, '--seconds', seconds];
const load = spawn(process.execPath, args, { stdio: 'ignore' });
const loadEnded = new Promise((resolve) => load.once('exit', resolve));
const browser = await launchBrowser();
try {
  const page = await lookAt(browser, `${shop.url}/?range=24h`);
  console.log(`${minutes} min at ${settings.rate} events/s\n${machineFacts()}\n\nminute   heap, MB`);
  const heaps = await heapByMinute(page, minutes);
  await loadEnded;
  console.log(await compare(page, shop.url));
  const third = Math.ceil(heaps.length / 3);
  const [first, last] = [heaps.slice(0, third), heaps.slice(-third)];
  console.log(`heap: ${mean(first).toFixed(1)} MB in the first third, ${mean(last).toFixed(1)} MB in the last`);
} finally {
  load.kill();
  await browser.close();
  await endShopProcess(shop);
  rmSync(dataFolder, { recursive: true });
}
