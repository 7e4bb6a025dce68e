/** A page that notes everything it ought not to do while something unlucky happens to it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';

export interface WatchedPage {
  readonly page: Page;
  /** Errors, dialogs that text of others has opened, and what the content policy had to stop. */
  readonly complaints: readonly string[];
  /** Waits until the page is there and nothing more is fetched for it. */
  settled(title: string): Promise<void>;
  close(): Promise<void>;
}

/** An answer that is drawn asks within this for what it needs, if it needs more. */
const QUIET_MS = 150;
const LOOK_EVERY_MS = 25;

export async function watchedPage(
  browser: Browser,
  { width = 1440, ...options }: BrowserContextOptions & { readonly width?: number } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const isQuiet = watchRequests(page);
  const settled = async (title: string) => {
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    // The test's own time limit is the only one.
    while (!isQuiet()) await pause(LOOK_EVERY_MS);
  };
  return { page, complaints, settled, close: () => context.close() };
}

/** Says whether everything that the page has asked for is there; the live stream never ends, and does not count. */
function watchRequests(page: Page): () => boolean {
  const underWay = new Set<Request>();
  let lastMs = performance.now();
  const end = (request: Request) => {
    underWay.delete(request);
    lastMs = performance.now();
  };
  page.on('request', (request) => {
    if (!request.url().includes('/v1/live')) underWay.add(request);
  });
  page.on('requestfinished', end);
  page.on('requestfailed', end);
  return () => underWay.size === 0 && performance.now() - lastMs >= QUIET_MS;
}

/** By how many pixels the page as a whole can be moved sideways. */
export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What parts of the page say has failed. */
export function faultsOn(page: Page): Promise<readonly string[]> {
  return page.locator('.fault').allTextContents();
}
