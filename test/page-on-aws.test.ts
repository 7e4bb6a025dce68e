/** The live page of the process that serves on AWS: rows that come by the stream `insights` show as they come. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { RunningServer } from '@millrace/shop/server/start-server.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENRICHED } from '../aws/test/serve/enriched-shop.ts';
import { CHECKPOINTS } from '../aws/test/serve/replica-options.ts';
import { INSIGHTS, servingTest } from '../aws/test/serve/serving-test.ts';
import { TestKinesis } from '../aws/test/servers/test-kinesis.ts';
import { TestMoto } from '../aws/test/servers/test-moto.ts';
import { launchBrowser } from '../dashboard/test/browser.ts';
import { freshPage } from '../dashboard/test/world/fresh-page.ts';

let moto: TestMoto;
let kinesis: TestKinesis;
let folder: string;
let serving: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  moto = await TestMoto.start();
  await moto.s3.send(new CreateBucketCommand({ Bucket: CHECKPOINTS }));
  kinesis = await TestKinesis.start({ [ENRICHED]: 1, [INSIGHTS]: 1 });
  folder = await mkdtemp(join(tmpdir(), 'millrace-page-on-aws-'));
  serving = await servingTest({ kinesis: kinesis.client, s3: moto.s3, folder, pageFolder: await freshPage() });
  browser = await launchBrowser();
  page = await browser.newPage({ locale: 'en-US' });
  await page.goto(serving.url);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await serving?.close();
  await kinesis?.close();
  await moto?.close();
  await rm(folder, { recursive: true });
});

/** As Flink writes them: a minute that has closed. */
async function put(view: string, more: object): Promise<void> {
  const start = Math.floor(Date.now() / 60_000) * 60_000 - 60_000;
  const [windowStart, windowEnd] = [start, start + 60_000].map((ms) => new Date(ms).toISOString().slice(0, 19));
  const Data = Buffer.from(JSON.stringify({ view, row: { windowStart, windowEnd, ...more } }));
  const Records = [{ PartitionKey: view, Data }];
  await kinesis.client.send(new PutRecordsCommand({ StreamName: INSIGHTS, Records }));
}

async function reads(name: string, text: string): Promise<void> {
  await page.locator(`[data-figure="${name}"]`).filter({ hasText: text }).waitFor();
}

test('shows revenue that comes while it is looked at, without being reloaded', async () => {
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  await reads('revenue-range', '$0.00');
  await put('revenue', { category: 'home', revenue: 1234.5, orders: 3, averageOrderValue: 411.5 });
  await put('revenue_total', { revenue: 1234.5, orders: 3, averageOrderValue: 411.5 });
  await reads('revenue-range', '$1,234.50');
  expect(await page.title()).toContain('Millrace');
});
