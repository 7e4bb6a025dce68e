/** A page that notes everything it ought not to do while something unlucky happens to it. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface WatchedPage {
  readonly page: Page;
  /** Errors, dialogs that text of others has opened, and what the content policy had to stop. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

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
  return { page, complaints, close: () => context.close() };
}

/** Waits until the page is there and nothing more is fetched for it. */
export async function settle(page: Page, title: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  // What is asked for when it opens is answered within this; the live stream never ends, so there is no idle network.
  await page.waitForTimeout(400);
}

/** By how many pixels the page as a whole can be moved sideways. */
export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What parts of the page say has failed. */
export function faultsOn(page: Page): Promise<readonly string[]> {
  return page.locator('.fault').allTextContents();
}
