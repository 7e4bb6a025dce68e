/** Every view, light and dark, under the eyes of axe: nothing that it calls serious or critical. */
import { AxeBuilder } from '@axe-core/playwright';
import { beforeAll, expect, it } from 'vitest';
import { everyView, still } from './world/every-view.ts';
import { worldInBrowser } from './world/world-in-browser.ts';

const shop = worldInBrowser({ warehouse: true });
let views: readonly string[];

const PATIENCE_MS = 240_000;
const GRAVE: ReadonlySet<string | null | undefined> = new Set(['serious', 'critical']);

beforeAll(async () => {
  const finder = await shop.open('/');
  views = await everyView(finder, shop.world.url);
  await finder.context().close();
}, PATIENCE_MS);

it.each([false, true])(
  'finds no serious fault (dark: %s)',
  async (dark) => {
    const page = await shop.open('/', { dark });
    const faults: string[] = [];
    for (const view of views) {
      await page.goto(shop.world.url + view);
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
