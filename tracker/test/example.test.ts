/** The example shop, gone through as a visitor does: what the server then knows, and what it recommends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../dashboard/test/browser.ts';

const EXAMPLE = fileURLToPath(new URL('../example/serve-example.ts', import.meta.url));

let browser: Browser;
let example: ChildProcess;
let shopUrl = '';
let serverUrl = '';
beforeAll(async () => {
  example = spawn(process.execPath, [EXAMPLE, '--port', '0', '--server-port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await once(example.stdout ?? example, 'data');
  [shopUrl = '', serverUrl = ''] = String(printed).match(/http:\/\/[\d.:]+/g) ?? [];
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  example.kill('SIGTERM');
  await once(example, 'exit');
});

async function ask(path: string): Promise<{ readonly [name: string]: unknown }> {
  return (await fetch(serverUrl + path)).json();
}

it('sells to a visitor who was anonymous first, and credits the recommendation', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${shopUrl}/product.html?id=tent`);
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByText('also looked at this').first().click();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.goto(`${shopUrl}/sign-in.html`);
  await page.getByLabel('Name').fill('kim');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${shopUrl}/`);
  await page.goto(`${shopUrl}/checkout.html`);
  await page.getByLabel('Name').fill('Kim');
  await page.getByLabel('Address').fill('Pier 4');
  await page.getByRole('button', { name: 'Order now' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  await expect.poll(() => ask('/v1/users/kim')).toMatchObject({ known: true, orders: 1 });
  await expect
    .poll(async () => (await ask('/v1/recommendations/stats')).items)
    .toContainEqual(expect.objectContaining({ clicks: 1, purchases: 1 }));
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  expect(complaints).toEqual([]);
}, 60_000);
