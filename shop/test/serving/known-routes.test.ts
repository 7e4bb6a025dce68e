/** What the shop knows of users and products can be asked for, and so can what it does not know. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

const timestamp = '2026-01-15T10:00:00Z';

describe('a user', () => {
  it('is told with orders, traits and what is missing', async () => {
    const order = { userId: 'ann', eventType: 'purchase', timestamp, productId: 'p-1', price: 12.5, quantity: 2 };
    await shop.send(
      {
        eventId: 'u1',
        userId: 'ann',
        eventType: 'identify',
        timestamp,
        properties: { createdAt: '2025-01-15T10:00:00Z' },
      },
      { eventId: 'u2', ...order, orderId: 'o-1' },
      { eventId: 'u3', ...order, orderId: 'o-2' },
      { eventId: 'u4', userId: 'ann', eventType: 'order_cancelled', timestamp, orderId: 'o-2' },
    );
    const { status, body } = await shop.until('/v1/users/ann', ({ body }) => body.orders === 1);
    expect(status).toBe(200);
    expect(body).toEqual({
      userId: 'ann',
      known: true,
      createdAt: '2025-01-15T10:00:00.000Z',
      accountAgeDays: Math.floor((Date.now() - Date.parse('2025-01-15T10:00:00Z')) / 86_400_000),
      country: null,
      segment: null,
      lifetimeValue: '25.00',
      orders: 1,
      anonymousIds: [],
      missing: ['country', 'segment'],
    });
  });

  it('that no event has named is unknown, which is no error', async () => {
    const { status, body } = await shop.get('/v1/users/nobody');
    expect(status).toBe(200);
    expect(body).toMatchObject({ known: false, createdAt: null, lifetimeValue: '0.00', orders: 0 });
  });
});

describe('a product', () => {
  it('is told with price and stock', async () => {
    const about = { productId: 'p-9', timestamp };
    const properties = { name: 'Tent', brand: 'North' };
    await shop.send(
      { eventId: 'p1', eventType: 'product_update', ...about, category: 'sports', price: 199.95, properties },
      { eventId: 'p2', eventType: 'inventory_update', ...about, quantity: 12 },
    );
    const { status, body } = await shop.until('/v1/products/p-9', ({ body }) => body.onHand === 12);
    expect(status).toBe(200);
    expect(body).toEqual({
      productId: 'p-9',
      known: true,
      name: 'Tent',
      brand: 'North',
      category: 'sports',
      price: '199.95',
      onHand: 12,
      hidden: false,
      missing: [],
    });
  });

  it('that no event has named is unknown, which is no error', async () => {
    const { status, body } = await shop.get('/v1/products/p-0');
    expect(status).toBe(200);
    expect(body).toMatchObject({ known: false, name: null, price: null, onHand: null, hidden: false });
  });
});

describe('the metrics', () => {
  it('say how well the memory works, and what was missing', async () => {
    const view = { eventType: 'page_view', timestamp, anonymousId: 'x', productId: 'p-unknown', ip: '8.8.8.8' };
    const userAgent = 'curl/8.6.0';
    await shop.send({ eventId: 'm1', ...view }, { eventId: 'm2', ...view, properties: { userAgent } });
    const { text } = await shop.until('/metrics', ({ text }) => /bot_events_total\{kind="declared"\} 1/.test(text));
    expect(text).toMatch(/millrace_enrichment_missing_total\{what="product"\} [1-9]/);
    expect(text).toMatch(/millrace_enrichment_cache_hits_total\{table="places"\} 1/);
    expect(text).toMatch(/millrace_enrichment_cache_misses_total\{table="users"\} [1-9]/);
    expect(text).toContain('millrace_enrichment_price_differences_total 0');
  });
});
