/** The recommendations page in a real browser on a shop with a past: lists with their reasons, and what they brought about. */
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { worldInBrowser } from '../world/world-in-browser.ts';

interface List {
  readonly items: readonly { readonly productId: string; readonly reasons: readonly { readonly text: string }[] }[];
  readonly excluded: readonly { readonly productId: string }[];
}
interface History {
  readonly totals: readonly { readonly placement: string; readonly impressions: number; readonly revenue: string }[];
}

const shop = worldInBrowser({ pastHours: 3 });

afterEach(shop.closePages);

const picker = (page: Page) => page.getByRole('combobox');
const list = (page: Page) => page.getByRole('list', { name: 'Recommended products' });
const idsShown = (page: Page) =>
  list(page)
    .locator('.recommended-head .product-name')
    .evaluateAll((names) => names.map((name) => (name.querySelector('small') ?? name.firstElementChild)?.textContent));
const idsOf = ({ items }: List) => items.map(({ productId }) => productId);

describe('the recommendations page', () => {
  it('finds a user by the beginning of the id, and shows the list with its reasons in words', async () => {
    const page = await shop.open('/recommendations');
    await picker(page).pressSequentially('u-1');
    await page.getByRole('option').first().waitFor();
    await picker(page).press('ArrowDown');
    await picker(page).press('Enter');
    await list(page).waitFor();
    const user = new URL(page.url()).searchParams.get('id') ?? '';
    expect(user).toMatch(/^u-1/);
    const asked = await shop.world.get<List>(`/v1/recommendations/${user}?n=20&explain=true`);
    expect(await idsShown(page)).toEqual(idsOf(asked));
    await list(page)
      .getByText(asked.items[0]?.reasons[0]?.text ?? 'a reason')
      .first()
      .waitFor();
    await page.goBack();
    await page.getByText('Type how the id of a user or visitor begins').waitFor();
  });

  it('finds a product by its name, shows what is like it and what is left out, and takes a sale in', async () => {
    const page = await shop.open('/recommendations?of=similar');
    await picker(page).pressSequentially('duo ten');
    await page.getByRole('option', { name: /Duo tent/ }).click();
    await list(page).waitFor();
    expect(new URL(page.url()).searchParams.get('id')).toBe('tent-duo');
    const asked = await shop.world.get<List>('/v1/products/tent-duo/similar?n=20&explain=true');
    expect(await idsShown(page)).toEqual(idsOf(asked));
    const first = idsOf(asked)[0] ?? '';
    await shop.world.send({
      eventId: 'test-hide',
      eventType: 'product_update',
      timestamp: new Date().toISOString(),
      productId: first,
      properties: { hidden: true },
    });
    await page.mouse.move(0, 0);
    await expect.poll(() => idsShown(page)).not.toContain(first);
    await page.getByRole('radio', { name: 'Bought with a product' }).check({ force: true });
    await expect
      .poll(() => idsShown(page))
      .toEqual(idsOf(await shop.world.get<List>('/v1/products/tent-duo/bought-together?n=20&explain=true')));
  });

  it('says why somebody whom nobody knows gets what is trending', async () => {
    const page = await shop.open('/recommendations');
    await picker(page).fill('nobody-at-all');
    await picker(page).press('Enter');
    await page.getByText('Nothing is known of this user yet, so the list shows what draws interest now.').waitFor();
    expect((await idsShown(page)).length).toBeGreaterThan(0);
  });

  it('shows what lists brought about by placement, as a table and over time', async () => {
    const page = await shop.open('/recommendations');
    await page.getByRole('link', { name: 'Results' }).click();
    const table = page.getByRole('table', { name: 'What lists have brought about by placement' });
    await table.waitFor();
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const from = new Date(hour - 24 * 3_600_000).toISOString();
    const { totals } = await shop.world.get<History>(`/v1/recommendations/stats/history?by=hour&from=${from}`);
    const shown = await table
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    expect(shown.map((cells) => [cells[0], cells[2], cells[7]])).toEqual(
      totals.map(({ placement, impressions, revenue }) => [
        placement,
        String(impressions),
        Number(revenue).toLocaleString('en-US', { style: 'currency', currency: 'USD' }),
      ]),
    );
    expect(totals.length).toBe(4);
    await page.getByRole('radio', { name: 'Click-through' }).check({ force: true });
    await page.getByRole('img', { name: /^Click-through over time: / }).waitFor();
    await page.getByRole('radio', { name: '30d' }).check({ force: true });
    await page.getByText('by the day (UTC)').waitFor();
    expect(new URL(page.url()).search).toBe('?figure=clickThrough&span=30d');
    await page.goBack();
    await page.getByText('by the hour').waitFor();
  });

  it('fits a phone', async () => {
    for (const path of ['/recommendations?of=similar&id=tent-duo', '/recommendations/results']) {
      const page = await shop.open(path, { width: 390, height: 844 });
      await page.locator('.recommended, .data-table').first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
  });
});
