/** The stock page in a real browser on a shop with a past: what is low comes by itself, is taken in hand, silenced, exported. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { worldInBrowser } from '../world/world-in-browser.ts';

interface Item {
  readonly productId: string;
  readonly name: string | null;
}

const shop = worldInBrowser({ pastHours: 3 });
let sent = 0;

afterEach(shop.closePages);

async function open(query = '', look = {}): Promise<Page> {
  const page = await shop.open(`/stock${query}`, look);
  await products(page).locator('tbody tr').first().waitFor();
  return page;
}

const products = (page: Page) => page.getByRole('table', { name: 'Products and their stock' });
const low = (page: Page) => page.getByRole('table', { name: 'Products that are low now' });
const rowOf = (page: Page, name: string) => low(page).getByRole('row').filter({ hasText: name });
const idsShown = (page: Page) => products(page).locator('tbody tr').evaluateAll(idsOfRows);
/** Runs in the page: below its name stands a product's id, and without a name it is the name. */
const idsOfRows = (rows: Element[]) =>
  rows.map((row) => (row.querySelector('.product-name small') ?? row.querySelector('.product-name > *'))?.textContent);

async function listed(query: string): Promise<readonly string[]> {
  const { items } = await shop.world.get<{ readonly items: readonly Item[] }>(`/v1/inventory?${query}`);
  return items.map(({ productId }) => productId);
}

function stock(productId: string, properties: object): object {
  const about = { eventType: 'inventory_update', timestamp: new Date().toISOString(), productId, category: 'toys' };
  return { eventId: `test-stock-${sent++}`, ...about, properties };
}

/** A product that was there in plenty and is nearly gone. */
async function runLow(productId: string): Promise<void> {
  await shop.world.send(stock(productId, { onHand: 50, threshold: 20 }));
  await shop.world.settled();
  await shop.world.send(stock(productId, { onHand: 3 }));
}

describe('the stock page', () => {
  it('lists products as the API has them: what is low, sorted, searched, and in the address', async () => {
    const page = await open();
    expect(await idsShown(page)).toEqual(await listed('sort=daysOfCover&limit=50'));
    await page.getByRole('radio', { name: 'Low', exact: true }).check({ force: true });
    await expect.poll(() => idsShown(page)).toEqual(await listed('below=threshold&sort=daysOfCover&limit=50'));
    await page.getByRole('button', { name: 'Order', exact: true }).click();
    await expect
      .poll(() => idsShown(page))
      .toEqual(await listed('below=threshold&sort=reorder&order=descending&limit=50'));
    expect(new URL(page.url()).search).toBe('?show=threshold&sort=reorder&order=descending');
    await page.getByRole('searchbox', { name: 'Search by id, name or brand' }).fill('BRASS lamp');
    await expect.poll(() => idsShown(page)).toEqual(['lamp-brass']);
    const other = await open(new URL(page.url()).search);
    expect(await idsShown(other)).toEqual(['lamp-brass']);
    await page.goBack();
    await expect.poll(async () => (await idsShown(page)).length).toBeGreaterThan(1);
  });

  it('keeps all pages of the list fresh, not the first alone', async () => {
    const page = await open('?sort=onHand');
    await page.getByRole('button', { name: 'Show more' }).click();
    const hundred = () => listed('sort=onHand&limit=100');
    await expect.poll(() => idsShown(page)).toEqual(await hundred());
    // The list rests while the hand is on it.
    await page.getByRole('heading', { level: 1 }).click();
    const [first = '', second = ''] = [(await hundred())[60], (await hundred())[70]];
    await shop.world.send(stock(first, { onHand: 100_000 }), stock(second, { onHand: 100_001 }));
    await shop.world.settled();
    expect(await hundred()).not.toContain(first);
    await expect.poll(() => idsShown(page)).toEqual(await hundred());
  });

  it('sums up what is low, and exports the whole of what is shown', async () => {
    const page = await open('?show=threshold&category=sports');
    const { belowThreshold } = await shop.world.get<{ readonly belowThreshold: number }>('/v1/inventory/summary');
    expect(await page.locator('[data-figure="below"]').textContent()).toBe(String(belowThreshold));
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export as CSV' }).click(),
    ]);
    const rows: Record<string, string>[] = parse(await readFile(await file.path(), 'utf8'), { columns: true });
    expect(rows.map(({ productId }) => productId)).toEqual(
      await listed('below=threshold&category=sports&sort=daysOfCover&limit=1000'),
    );
    expect(rows.find(({ productId }) => productId === 'tent-duo')).toMatchObject({ name: 'Duo tent, two seasons' });
  });

  it('shows what falls below its threshold within seconds, and that it is filled up again', async () => {
    const page = await open();
    await shop.world.send(stock('kite-red', { onHand: 50 }));
    await shop.world.settled();
    const startMs = performance.now();
    await shop.world.send(stock('kite-red', { onHand: 2 }));
    const acknowledgedMs = performance.now();
    await rowOf(page, 'Red stunt kite').waitFor();
    console.log(
      `an alert showed ${Math.round(performance.now() - acknowledgedMs)} ms after its event's acknowledgement`,
    );
    // On a quiet machine it is a second; this holds where tests run beside each other, too.
    expect(performance.now() - startMs).toBeLessThan(2_500);
    await shop.world.send(stock('kite-red', { onHand: 60 }));
    await rowOf(page, 'Red stunt kite').waitFor({ state: 'detached' });
  });

  it('has products taken in hand and given back, for everyone to see', async () => {
    const [page, other] = [await open(), await open()];
    await page.getByRole('button', { name: 'Take Mini gas stove' }).click();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Mara');
    await page.getByRole('textbox', { name: 'What is being done' }).fill('40 ordered');
    await page.getByRole('button', { name: 'Take', exact: true }).click();
    await rowOf(page, 'Mini gas stove').getByText('Mara has it').waitFor();
    await rowOf(other, 'Mini gas stove').getByText('40 ordered').waitFor();
    await rowOf(page, 'Mini gas stove').getByRole('button', { name: 'Give back' }).click();
    await rowOf(other, 'Mini gas stove').getByText('nobody').waitFor();
    // Who works here has said their name once.
    await page.getByRole('button', { name: 'Take The Sea Road' }).click();
    expect(await page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('Mara');
  });

  it('silences a product for a time and with a reason, and ends that', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Silence Brass reading lamp' }).click();
    const dialog = page.getByRole('dialog', { name: 'Silence Brass reading lamp' });
    await dialog.getByRole('combobox', { name: 'For how long' }).selectOption('3 days');
    await dialog.getByRole('textbox', { name: 'Your name' }).fill('Mara');
    expect(await dialog.getByRole('button', { name: 'Silence' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'Why' }).fill('a delivery is due');
    await page.keyboard.press('Tab');
    await dialog.getByRole('button', { name: 'Silence' }).click();
    await rowOf(page, 'Brass reading lamp').getByText('Mara: a delivery is due').waitFor();
    const { items } = await shop.world.get<{
      readonly items: readonly { productId: string; silence: { endsAt: string } }[];
    }>('/v1/inventory/alerts/firing');
    const until = Date.parse(items.find(({ productId }) => productId === 'lamp-brass')?.silence.endsAt ?? '');
    expect(Math.abs(until - Date.now() - 72 * 3_600_000)).toBeLessThan(60_000);
    await rowOf(page, 'Brass reading lamp').getByRole('button', { name: 'End silence' }).click();
    await rowOf(page, 'Brass reading lamp').getByText('nobody').waitFor();
  });

  it('does not move the list under the hand: what is new waits until it is asked for', async () => {
    const page = await open();
    await rowOf(page, 'Mini gas stove').hover();
    await runLow('kite-blue');
    await page.getByRole('button', { name: 'Show 1 new' }).waitFor();
    expect(await rowOf(page, 'kite-blue').count()).toBe(0);
    await page.getByRole('button', { name: 'Show 1 new' }).click();
    await rowOf(page, 'kite-blue').waitFor();
  });

  it('takes names as text, however long, and fits a phone', async () => {
    const update = (productId: string, name: string) => ({
      ...stock(productId, { name }),
      eventType: 'product_update',
    });
    await shop.world.send(update('long', 'x'.repeat(10_000)), update('script', '<script>window.stolen = 1</script>'));
    await runLow('long');
    await runLow('script');
    await shop.world.settled();
    const page = await open('?search=script', { width: 390, height: 844 });
    await rowOf(page, '<script>window.stolen').waitFor();
    expect(await page.evaluate(() => Object.hasOwn(window, 'stolen'))).toBe(false);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
