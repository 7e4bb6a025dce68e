/** The pipeline page, as its readers use it: figures at each stage, operators, silences, the audit log. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { worldInBrowser } from '../world/world-in-browser.ts';

const shop = worldInBrowser({ rate: 20, pastHours: 2 });
let page: Page;

beforeAll(async () => {
  page = await shop.open('/pipeline');
});

const shown = (name: string) => page.locator(`[data-figure="${name}"]`);

describe('the pipeline page', () => {
  it('tells throughput and percentiles of each stage, and the watermark of each query', async () => {
    await shown('results-p95').filter({ hasText: /\d/ }).waitFor();
    const stages = page.getByRole('region', { name: 'Throughput and latency by stage' });
    await stages.getByRole('row').filter({ hasText: 'Live push' }).filter({ hasText: 'ms' }).waitFor();
    expect(await stages.getByRole('row').count()).toBe(9);
    const { queries } = await shop.world.get<{ readonly queries: readonly { readonly name: string }[] }>(
      '/v1/operations',
    );
    const table = page.getByRole('region', { name: 'Watermarks of the queries' });
    await table.getByRole('link', { name: 'revenue_total', exact: true }).waitFor();
    expect(await table.getByRole('row').count()).toBe(queries.length + 1);
  });

  it('shows the past of what a reader chooses, and the choice is in the address', async () => {
    await page.getByRole('combobox', { name: 'Stage' }).selectOption('acknowledged');
    await page.getByRole('img', { name: 'Latency until Collector' }).waitFor();
    await page.getByText('Last day').click();
    expect(page.url()).toContain('stage=acknowledged');
    expect(page.url()).toContain('range=day');
  });

  it('draws the operators with rates that move, by keyboard too, and the SQL of the chosen one', async () => {
    await page.getByRole('link', { name: 'Operators' }).click();
    await page.getByRole('combobox', { name: 'Pipeline' }).selectOption('traffic');
    const scan = page.getByRole('button', { name: /^Scan ?events/ });
    await page.getByText('of pipelines/traffic.sql').waitFor();
    await scan.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/node=events%2Fscan/);
    const rows = page.locator('[data-operator="events/scan"] dd').nth(1);
    const before = await rows.textContent();
    await page.waitForFunction(
      ([text]) => document.querySelector('[data-operator] dd:nth-of-type(2)')?.textContent !== text,
      [before],
    );
    await page.getByRole('button', { name: /^Sink ?traffic/ }).click();
    await page.locator('.sql-source mark').filter({ hasText: 'INSERT INTO traffic' }).waitFor();
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('region', { name: 'Operators' }).getByRole('button', { name: 'events/scan' }).waitFor();
  });

  it('silences an alert and ends the silence', async () => {
    await page.getByRole('link', { name: 'Alerts' }).click();
    await page.getByRole('button', { name: 'Silence', exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('textbox', { name: 'Labels' }).inputValue()).toContain('alertname=StockLow');
    await dialog.getByRole('textbox', { name: 'Your name' }).fill('Ann');
    await dialog.getByRole('textbox', { name: 'Why' }).fill('a test of silences');
    await dialog.getByRole('button', { name: 'Silence' }).click();
    const row = page.getByRole('row').filter({ hasText: 'a test of silences' });
    await row.filter({ hasText: 'active' }).waitFor();
    await row.getByRole('button', { name: 'End' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
    await row.filter({ hasText: 'expired' }).waitFor();
  });

  it('tells who did that, newest first, by kind', async () => {
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('server_started');
    const trail = page.getByRole('region', { name: 'Audit log' }).last();
    await trail.getByRole('row').filter({ hasText: 'server started' }).waitFor();
    expect(page.url()).toContain('kind=server_started');
  });
});
