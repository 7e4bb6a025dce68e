import { readFile } from 'node:fs/promises';
import { tableFromIPC } from 'apache-arrow';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { worldInBrowser } from '../world/world-in-browser.ts';

const shop = worldInBrowser({ warehouse: true });
let page: Page;

beforeAll(async () => {
  page = await shop.open('/query');
});

const editor = () => page.getByRole('textbox', { name: 'SQL' });
const result = () => page.locator('.area-query-result');

async function run(sql: string): Promise<void> {
  await editor().fill(sql);
  await editor().press('Control+Enter');
}

const BY_TYPE = 'SELECT event_type, count(*) AS n FROM events GROUP BY ALL ORDER BY event_type';

describe('the query page', () => {
  it('runs what is written, and says the same as the API', async () => {
    await run(BY_TYPE);
    await result().getByRole('cell', { name: 'add_to_cart' }).waitFor();
    const { rows } = await shop.world.post<{ readonly rows: readonly [string, number][] }>('/v1/query', {
      sql: BY_TYPE,
    });
    const shown = await result().locator('tbody tr').allInnerTexts();
    expect(shown.map((row) => row.split(/\s+/)).map(([type, n]) => [type, Number(n?.replaceAll(',', ''))])).toEqual(
      rows,
    );
    await result().getByRole('button', { name: 'n', exact: true }).click();
    const most = rows.toSorted((a, b) => b[1] - a[1])[0];
    await result()
      .locator('tbody tr')
      .first()
      .filter({ hasText: String(most?.[0]) })
      .waitFor();
  });

  it('can be shared by its address, and Back goes to the query before', async () => {
    await run('SELECT 41 + 1 AS answer');
    await result().getByRole('cell', { name: '42' }).waitFor();
    const other = await shop.open(page.url().slice(shop.world.url.length));
    await other.getByRole('cell', { name: '42' }).waitFor();
    await other.context().close();
    await page.goBack();
    await page.goBack();
    await result().getByRole('cell', { name: 'add_to_cart' }).waitFor();
    expect(await editor().inputValue()).toBe(BY_TYPE);
  });

  it('marks the place of a mistake and leads there', async () => {
    await run('SELECT count(*)\nFROM evnts');
    await page.getByRole('alert').filter({ hasText: 'Did you mean events?' }).waitFor();
    expect(await page.locator('.sql-editor-paint mark').textContent()).toBe('evnts');
    await page.getByRole('button', { name: 'Go to line 2' }).click();
    const marked = () =>
      editor().evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));
    expect(await marked()).toBe('evnts');
    await page.locator('summary').filter({ hasText: 'events' }).first().click();
    await page.getByRole('button', { name: 'Insert events' }).click();
    expect(await editor().inputValue()).toBe('SELECT count(*)\nFROM events');
  });

  it('fills an example in, takes its parameters, and draws the result', async () => {
    await page.getByRole('radio', { name: 'Examples' }).check({ force: true });
    await page.getByRole('button', { name: 'Revenue by hour' }).click();
    const day = await page.getByRole('textbox', { name: '$from' }).inputValue();
    expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await result().getByRole('radio', { name: 'Chart' }).check({ force: true });
    await result().getByRole('img').waitFor();
    expect(await result().getByRole('img').getAttribute('aria-label')).toContain('over time');
    await result().getByRole('combobox', { name: 'Along' }).selectOption('orders_by_category');
    await result().locator('.bar-fill').first().waitFor();
  });

  it('ends a query that takes too long when told to', async () => {
    await run('SELECT count(*) FROM range(100000000000) WHERE hash(range) % 7 = 3');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await result().getByText('The query was cancelled.').waitFor();
    await expect
      .poll(async () => (await (await fetch(`${shop.world.url}/metrics`)).text()).match(/queries_running (\d)/)?.[1])
      .toBe('0');
  });

  it('gives the whole result as a file, in every format', async () => {
    await page.goto(`${shop.world.url}/query?sql=${encodeURIComponent(BY_TYPE)}`);
    const download = async (name: string) => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      return readFile(await file.path());
    };
    const rows = await result().locator('tbody tr').filter({ hasText: 'add_to_cart' }).count();
    expect(rows).toBeLessThanOrEqual(1);
    const csv = (await download('Download as CSV')).toString().trim().split('\r\n');
    const json = JSON.parse((await download('Download as JSON')).toString());
    const arrow = tableFromIPC(await download('Download as Arrow'));
    expect([csv[0], csv.length - 1, json.rowCount, arrow.numRows]).toEqual([
      'event_type,n',
      ...Array.from({ length: 3 }, () => json.rows.length),
    ]);
  });

  it('keeps what was asked in this browser, and fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByRole('radio', { name: 'History' }).check({ force: true });
    await page.getByRole('button', { name: /41 \+ 1/ }).click();
    expect(await editor().inputValue()).toBe('SELECT 41 + 1 AS answer');
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
  });
});
