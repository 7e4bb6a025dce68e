/** Opens a page of a world as a reader would have it: wide or narrow, light or dark. */
import type { Browser, Page } from 'playwright-core';

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

/** In English and UTC, in a browser context of its own: close the page with its context. */
export async function lookAt(browser: Browser, url: string, look: Look = {}): Promise<Page> {
  const { width = 1440, height = 900, dark = false } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}
