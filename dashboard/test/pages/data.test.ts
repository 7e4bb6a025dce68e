import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { worldInBrowser } from '../world/world-in-browser.ts';

const shop = worldInBrowser({ pastHours: 3 });
let page: Page;

beforeAll(async () => {
  page = await shop.open('/data');
});

const panel = (name: string) => page.getByRole('region', { name });
const open = (path: string) => page.goto(shop.world.url + path);

interface Entries {
  readonly entries: readonly { readonly number: number; readonly outcome: string }[];
}
const entriesOf = async (query: string) => (await shop.world.get<Entries>(`/v1/quarantine?${query}`)).entries;

describe('the quarantine', () => {
  it('shows the bad place of an event, what a mended one would come to, and sends it', async () => {
    const event = { userId: 'ann', eventType: 'page_view', price: 'dear', timestamp: new Date().toISOString() };
    await shop.world.send({ ...event, eventId: 'page-1' }, { ...event, eventId: 'page-good', price: 1 });
    const [entry] = await entriesOf('text=page-1');
    await open('/data/quarantine?text=page-1');
    await page.getByRole('button', { name: String(entry?.number), exact: true }).click();
    await page.locator('mark').filter({ hasText: '"price": "dear"' }).waitFor();
    await page.getByLabel('Value').fill('12.5');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('It would come to:').filter({ hasText: 'Went in' }).waitFor();
    expect(await entriesOf('text=page-1')).toMatchObject([{ outcome: 'quarantined' }]);
    await page.getByRole('button', { name: 'Mend and try again' }).click();
    await page.getByText(`Entry ${entry?.number} went in.`).waitFor();
    expect(await entriesOf('text=page-1')).toMatchObject([{ outcome: 'accepted' }]);
    expect(new URL(page.url()).searchParams.get('entry')).toBe(String(entry?.number));
  });

  it('counts before many are mended, and asks before many are dropped', async () => {
    const event = { userId: 'ann', eventType: 'page_view', timestamp: new Date().toISOString() };
    await shop.world.send(
      { ...event, eventId: 'good' },
      ...[1, 2, 3].map((n) => ({ ...event, eventId: `many-${n}`, price: -1, ...(n === 3 && { quantity: 'x' }) })),
    );
    await open('/data/quarantine?text=many-');
    await page.getByText('Select the 3 shown').waitFor();
    await page.getByRole('button', { name: 'Mend…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Field').fill('/price');
    await dialog.getByLabel('Value').fill('3');
    await dialog.getByRole('button', { name: 'Count first' }).click();
    await dialog.getByText('2 would go in, 1 is still bad.').waitFor();
    await dialog.getByRole('button', { name: 'Mend and try 3' }).click();
    await page.getByText('2 went in, 1 is still bad.').waitFor();
    await page.getByText('Select the 1 shown').waitFor();
    await page.getByLabel('Select the 1 shown').check();
    await page.getByRole('button', { name: 'Drop…' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Drop 1' }).click();
    await page.getByText('1 dropped.').waitFor();
    expect(await entriesOf('text=many-')).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
  });
});

describe('feeds', () => {
  it('try a file out, import it, and lead to its bad rows', async () => {
    await open('/data/feeds?feed=till');
    const header = 'receipt;sold_at;article;group;pieces;unit_price;customer';
    const rows = ['P-1;26.11.2026 05:00:00;tea-1;tea;1;3.50 EUR;c-1', 'P-2;yesterday;tea-1;tea;1;3.50 EUR;c-2'];
    const buffer = Buffer.from([header, ...rows].join('\n'));
    await page.getByLabel('Choose a file').setInputFiles({ name: 'page.csv', mimeType: 'text/csv', buffer });
    const report = page.getByRole('region', { name: 'What would come of the file' });
    await report.getByText('1 would be quarantined').waitFor();
    const before = await shop.world.get<{ readonly items: readonly { readonly id: number }[] }>('/v1/feeds/till');
    await page.getByRole('button', { name: 'Import 2 rows' }).click();
    const row = panel('Uploads').getByRole('row').filter({ hasText: 'page.csv' });
    await row.filter({ hasText: 'Done' }).waitFor();
    const after = await shop.world.get<{ readonly items: readonly { readonly id: number }[] }>('/v1/feeds/till');
    expect(after.items.length).toBe(before.items.length + 1);
    await row.getByRole('link', { name: '1' }).click();
    await page.getByText('csv:till, line 3').waitFor();
    expect(new URL(page.url()).searchParams.get('upload')).toBe(String(after.items[0]?.id));
  });
});

describe('databases, late rows and streams', () => {
  it('say how a database is joined where there is none', async () => {
    await open('/data/sources');
    await page.getByText('The server reads no database by itself.').waitFor();
  });

  it('show the share of a query, and the rows that came late', async () => {
    const late = { eventId: 'late-1', userId: 'ann', eventType: 'page_view', productId: 'late-tent' };
    await shop.world.send({ ...late, timestamp: new Date(Date.now() - 2 * 3_600_000).toISOString() });
    await open('/data/late?query=trending');
    await page.getByRole('img', { name: /^trending: / }).waitFor();
    await page.getByRole('cell', { name: 'late-tent' }).waitFor();
  });

  it('say what a stream is made of, and show its newest rows', async () => {
    await open('/data/streams');
    await page.getByLabel('Search streams and columns').fill('averageOrderValue');
    await page.getByRole('button', { name: 'revenue', exact: true }).click();
    await page.getByRole('cell', { name: 'Revenue by order.' }).waitFor();
    await panel('The newest rows').getByText('"averageOrderValue"').first().waitFor();
    expect(new URL(page.url()).searchParams.get('stream')).toBe('revenue');
  });
});

describe('the lists', () => {
  it.each([
    { path: '/data/quarantine', caption: 'Entries of the quarantine' },
    { path: '/data/feeds?feed=online-retail', caption: 'Which column becomes which field' },
    { path: '/data/streams', caption: 'Streams' },
  ])('$path has all of its columns in sight on a small desk', async ({ path, caption }) => {
    const narrow = await shop.open(path, { width: 1280 });
    const box = narrow.locator('.table-box', { has: narrow.locator('caption', { hasText: caption }) }).first();
    await box.locator('tbody tr').first().waitFor();
    expect(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
    await narrow.close();
  });
});
