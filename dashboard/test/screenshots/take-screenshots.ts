/**
 * Pictures of every view in the demo world: light, dark and on a phone, into dashboard/screenshots; and those that README
 * and guide show, into docs/pictures.
 *
 *     npm run screenshots [-- --only /stock]
 *     npm run screenshots -- --pictures          those of README and guide alone
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { DASHBOARD, launchBrowser } from '../browser.ts';
import { type DemoWorld, openDemoWorld } from '../world/demo-world.ts';
import { everyView, still } from '../world/every-view.ts';
import { type Look, lookAt } from '../world/look-at.ts';

const FOLDER = join(DASHBOARD, 'screenshots');
const PICTURES = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
const LOOKS: Readonly<Record<string, Look>> = {
  light: {},
  dark: { dark: true },
  phone: { width: 390, height: 844 },
};
/** What the documentation shows, by the name of its picture. */
const SHOWN: Readonly<Record<string, string>> = { now: '/', fraud: '/fraud', stock: '/stock', query: '/query?' };
const SHOWN_LOOK: Look = { width: 1280, height: 800 };
/** Charts draw themselves in, and the live figures arrive. */
const SETTLING_MS = 1_500;
const LONGEST_NAME = 60;

const { values: settings } = parseArgs({
  options: { only: { type: 'string', default: '' }, pictures: { type: 'boolean', default: false } },
});

async function takeAll(browser: Browser, world: DemoWorld): Promise<void> {
  const finder = await lookAt(browser, world.url);
  const views: string[] = [];
  for await (const view of everyView(finder, world.url)) if (view.startsWith(settings.only)) views.push(view);
  await finder.context().close();
  for (const view of settings.pictures ? [] : views) {
    for (const [name, look] of Object.entries(LOOKS)) {
      await take(browser, world.url + view, look, join(FOLDER, `${nameOf(view)}.${name}.png`));
    }
    console.log(view);
  }
  for (const [name, beginning] of Object.entries(SHOWN)) {
    const view = views.find((one) => one === beginning || (beginning.endsWith('?') && one.startsWith(beginning)));
    if (view) await take(browser, world.url + view, SHOWN_LOOK, join(PICTURES, `${name}.png`));
  }
}

/** What the documentation shows is what fits the window; everything else is taken down to its end. */
async function take(browser: Browser, url: string, look: Look, path: string): Promise<void> {
  const page = await lookAt(browser, url, look);
  page.on('pageerror', (error) => console.error(`${url}: ${error.message}`));
  await still(page);
  await page.waitForTimeout(SETTLING_MS);
  await page.screenshot({ path, fullPage: look !== SHOWN_LOOK });
  await page.context().close();
}

function nameOf(view: string): string {
  const name = view.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '');
  return name === '' ? 'now' : name.slice(0, LONGEST_NAME);
}

if (settings.only === '' && !settings.pictures) rmSync(FOLDER, { recursive: true, force: true });
for (const folder of [FOLDER, PICTURES]) mkdirSync(folder, { recursive: true });
const world = await openDemoWorld({ pastHours: 50, pastRate: 0.5, recentRate: 1.5, rate: 6, warehouse: true });
const browser = await launchBrowser();
await takeAll(browser, world);
await browser.close();
await world.close();
