/** Every view, light and dark, under the eyes of axe: nothing that it calls serious or critical. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type DemoWorld, openDemoWorld } from './world/demo-world.ts';
import { everyView, still } from './world/every-view.ts';
import { lookAt } from './world/look-at.ts';

let world: DemoWorld;
let browser: Browser;
let views: readonly string[];

const PATIENCE_MS = 240_000;
const GRAVE: ReadonlySet<string | null | undefined> = new Set(['serious', 'critical']);

beforeAll(async () => {
  [world, browser] = await Promise.all([openDemoWorld({ rate: 0, warehouse: true }), launchBrowser()]);
  const finder = await lookAt(browser, world.url);
  views = await everyView(finder, world.url);
  await finder.context().close();
}, PATIENCE_MS);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

it.each([false, true])(
  'finds no serious fault (dark: %s)',
  async (dark) => {
    const page = await lookAt(browser, world.url, { dark });
    const faults: string[] = [];
    for (const view of views) {
      await page.goto(world.url + view);
      await still(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, impact, nodes } of violations.filter((one) => GRAVE.has(one.impact))) {
        faults.push(`${view}: ${impact}, ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
      }
    }
    await page.context().close();
    expect(views.length).toBeGreaterThan(1);
    expect(faults).toEqual([]);
  },
  PATIENCE_MS,
);
