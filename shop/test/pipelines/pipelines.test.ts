import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { openLogPipeline } from '@millrace/engine/runtime/log-pipeline.ts';
import { openStateEnvironment } from '@millrace/engine/state/environment-state-store.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedScripts } from '../../src/pipelines/pipeline-groups.ts';

const NOON = Date.parse('2024-01-15T12:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

type Event = Readonly<Record<string, unknown>> & { readonly timestamp: string };
type Results = Readonly<Record<string, readonly ViewRow[]>>;

const JOURNEYS = ['purchase_journeys', 'abandoned_carts', 'price_drop_returns', 'card_testing', 'order_records'];

let eventCount = 0;

function event(afterMs: number, eventType: string, more: Readonly<Record<string, unknown>> = {}): Event {
  const timestamp = new Date(NOON + afterMs).toISOString();
  return { eventId: `event-${++eventCount}`, userId: 'ann', eventType, timestamp, receivedAt: timestamp, ...more };
}

/** What the pipelines make of these events, in this order, and of a visit three hours later that closes every window. */
async function run(events: readonly Event[]): Promise<Results> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-pipelines-'));
  const log = openLogWriter(dataFolder, 1);
  const all = [...events, event(180 * MINUTE, 'page_view', { userId: 'zoe' })];
  const records = all.map((item) => Buffer.from(JSON.stringify(item)));
  let end = 0;
  const ends = Uint32Array.from(records, (record) => (end += record.length));
  await log.append(NOON + 180 * MINUTE, [{ partition: 0, bytes: Buffer.concat(records), ends }]);
  const { pipeline, close } = openLogPipeline({ dataFolder, scripts: embeddedScripts() });
  while ((await pipeline.step()) !== 'idle');
  await close();
  const environment = openStateEnvironment(dataFolder);
  const rowsOf = (name: string) =>
    openViewReader(environment, name)
      ?.range({ limit: 10_000 })
      .map((entry) => entry.row) ?? [];
  const names = ['revenue', 'revenue_total', 'revenue_live', 'sessions', 'trending', 'trending_categories'];
  const results = Object.fromEntries(
    [...names, 'trending_now', 'orders', 'traffic', ...JOURNEYS].map((name) => [name, rowsOf(name)]),
  );
  await environment.close();
  await log.close();
  await rm(dataFolder, { recursive: true });
  return results;
}

const visit: readonly Event[] = [
  event(0, 'page_view', { deviceType: 'mobile' }),
  event(10 * SECOND, 'page_view', { productId: 'lamp', category: 'home', deviceType: 'mobile' }),
  event(20 * SECOND, 'product_click', { productId: 'sofa', category: 'home', deviceType: 'desktop' }),
  event(30 * SECOND, 'add_to_cart', { productId: 'lamp', category: 'home', price: 12.5 }),
  event(90 * SECOND, 'purchase', { productId: 'lamp', category: 'home', price: 12.5, quantity: 2, orderId: 'o1' }),
  event(90 * SECOND, 'purchase', { productId: 'book', price: 5.0001, orderId: 'o1' }),
  event(91 * SECOND, 'purchase', { productId: 'pen', category: 'office', price: 1, quantity: 3 }),
  event(92 * SECOND, 'purchase', {
    productId: 'bed',
    category: 'home',
    price: 900,
    orderId: 'o2',
    status: 'cancelled',
  }),
  event(93 * SECOND, 'heartbeat', { userId: null, productId: 'none' }),
];

describe('the pipelines', () => {
  it('sum revenue by category and over the shop, counting an order once', async () => {
    const { revenue, revenue_total } = await run(visit);
    const figures = revenue?.map(({ category, revenue: sum, orders, averageOrderValue }) => [
      category,
      sum,
      orders,
      averageOrderValue,
    ]);
    expect(figures).toEqual([
      ['home', '25.0000', 1, '25.000000'],
      ['office', '3.0000', 1, '3.000000'],
      ['uncategorized', '5.0001', 1, '5.000100'],
    ]);
    expect(revenue_total).toEqual([
      {
        windowStart: '2024-01-15T12:00:00.000Z',
        windowEnd: '2024-01-15T12:05:00.000Z',
        revenue: '33.0001',
        orders: 2,
        averageOrderValue: '16.500050',
      },
    ]);
  });

  it("draw the window's growth second by second", async () => {
    const { revenue_live } = await run(visit);
    const steps = revenue_live?.map(({ windowEnd, revenue }) => [String(windowEnd).slice(11, 19), revenue]) ?? [];
    expect(steps.slice(0, 2)).toEqual([
      ['12:01:31', '30.0001'],
      ['12:01:32', '33.0001'],
    ]);
    expect(steps.at(-1)).toEqual(['12:05:00', '33.0001']);
  });

  it('tell a visit from its first to its last event', async () => {
    const { sessions } = await run(visit);
    expect(sessions).toEqual([
      {
        visitor: 'ann',
        sessionStart: '2024-01-15T12:00:00.000Z',
        sessionEnd: '2024-01-15T12:01:32.000Z',
        durationSeconds: 92,
        events: 8,
        pageViews: 2,
        productsSeen: 5,
        cartAdds: 1,
        orders: 2,
        revenue: '33.0001',
        converted: true,
        minutesToConversion: '1.50',
        device: 'mobile',
        entryProduct: 'lamp',
        exitProduct: 'bed',
      },
    ]);
  });

  it('end a visit after more than thirty minutes of silence, and not before', async () => {
    const { sessions } = await run([
      event(0, 'page_view'),
      event(30 * MINUTE, 'page_view'),
      event(60 * MINUTE + 1, 'page_view', { userId: null, anonymousId: 'ann' }),
    ]);
    expect(sessions?.map(({ pageViews, converted, entryProduct }) => [pageViews, converted, entryProduct])).toEqual([
      [2, false, null],
      [1, false, null],
    ]);
  });

  it('rank products and categories by interest, equal ones by name', async () => {
    const looks = ['b', 'a', 'c', 'c'].map((productId) => event(0, 'page_view', { productId, category: 'x' }));
    const { trending, trending_categories, trending_now } = await run([
      ...looks,
      event(SECOND, 'add_to_cart', { productId: 'd', category: 'y' }),
      event(SECOND, 'purchase', { productId: 'e', category: 'y', price: 1 }),
    ]);
    expect(trending?.map(({ place, productId, score }) => [place, productId, score])).toEqual([
      [1, 'e', 10],
      [2, 'd', 3],
      [3, 'c', 2],
      [4, 'a', 1],
      [5, 'b', 1],
    ]);
    expect(trending_categories?.map(({ category, score }) => [category, score])).toEqual([
      ['y', 13],
      ['x', 4],
    ]);
    const first = trending_now?.filter(({ windowEnd }) => windowEnd === '2024-01-15T12:00:10.000Z');
    expect(first?.map(({ category, place, productId }) => [category, place, productId])).toEqual([
      ['x', 1, 'c'],
      ['x', 2, 'a'],
      ['x', 3, 'b'],
      ['y', 1, 'e'],
      ['y', 2, 'd'],
    ]);
  });

  it('list every line that is bought, and count who came, looked, carted and bought', async () => {
    const { orders, traffic } = await run([
      ...visit,
      event(0, 'page_view', { userId: 'bob' }),
      event(0, 'custom', { userId: 'bob', properties: { name: 'Size Guide Opened' } }),
      event(0, 'product_update', { userId: undefined, productId: 'lamp' }),
    ]);
    expect(orders?.map(({ productId, quantity, amount }) => [productId, quantity, amount]).sort()).toEqual([
      ['book', 1, '5.0001'],
      ['lamp', 2, '25.0000'],
      ['pen', 3, '3.0000'],
    ]);
    expect(traffic?.[0]).toMatchObject({ events: 10, visitors: 2, viewers: 2, carts: 1, buyers: 1 });
  });

  it('follow a product from the first look to the purchase, and see what stays in the cart', async () => {
    const lamp = { productId: 'lamp', category: 'home', price: 12.5 };
    const { purchase_journeys, abandoned_carts } = await run([
      event(0, 'product_click', lamp),
      event(20 * SECOND, 'page_view', lamp),
      event(30 * SECOND, 'page_view', { productId: 'sofa' }),
      event(40 * SECOND, 'add_to_cart', lamp),
      event(41 * SECOND, 'add_to_cart', { productId: 'sofa', price: 900, quantity: 2 }),
      event(42 * SECOND, 'add_to_cart', { productId: 'pen' }),
      event(50 * SECOND, 'page_view', lamp),
      event(60 * SECOND, 'remove_from_cart', { productId: 'pen' }),
      event(100 * SECOND, 'purchase', { ...lamp, quantity: 2, orderId: 'o1' }),
    ]);
    expect(purchase_journeys).toMatchObject([
      {
        visitor: 'ann',
        productId: 'lamp',
        views: 2,
        secondsToCart: 40,
        secondsToBuy: 60,
        orderId: 'o1',
        amount: '25.0000',
      },
    ]);
    expect(abandoned_carts).toMatchObject([{ productId: 'sofa', quantity: 2, amount: '1800.0000' }]);
  });

  it('see who comes back for a lower price, and who tries out cards', async () => {
    const sofa = { productId: 'sofa', category: 'home' };
    const from = (ip: string, price: number) => ({ ip, price, productId: 'pen', userId: 'eve' });
    const { price_drop_returns, card_testing } = await run([
      event(0, 'add_to_cart', { ...sofa, price: 900 }),
      ...[1, 2, 3].map((n) => event(n * SECOND, 'purchase', from('203.0.113.9', 1))),
      event(4 * SECOND, 'checkout', { ...from('203.0.113.9', 50), status: 'failed' }),
      event(5 * SECOND, 'purchase', from('203.0.113.1', 700)),
      event(6 * SECOND, 'purchase', { ...from('203.0.113.9', 700), orderId: 'o9' }),
      event(40 * MINUTE, 'purchase', { ...sofa, price: 650.5 }),
    ]);
    expect(price_drop_returns).toMatchObject([
      { productId: 'sofa', minutesAway: 40, priceBefore: '900.0000', priceNow: '650.5000', bought: true },
    ]);
    expect(card_testing).toMatchObject([
      { ip: '203.0.113.9', orderId: 'o9', attempts: 4, attempted: '53.0000', amount: '700.0000', secondsToCharge: 5 },
    ]);
  });

  it('find the row of an order in the database, and orders without one', async () => {
    const row = { userId: null, status: 'placed' };
    const { order_records, sessions } = await run([
      event(0, 'purchase', { productId: 'lamp', price: 12.5, orderId: 'o1' }),
      event(SECOND, 'purchase', { productId: 'pen', price: 1, orderId: 'o1' }),
      event(2 * SECOND, 'order_recorded', { ...row, orderId: 'o1' }),
      event(MINUTE, 'purchase', { productId: 'lamp', price: 12.5, orderId: 'o2' }),
      event(MINUTE, 'order_update', { ...row, orderId: 'o2' }),
      event(2 * MINUTE, 'order_recorded', { ...row, orderId: 'o3' }),
    ]);
    const found = order_records?.map(({ orderId, lines, amount, recordedAt, status }) => [
      orderId,
      lines,
      amount,
      recordedAt,
      status,
    ]);
    expect(found).toEqual([
      ['o1', 2, '13.5000', '2024-01-15T12:00:02.000Z', 'placed'],
      ['o2', 1, '12.5000', null, null],
    ]);
    expect(sessions?.map(({ events }) => events)).toEqual([3]);
  });

  it('give the same rows in whatever order events come within the delay', async () => {
    const close = visit.map((item, index) => ({ ...item, timestamp: new Date(NOON + index * SECOND).toISOString() }));
    const expected = await run(close);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(close, { minLength: close.length }), async (shuffled) => {
        expect(await run(shuffled)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });
});
