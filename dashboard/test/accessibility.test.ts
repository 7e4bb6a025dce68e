/** Every view, light and dark, under the eyes of axe: nothing that it calls serious or critical. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { everyView } from './world/every-view.ts';
import { worldInBrowser } from './world/world-in-browser.ts';

const shop = worldInBrowser({ warehouse: true });

const PATIENCE_MS = 240_000;
const GRAVE: ReadonlySet<string | null | undefined> = new Set(['serious', 'critical']);
/** What the theme can change: all else is the same in the dark. */
const OF_COLORS = ['color-contrast', 'link-in-text-block'];

it('no view has a serious fault, light or dark', { timeout: PATIENCE_MS }, async () => {
  const page = await shop.open('/');
  const views: string[] = [];
  const faults: string[] = [];
  for await (const view of everyView(page, shop.world.url)) {
    views.push(view);
    expect(page.frames()).toHaveLength(1);
    faults.push(...(await faultsOn(page)).map((fault) => `${view}: ${fault}`));
    const ofDark = await inTheDark(page, () => faultsOn(page, OF_COLORS));
    faults.push(...ofDark.map((fault) => `${view} in the dark: ${fault}`));
  }
  expect(new Set(views).size).toBe(views.length);
  expect(views).toEqual(expect.arrayContaining(['/', '/sessions/paths', '/data/quarantine']));
  expect(faults).toEqual([]);
});

async function inTheDark<Seen>(page: Page, look: () => Promise<Seen>): Promise<Seen> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: 'Switch to the light theme' }).waitFor();
  const seen = await look();
  await page.emulateMedia({ colorScheme: 'light' });
  return seen;
}

/** No view has frames in it, so axe need not put its findings together in a page of its own, and only faults are wanted. */
async function faultsOn(page: Page, rules?: string[]): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await axe.options({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) }).analyze();
  const grave = violations.filter(({ impact }) => GRAVE.has(impact));
  return grave.map(
    ({ id, impact, nodes }) => `${impact}, ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}
