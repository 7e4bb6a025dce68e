/**
 * Rows of `insights` as pages see them: pushed as they come, read by the routes of one process, kept over a restart, and with
 * positions that nobody takes for those of another process.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import type { RunningServer } from '@millrace/shop/server/start-server.ts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { TestMoto } from '../servers/test-moto.ts';
import { ENRICHED } from './enriched-shop.ts';
import { CHECKPOINTS } from './replica-options.ts';
import { INSIGHTS, servingTest } from './serving-test.ts';

let moto: TestMoto;
let kinesis: TestKinesis;
let folder: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  moto = await TestMoto.start();
  await moto.s3.send(new CreateBucketCommand({ Bucket: CHECKPOINTS }));
  kinesis = await TestKinesis.start({ [ENRICHED]: 1, [INSIGHTS]: 1 });
  folder = await mkdtemp(join(tmpdir(), 'millrace-rows-'));
}, 180_000);
afterAll(async () => {
  await moto.close();
  await kinesis.close();
  await rm(folder, { recursive: true });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** As Flink writes them. */
async function put(view: string, rows: readonly object[], more: object = {}): Promise<void> {
  const Records = rows.map((row) => ({
    PartitionKey: view,
    Data: Buffer.from(JSON.stringify({ view, row, ...more })),
  }));
  await kinesis.client.send(new PutRecordsCommand({ StreamName: INSIGHTS, Records }));
}

const HOUR = `${new Date().toISOString().slice(0, 13)}:`;
const minute = (at: number) => `${HOUR}${String(at).padStart(2, '0')}:00`;
const revenueRow = (at: number, revenue: number) => ({
  ...{ windowStart: minute(at), windowEnd: minute(at + 1), category: 'home' },
  ...{ revenue, orders: 2, averageOrderValue: revenue / 2 },
});

async function serving(name: string): Promise<RunningServer> {
  const pageFolder = join(folder, 'no-page');
  const running = await servingTest({ kinesis: kinesis.client, s3: moto.s3, folder: join(folder, name), pageFolder });
  closing.push(() => running.close());
  return running;
}

interface Told {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** Listens until an event is told that fits. */
async function hear(url: string, until: (told: Told) => boolean, lastEventId = ''): Promise<readonly Told[]> {
  const ending = new AbortController();
  const headers = { 'last-event-id': lastEventId };
  const answer = await fetch(`${url}/v1/live?topics=revenue`, { signal: ending.signal, headers });
  const heard: Told[] = [];
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    heard.push(...blocks.map(toldOf));
    if (heard.some(until)) break;
  }
  ending.abort();
  return heard;
}

function toldOf(block: string): Told {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  return { event: field('event'), id: field('id'), data: field('data') };
}

const ofRevenue = ({ event, data }: Told) => event === 'changes' && data.includes('"view":"revenue"');

test('a row of revenue comes to those who listen, and to who asks; what is told again is no news', async () => {
  const { url } = await serving('one');
  const hearing = hear(url, ofRevenue);
  await put('revenue', [revenueRow(1, 12.5)]);
  const told = (await hearing).find(ofRevenue);
  const { changes } = JSON.parse(told?.data ?? '');
  expect(changes).toEqual([
    {
      ...{ number: 1, deleted: false, final: true, key: [Date.parse(`${minute(1)}Z`), 'home'] },
      row: {
        ...{ windowStart: `${minute(1)}.000Z`, windowEnd: `${minute(2)}.000Z`, category: 'home' },
        // With the digits of its column, as one process writes it.
        ...{ revenue: '12.5000', orders: 2, averageOrderValue: '6.250000' },
      },
    },
  ]);
  await put('revenue', [revenueRow(1, 12.5), revenueRow(2, 3)]);
  const next = (await hear(url, ofRevenue, told?.id)).find(ofRevenue);
  expect(
    JSON.parse(next?.data ?? '').changes.map(({ number, row }: never) => [
      number,
      (row as { revenue: string }).revenue,
    ]),
  ).toEqual([[2, '3.0000']]);
  const from = new Date(Date.parse(`${minute(0)}Z`)).toISOString();
  const answer = await fetch(`${url}/v1/revenue?from=${from}`);
  expect(answer.status).toBe(200);
  const { items } = (await answer.json()) as { items: readonly { revenue: string }[] };
  expect(items.map(({ revenue }) => revenue)).toEqual(['12.50', '3.00']);
  await put('revenue', [revenueRow(2, 3)], { deleted: true });
  const gone = await hear(url, (each) => each.data.includes('"deleted":true'), next?.id);
  expect(gone.some(ofRevenue)).toBe(true);
});

test('the next process has the rows, and takes no position of the one before for its own', async () => {
  const first = await serving('two');
  const [snapshot] = (await hear(first.url, ({ event }) => event === 'snapshot')).filter(
    ({ event }) => event === 'snapshot',
  );
  expect(snapshot?.id).toMatch(/^@[0-9a-f]{8},/);
  await closing.pop()?.();
  const second = await serving('three');
  const heard = await hear(
    second.url,
    ({ event, data }) => event === 'snapshot' && data.includes('"view":"revenue"'),
    snapshot?.id,
  );
  const revenue = heard.find(({ event, data }) => event === 'snapshot' && data.includes('"view":"revenue"'));
  expect(JSON.parse(revenue?.data ?? '').entries.map(({ row }: never) => (row as { revenue: string }).revenue)).toEqual(
    ['12.5000'],
  );
});
