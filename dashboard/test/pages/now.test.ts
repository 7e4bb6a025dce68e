/** A day's look at the page Now: figures beside norms, a time and a category chosen and shared, what does not stand. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { lookAt } from '../world/look-at.ts';
import { eventAt, MARKUP, type NowShop, openNowShop } from './now-shop.ts';

let browser: Browser;
let shop: NowShop;

beforeAll(async () => {
  [browser, shop] = await Promise.all([launchBrowser(), openNowShop()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`);
const panel = (page: Page, name: string) => page.getByRole('region', { name });

/** Waits until the figure reads so. */
async function reads(page: Page, name: string, text: string | RegExp): Promise<void> {
  await figure(page, name).filter({ hasText: text }).waitFor();
}

describe('the page Now', () => {
  it('holds six figures of this moment against what is usual at this hour', async () => {
    const page = await lookAt(browser, shop.url);
    await panel(page, 'Revenue last hour').filter({ hasText: 'above usual' }).waitFor();
    for (const name of ['Orders', 'Average order', 'Conversion', 'Active shoppers', 'Events/s']) {
      await panel(page, name).filter({ hasText: 'usual' }).waitFor();
    }
    expect(await panel(page, 'Average order').textContent()).toContain('as usual');
    expect(await panel(page, 'Revenue last hour').textContent()).toContain('this hour on 3 days');
    await reads(page, 'conversion', /^40\.\d%$/);
  });

  it('looks further back when a longer time is chosen, keeps that in the address, and goes back with Back', async () => {
    const page = await lookAt(browser, shop.url);
    await reads(page, 'orders-range', /^4\d$/);
    await page.getByText('3h', { exact: true }).click();
    await page.waitForURL(/range=3h/);
    await reads(page, 'orders-range', /^7\d$/);
    await page.goBack();
    await reads(page, 'orders-range', /^4\d$/);
    expect(page.url()).not.toContain('range');
    const shared = await lookAt(browser, `${shop.url}/?range=7d`);
    await reads(shared, 'orders-range', '228');
    await panel(shared, 'Top products').getByText(MARKUP).waitFor();
  });

  it('keeps to one category, whoever opens the address', async () => {
    const page = await lookAt(browser, shop.url);
    await panel(page, 'Top categories').getByRole('button', { name: 'camping' }).click();
    await page.waitForURL(/category=camping/);
    await reads(page, 'orders-range', /^2\d$/);
    await panel(page, 'From look to purchase').getByText('a checkout is of a whole cart').waitFor();
    const shared = await lookAt(browser, page.url());
    await reads(shared, 'orders-range', /^2\d$/);
    expect(await shared.getByLabel('Category').inputValue()).toBe('camping');
    await shared.getByLabel('Category').selectOption('toys');
    await shared.waitForURL(/category=toys/);
  });

  it('shows what was cancelled at once, taken back later and told late, and hears of the next', async () => {
    const page = await lookAt(browser, shop.url);
    await reads(page, 'cancelled', '$7.50');
    await reads(page, 'taken-back', '−$20.00');
    await reads(page, 'late', '+$3.00');
    const corrections = panel(page, 'Corrections of closed windows');
    await corrections.getByRole('row').filter({ hasText: 'Refunded' }).filter({ hasText: '-$20.00' }).waitFor();
    await corrections.getByRole('row').filter({ hasText: 'o-late' }).filter({ hasText: '+$3.00' }).waitFor();
    const orderId = `o-u-${shop.lastMs - 15 * 60_000}-1`;
    await shop.send({ ...eventAt('again', Date.now(), 'order_cancelled'), userId: 'u-lost', orderId });
    await corrections.getByRole('row').filter({ hasText: orderId }).filter({ hasText: 'Cancelled' }).waitFor();
    await reads(page, 'taken-back', '−$40.00');
  });

  it('counts each visitor once on the way from look to purchase, and lists searches and countries', async () => {
    const [from, to] = [shop.lastMs - 55 * 60_000, shop.lastMs + 5 * 60_000].map((ms) => new Date(ms).toISOString());
    const page = await lookAt(browser, `${shop.url}/?from=${from}&to=${to}`);
    await reads(page, 'funnel-view', '120');
    await reads(page, 'funnel-cart', '48');
    await reads(page, 'funnel-checkout', '48');
    await reads(page, 'funnel-purchase', '49');
    const searches = panel(page, 'Top searches');
    await searches.getByText('tent', { exact: true }).waitFor();
    await searches.getByText(MARKUP.toLowerCase()).waitFor();
    await panel(page, 'Countries').getByText('Germany').waitFor();
  });

  it('has room for the names of steps and countries on a small desk', async () => {
    const page = await lookAt(browser, shop.url, { width: 1280 });
    await panel(page, 'Countries').getByText('Germany').waitFor();
    for (const name of ['From look to purchase', 'Countries']) {
      const names = panel(page, name).locator('tbody th');
      const cut = names.evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length);
      expect([await names.count(), await cut]).toEqual([4, 0]);
    }
  });

  it('moves while it is looked at, without moving what stands below', async () => {
    const page = await lookAt(browser, `${shop.url}/?range=3h`);
    await reads(page, 'orders-range', /^7\d$/);
    const tops = () =>
      page
        .locator('.panel')
        .evaluateAll((panels) => panels.map((each) => Math.round(each.getBoundingClientRect().top)));
    await panel(page, 'Countries').getByText('Germany').waitFor();
    const before = await tops();
    const amount = async () => Number((await figure(page, 'revenue-range').textContent())?.replace(/[$,]/g, ''));
    const taken = await amount();
    await shop.send({
      ...eventAt('now', Date.now(), 'purchase'),
      ...{ userId: 'u-now', productId: 'mug', category: 'kitchen', price: 1_000, orderId: 'o-now' },
    });
    await panel(page, 'Latest orders').getByText('mug').waitFor();
    await reads(page, 'revenue-window', '$1,000.00');
    await expect.poll(amount).toBeCloseTo(taken + 1_000, 2);
    await panel(page, 'Top categories').getByText('kitchen').waitFor();
    expect(await tops()).toEqual(before);
  });
});
