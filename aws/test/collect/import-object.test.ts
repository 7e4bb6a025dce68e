/** A partner's file in a real bucket becomes events, whatever the time runs out on, and its report says what came of it. */
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import type { NewQuarantineEntry } from '@millrace/shop/events/quarantine-entry.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importObject, type ObjectImportParts } from '../../src/collect/import-object.ts';
import { StreamCollector } from '../../src/collect/stream-collector.ts';
import type { StreamEvent } from '../../src/stream/stream-event.ts';
import { TestDynamo } from '../servers/test-dynamo.ts';
import { TestMoto } from '../servers/test-moto.ts';

const MAPPING = {
  about: 'Orders of a partner.',
  format: {},
  columns: ['id', 'user', 'product', 'price', 'at'],
  rowId: ['id'],
  fields: {
    userId: { column: 'user' },
    productId: { column: 'product' },
    price: { column: 'price', number: 'decimal' },
    timestamp: { column: 'at' },
    quantity: { constant: 1 },
    orderId: { column: 'id' },
  },
  rules: [{ when: [{ column: 'id', matches: '^o' }], eventType: 'purchase', fields: {} }],
};

let moto: TestMoto;
let dynamo: TestDynamo;
let events: StreamEvent[] = [];
let refused: NewQuarantineEntry[] = [];

beforeAll(async () => {
  [moto, dynamo] = await Promise.all([TestMoto.start(), TestDynamo.start(['progress'])]);
  await Promise.all(['partners', 'settings'].map((name) => moto.s3.send(new CreateBucketCommand({ Bucket: name }))));
  await put('settings', 'feeds/acme.json', JSON.stringify(MAPPING));
}, 120_000);
afterAll(async () => {
  await Promise.all([moto.close(), dynamo.close()]);
});

function put(Bucket: string, Key: string, Body: string) {
  return moto.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

async function run(key: string, leftMs: () => number = () => 600_000) {
  const collector = new StreamCollector({
    clock: new ArrivalClock(Date.now, 0),
    put: async (more) => void events.push(...more),
    quarantine: async (more) => void refused.push(...more),
  });
  const { ContentLength = 0, ETag = '' } = await moto.s3.send(new HeadObjectCommand({ Bucket: 'partners', Key: key }));
  const parts: ObjectImportParts = {
    s3: moto.s3,
    dynamo: dynamo.client,
    table: 'progress',
    settingsBucket: 'settings',
    collector,
    leftMs,
  };
  return importObject(parts, { bucket: 'partners', key, version: ETag, sizeBytes: ContentLength });
}

const AT = new Date().toISOString();
const row = (id: string | number, price: unknown = '9.99') => `o-${id},u-${id},tent,${price},${AT}`;
const file = (...rows: readonly string[]) => ['id,user,product,price,at', ...rows, ''].join('\n');

it('makes events of rows, keeps bad ones with their line, and reports', async () => {
  [events, refused] = [[], []];
  await put('partners', 'acme/one.csv', file(row(1), row(2, 'free'), row(3), 'o-4,u-4'));
  expect(await run('acme/one.csv')).toMatchObject({ feed: 'acme', rows: 4, accepted: 2, quarantined: 2 });
  expect(events.map(({ json }) => JSON.parse(json))).toMatchObject([
    { eventType: 'purchase', userId: 'u-1', price: 9.99 },
    { userId: 'u-3' },
  ]);
  expect(refused).toMatchObject([
    { source: 'csv:acme', line: 3, path: '/price' },
    { line: 5, message: expect.stringContaining('line 5: has 2 values for 5 columns') },
  ]);
  const report = await moto.s3.send(new GetObjectCommand({ Bucket: 'partners', Key: 'reports/acme/one.csv.json' }));
  expect(JSON.parse((await report.Body?.transformToString()) ?? '')).toMatchObject({ rows: 4, accepted: 2 });
});

it('is told twice of a file, and reads it once', async () => {
  [events, refused] = [[], []];
  expect(await run('acme/one.csv')).toMatchObject({ rows: 4, accepted: 2, quarantined: 2 });
  expect(events).toEqual([]);
});

it('goes on where the time ran out', async () => {
  [events, refused] = [[], []];
  const rows = Array.from({ length: 5_000 }, (_, index) => row(index + 10));
  await put('partners', 'acme/large.csv', file(...rows));
  let tries = 0;
  for (let report: unknown; report === undefined; tries++) {
    report = await run('acme/large.csv', () => (tries < 2 ? 1_000 : 600_000)).catch((cause) => {
      expect(cause).toMatchObject({ code: 'FEED_UNFINISHED' });
      return undefined;
    });
  }
  expect(tries).toBeGreaterThan(1);
  const ids = events.map(({ json }) => JSON.parse(json).orderId);
  expect(ids).toEqual(rows.map((each) => each.split(',')[0]));
});

it.each([
  ['nobody/x.csv', file(row(1)), 'FEED_UNMAPPED', /no mapping/],
  ['acme/empty.csv', '', 'FEED_EMPTY', /is empty/],
  ['acme/other.csv', 'a,b,c\n1,2,3\n', 'FEED_HEADER', /./],
])('reports why %s was not read, and does not try again', async (key, text, code, message) => {
  await put('partners', key, text);
  expect(await run(key)).toMatchObject({ rows: 0, error: { code, message: expect.stringMatching(message) } });
});

it('takes no notice of its own reports', async () => {
  expect(await run('reports/acme/one.csv.json')).toBeUndefined();
});
