/**
 * Every view of the pages, found as a reader finds them: the navigation, the tabs of each page, and the first thing that a
 * table on it leads to. So a new page or tab is looked at without being named anywhere.
 */
import type { Page } from 'playwright-core';

/** Views that no link leads to: what a reader has asked for. */
const ASKED = [
  `/query?${new URLSearchParams({
    sql: "SELECT date_trunc('hour', window_start) AS hour, category,\n  sum(revenue) AS revenue\nFROM revenue\nWHERE category IN ('electronics', 'home', 'sports') -- the large ones\nGROUP BY ALL\nORDER BY hour",
    view: 'chart',
  })}`,
  `/query?${new URLSearchParams({ sql: 'SELECT visitor, count(*) AS n\nFROM evnts\nGROUP BY 1', side: 'examples' })}`,
];

const SERVERS_OWN = new Set(['/docs']);
const STILL_MS = 500;
const PATIENCE_MS = 15_000;

/** @param page of the world: it is at a view while that is looked at. @returns addresses without the host. */
export async function* everyView(page: Page, url: string): AsyncGenerator<string> {
  await page.goto(url);
  await page.locator('.navigation li a').first().waitFor();
  const pages = (await addresses(page, '.navigation li a')).filter((path) => !SERVERS_OWN.has(path));
  const seen = new Set<string>();
  const isNew = (view: string) => !seen.has(view) && seen.add(view);
  for (const path of pages) {
    await stand(page, url + path);
    const tabs = await addresses(page, '.tabs a');
    for (const tab of tabs.length > 0 ? tabs : [path]) {
      // A page shows its first tab by itself.
      if (new URL(page.url()).pathname !== tab) await stand(page, url + tab);
      const [detail] = await addresses(page, 'main .data-table tbody a[href^="/"]');
      if (isNew(tab)) yield tab;
      if (detail === undefined || !isNew(detail)) continue;
      await stand(page, url + detail);
      yield detail;
    }
  }
  for (const view of ASKED.filter((one) => pages.includes(one.split('?', 1)[0] ?? ''))) {
    await stand(page, url + view);
    yield view;
  }
}

async function stand(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await still(page);
}

async function addresses(page: Page, selector: string): Promise<readonly string[]> {
  const found = await page
    .locator(selector)
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  return [...new Set(found.filter((path) => path.startsWith('/')))];
}

/** Resolves when nothing on the page is on its way any more, or when that takes too long to wait for. */
export async function still(page: Page): Promise<void> {
  await page.locator('main > *').first().waitFor();
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (let quietMs = 0; quietMs < STILL_MS && performance.now() < deadlineMs; ) {
    await page.waitForTimeout(100);
    const waiting = await page.locator('main .waiting, main [aria-busy="true"], .query-elapsed').count();
    quietMs = waiting === 0 ? quietMs + 100 : 0;
  }
}
