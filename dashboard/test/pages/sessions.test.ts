/** The sessions page in a real browser on a shop with a past: who is in the shop, what one does as it happens, and the ways. */
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { worldInBrowser } from '../world/world-in-browser.ts';

const shop = worldInBrowser();
const open = shop.open;
let sent = 0;

afterEach(shop.closePages);

function event(eventType: string, more: object): object {
  return { eventId: `test-session-${sent++}`, eventType, timestamp: new Date().toISOString(), ...more };
}

const visitors = (page: Page) => page.getByRole('table', { name: 'Visitors in the shop' });
const events = (page: Page) => page.locator('.visit-event');

describe('the sessions page', () => {
  it('lists who is in the shop, those in the checkout first, and keeps a choice in the address', async () => {
    const page = await open('/sessions');
    const rows = visitors(page).locator('tbody tr');
    await rows.first().waitFor();
    await expect.poll(() => rows.first().textContent()).toContain('u-mara');
    expect(await rows.first().textContent()).toContain('$158.00');
    await page.getByRole('radio', { name: 'Has a cart' }).check({ force: true });
    await page.getByRole('combobox', { name: 'Country' }).selectOption('JP');
    await expect.poll(() => visitors(page).textContent()).toContain('u-yuki');
    expect(new URL(page.url()).search).toBe('?state=cart&country=JP');
    const shared = await open(new URL(page.url()).pathname + new URL(page.url()).search);
    await expect.poll(() => visitors(shared).textContent()).toContain('u-yuki');
    expect(await visitors(shared).textContent()).not.toContain('u-mara');
  });

  it('shows what a visitor does as it happens, everything that came with it, and the visits before', async () => {
    const page = await open('/sessions');
    await page.getByRole('searchbox', { name: 'User or anonymous id' }).fill('a-mara');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('heading', { name: 'u-mara' }).waitFor();
    await expect.poll(() => events(page).first().textContent()).toContain('Checkout');
    const before = await events(page).count();
    await shop.world.send(event('page_view', { userId: 'u-mara', productId: 'kettle', properties: { shade: 'red' } }));
    await expect.poll(() => events(page).count()).toBe(before + 1);
    expect(await events(page).first().textContent()).toContain('Looks at kettle');
    await events(page).first().getByText('All', { exact: true }).click();
    await page.getByText('red', { exact: true }).waitFor();
    await page.getByRole('table', { name: 'Visits before' }).getByText('$248.50').waitFor();
    await page
      .getByRole('table', { name: 'Visits before' })
      .locator('tr', { hasText: '$248.50' })
      .getByRole('link')
      .click();
    await expect.poll(() => page.locator('.visit-events').textContent()).toContain('order o-mara-1');
    await page.goBack();
    await expect.poll(() => events(page).first().textContent()).toContain('Looks at kettle');
  });

  it('keeps the order of the list while the hand is on it', async () => {
    const page = await open('/sessions');
    const names = () => visitors(page).locator('tbody .visitor-name a').allTextContents();
    await expect.poll(async () => (await names()).length).toBeGreaterThan(1);
    await visitors(page).hover();
    const shown = await names();
    await shop.world.send(event('add_to_cart', { userId: 'u-rich', productId: 'yacht', price: 99_999, quantity: 1 }));
    await page.getByText('more came in').waitFor();
    expect(await names()).toEqual(shown);
    await page.getByRole('heading', { name: 'Sessions' }).hover();
    await expect.poll(names).toContain('u-rich');
  });

  it('says that nobody is known by a name, be it what it may', async () => {
    const page = await open(`/sessions/visitor/${encodeURIComponent('<script>alert(1)</script>/%')}`);
    await page.getByText('Nobody has done anything under this name').waitFor();
    await page.getByRole('heading', { name: '<script>alert(1)</script>/%' }).waitFor();
  });

  it('draws the ways through the shop, and says the same as a table', async () => {
    const page = await open('/sessions/paths');
    const { visits, nodes } = await shop.world.get<{
      readonly visits: number;
      readonly nodes: readonly { readonly step: number; readonly stage: string; readonly visits: number }[];
    }>('/v1/journeys/paths');
    const first = nodes.find(({ step, stage }) => step === 1 && stage === 'page');
    const count = (first?.visits ?? 0).toLocaleString('en-US');
    const bar = page.getByRole('img', { name: new RegExp(`^Step 1, Pages: ${count} visits`) });
    // Some browsers reach it by its listeners all the same; the attribute counts in every one.
    expect(await bar.getAttribute('tabindex')).toBe('0');
    await page
      .getByText(`${visits.toLocaleString('en-US')} visits`)
      .first()
      .waitFor();
    const table = page.getByRole('table', { name: 'Ways through the shop, step by step' });
    expect(await table.locator('tr', { hasText: 'Pages' }).first().textContent()).toContain(count);
    await page.getByRole('radio', { name: '3', exact: true }).first().check({ force: true });
    await expect.poll(() => page.locator('.path-step').allTextContents()).toEqual(['First', 'Step 2', 'Step 3']);
    expect(new URL(page.url()).search).toBe('?steps=3');
  });

  it('lists journeys, and leads to what a visitor did around one', async () => {
    const page = await open('/sessions/journeys');
    const carts = page.getByRole('table', { name: 'Abandoned carts' });
    await carts.locator('tbody tr', { hasText: 'u-tomas' }).getByRole('link').click();
    await page.getByRole('heading', { name: 'u-tomas' }).waitFor();
    await expect.poll(() => page.locator('.visit-events').textContent()).toContain('lamp-brass');
    await page.goBack();
    await page.getByRole('radio', { name: 'Purchases' }).check({ force: true });
    await page.getByRole('table', { name: 'Purchases' }).locator('tbody tr').first().waitFor();
  });

  it('shows an answer that takes longer than the time until it is asked for again', async () => {
    const page = await open('/sessions/visitor/u-mara');
    await page.route('**/v1/sessions/open*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await route.continue().catch(() => undefined);
    });
    await page.getByRole('link', { name: 'In the shop' }).click();
    await visitors(page).locator('tbody tr').first().waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('fits a phone', async () => {
    const page = await open('/sessions', { width: 390, height: 844 });
    await visitors(page).locator('tbody tr').first().waitFor();
    for (const path of ['/sessions', '/sessions/paths', '/sessions/visitor/u-mara']) {
      await page.goto(shop.world.url + path);
      await page.locator('main .panel').first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  });
});
