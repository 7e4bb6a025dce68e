import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { screenEvent } from '../../../src/events/screen-event.ts';
import type { MappedEvent } from '../../../src/sources/mapped-events.ts';
import { COMMERCE_EVENTS } from '../../../src/sources/segment/commerce-events.ts';
import { mapSegmentMessage } from '../../../src/sources/segment/map-message.ts';

const receivedMs = Date.parse('2026-01-15T10:00:10Z');
const at = { receivedMs };
const who = { messageId: 'm-1', userId: 'ann', anonymousId: 'a-1', timestamp: '2026-01-15T10:00:00Z' };

function mapped(message: object): readonly MappedEvent[] {
  const mapping = mapSegmentMessage({ ...who, ...message }, at);
  if ('code' in mapping) throw new Error(JSON.stringify(mapping));
  return mapping;
}

const events = (message: object) => mapped(message).map(({ event }) => event);
const track = (event: string, properties: object = {}, more: object = {}) =>
  events({ type: 'track', event, properties, ...more });
const refusal = (message: object) => {
  const mapping = mapSegmentMessage({ ...who, ...message }, at);
  return 'code' in mapping ? mapping : 'taken';
};

describe("what becomes of Segment's calls", () => {
  test('a page is a page view, in its own words or else in those of its context', () => {
    const page = { url: 'https://shop.example/x', path: '/x', title: 'X', referrer: '', search: '?q' };
    expect(
      events({ type: 'page', name: 'Home', properties: { url: 'https://shop.example/y' }, context: { page } }),
    ).toEqual([
      {
        eventId: 'm-1',
        userId: 'ann',
        anonymousId: 'a-1',
        eventType: 'page_view',
        timestamp: '2026-01-15T10:00:00Z',
        properties: { ...page, name: 'Home', url: 'https://shop.example/y', tracked: 'page', context: { page } },
      },
    ]);
    const [screen] = events({ type: 'screen', name: 'Cart' });
    expect(screen).toMatchObject({ eventType: 'page_view', properties: { name: 'Cart', tracked: 'screen' } });
  });

  test('identify tells traits, under the names that profiles are read by', () => {
    const traits = { email: 'ann@shop.example', created_at: '2025-01-01T00:00:00Z', address: { country: 'DE' } };
    const [event] = events({ type: 'identify', traits });
    expect(event).toMatchObject({ eventType: 'identify', userId: 'ann', anonymousId: 'a-1' });
    expect(event?.properties).toEqual({ ...traits, country: 'DE', createdAt: '2025-01-01T00:00:00Z' });
  });

  test('an alias joins who someone was to who it is', () => {
    const [event] = events({ type: 'alias', previousId: 'old', anonymousId: 'other' });
    expect(event).toMatchObject({ eventType: 'identify', userId: 'ann', anonymousId: 'old' });
    expect(refusal({ type: 'alias' })).toMatchObject({ path: '/previousId' });
    expect(refusal({ type: 'alias', previousId: 'old', userId: null })).toMatchObject({ path: '/userId' });
  });

  test('a group, and whatever else is tracked, is a custom event', () => {
    const [group] = events({ type: 'group', groupId: 7, traits: { name: 'Acme' } });
    expect(group).toMatchObject({
      eventType: 'custom',
      properties: { name: 'group', groupId: '7', traits: { name: 'Acme' } },
    });
    expect(track('Coupon Entered', { name: 'SUMMER', context: 1 })[0]).toMatchObject({
      eventType: 'custom',
      properties: { name: 'Coupon Entered', context: 1, own: { name: 'SUMMER' } },
    });
  });

  test('the context goes where it is looked for, and nothing of it is lost', () => {
    const context = {
      ip: '203.0.113.9',
      userAgent: 'Mozilla/5.0',
      locale: 'de-DE',
      sessionId: 17,
      campaign: { source: 'news' },
      device: { id: 'd-1', type: 'ios' },
      library: { name: 'analytics.js' },
      location: { country: 'DE', region: 'BE', city: 'Berlin' },
    };
    const { ip, userAgent, ...rest } = context;
    expect(track('Product Viewed', { product_id: 'p' }, { context })[0]).toMatchObject({
      ip,
      sessionId: '17',
      deviceType: 'mobile',
      location: { country: 'DE', region: 'BE' },
      properties: { userAgent, deviceId: 'd-1', context: rest, tracked: 'Product Viewed' },
    });
    expect(track('Product Viewed', {}, { context: { ip: '0.0.0.0' } })[0]).not.toHaveProperty('ip');
  });
});

describe('e-commerce events', () => {
  test.each([
    ['Product Viewed', 'page_view'],
    ['product clicked', 'product_click'],
    ['Product Added', 'add_to_cart'],
    ['PRODUCT REMOVED', 'remove_from_cart'],
  ])('%s is a %s of its product', (name, eventType) => {
    const product = { product_id: 507, sku: 's', category: 'Games', price: '18.99', quantity: '2', name: 'Monopoly' };
    expect(track(name, { ...product, currency: 'usd' })).toMatchObject([
      {
        eventId: 'm-1',
        eventType,
        productId: '507',
        category: 'Games',
        price: 18.99,
        quantity: 2,
        currency: 'USD',
        properties: { sku: 's', name: 'Monopoly', tracked: name },
      },
    ]);
  });

  test('an order is one purchase a product', () => {
    const products = [
      { product_id: 'p-1', price: 10, quantity: 2, coupon: 'X' },
      { sku: 's-2', price: 19.990000000000002, category: 'tea' },
    ];
    const lines = track('Order Completed', { order_id: 'o-1', revenue: 39.99, currency: 'EUR', products });
    expect(lines).toMatchObject([
      {
        eventId: 'm-1:1',
        eventType: 'purchase',
        orderId: 'o-1',
        productId: 'p-1',
        price: 10,
        quantity: 2,
        currency: 'EUR',
        properties: { order: { revenue: 39.99 }, product: { coupon: 'X' } },
      },
      { eventId: 'm-1:2', orderId: 'o-1', productId: 's-2', price: 19.99, category: 'tea' },
    ]);
    expect(lines).toHaveLength(2);
  });

  test('an order that names no products is one line of all that it came to', () => {
    expect(track('Order Completed', { order_id: 'o-1', total: '12.50' })).toMatchObject([
      { eventId: 'm-1:1', eventType: 'purchase', orderId: 'o-1', price: 12.5, quantity: 1 },
    ]);
  });

  test('lines without an order id still hang together', () => {
    const lines = track('Order Completed', { products: [{ price: 1 }, { price: 2 }] });
    expect(lines.map(({ orderId }) => orderId)).toEqual(['m-1', 'm-1']);
  });

  test('line ids stay within what an id may have', () => {
    const messageId = 'x'.repeat(100);
    const lines = events({ type: 'track', event: 'Order Completed', messageId, properties: { products: [{}, {}] } });
    const ids = lines.map(({ eventId }) => String(eventId));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id.length).toBeLessThanOrEqual(100);
  });

  test('a refund takes back what it names, or the whole order', () => {
    expect(track('Order Refunded', { order_id: 'o-1', total: 5 })).toMatchObject([
      { eventId: 'm-1', eventType: 'order_refunded', orderId: 'o-1' },
    ]);
    expect(track('Order Refunded', { order_id: 'o-1' })[0]).not.toHaveProperty('productId');
    expect(
      track('Order Refunded', { order_id: 'o-1', products: [{ product_id: 'p-1' }, { sku: 'p-2' }] }),
    ).toMatchObject([
      { eventId: 'm-1:1', eventType: 'order_refunded', orderId: 'o-1', productId: 'p-1' },
      { eventId: 'm-1:2', orderId: 'o-1', productId: 'p-2' },
    ]);
  });

  test('a refund of a product without an id is refused: it would take back the whole order', () => {
    const properties = { order_id: 'o-1', products: [{ product_id: 'p' }, { name: 'Tea', price: 3 }] };
    expect(refusal({ type: 'track', event: 'Order Refunded', properties })).toMatchObject({
      path: '/properties/products/1/product_id',
    });
  });

  test.each([
    ['Order Updated', 'order_update'],
    ['Order Cancelled', 'order_cancelled'],
  ])('%s is an %s of the whole order', (name, eventType) => {
    const properties = { order_id: 9, status: 'shipped', products: [{ product_id: 'p' }] };
    expect(track(name, properties)).toMatchObject([{ eventId: 'm-1', eventType, orderId: '9', status: 'shipped' }]);
    expect(track(name, properties)[0]).not.toHaveProperty('productId');
    expect(refusal({ type: 'track', event: name, properties: {} })).toMatchObject({ path: '/properties/order_id' });
  });

  test('searches and checkouts', () => {
    expect(track('Products Searched', { query: 'blue hotpants' })[0]).toMatchObject({
      eventType: 'search',
      query: 'blue hotpants',
    });
    expect(track('Checkout Started', { order_id: 'o', value: 25 })[0]).toMatchObject({
      eventType: 'checkout',
      orderId: 'o',
      price: 25,
    });
  });
});

describe('when it happened', () => {
  const timeOf = (message: object, batchSentMs?: number) => {
    const when = batchSentMs === undefined ? at : { receivedMs, batchSentMs };
    const mapping = mapSegmentMessage({ type: 'page', userId: 'ann', messageId: 'm', ...message }, when);
    if ('code' in mapping) throw new Error(mapping.message);
    const screened = screenEvent(mapping[0]?.event, { hasEscapes: false, sizeBytes: () => 0 }, when);
    if (screened.code !== undefined) throw new Error(screened.message);
    return new Date(screened.timestampMs).toISOString();
  };

  test("the sender's clock is corrected by the time of sending, of the message or of its batch", () => {
    const original = { originalTimestamp: '2030-01-01T00:00:00Z' };
    expect(timeOf({ ...original, sentAt: '2030-01-01T00:00:04Z' })).toBe('2026-01-15T10:00:06.000Z');
    expect(timeOf({ timestamp: '2030-01-01T00:00:00Z', sentAt: '2030-01-01T00:00:04Z' })).toBe(
      '2026-01-15T10:00:06.000Z',
    );
    expect(timeOf(original, Date.parse('2030-01-01T00:00:03Z'))).toBe('2026-01-15T10:00:07.000Z');
  });

  test('a time that was corrected already is kept', () => {
    const both = { timestamp: '2026-01-15T09:59:00Z', originalTimestamp: '2030-01-01T00:00:00Z' };
    expect(timeOf(both)).toBe('2026-01-15T09:59:00.000Z');
    expect(timeOf({ ...both, sentAt: '2030-01-01T00:00:04Z' })).toBe('2026-01-15T10:00:06.000Z');
  });

  test('what does not say when it happened, happened when it came', () => {
    expect(timeOf({})).toBe('2026-01-15T10:00:10.000Z');
    expect(timeOf({ sentAt: '2030-01-01T00:00:00Z' })).toBe('2026-01-15T10:00:10.000Z');
    expect(timeOf({}, Date.parse('2030-01-01T00:00:00Z'))).toBe('2026-01-15T10:00:10.000Z');
  });
});

describe('ids', () => {
  const idOf = (message: object, when = at, index = 0) => {
    const mapping = mapSegmentMessage({ type: 'page', userId: 'ann', ...message }, when, index);
    return 'code' in mapping ? mapping.path : mapping[0]?.event.eventId;
  };

  test('a message without an id has the same one each time it is sent', () => {
    const timed = { timestamp: '2026-01-15T10:00:00Z' };
    expect(idOf({ ...timed, sentAt: '2026-01-15T10:00:01Z' })).toBe(idOf({ ...timed, sentAt: '2026-01-15T10:00:09Z' }));
    expect(idOf(timed)).not.toBe(idOf({ ...timed, name: 'Home' }));
  });

  test('without a time as well, equal messages are two, and each is itself when it is tried again', () => {
    expect(idOf({})).toBe(idOf({}));
    expect(idOf({}, at, 0)).not.toBe(idOf({}, at, 1));
    expect(idOf({}, at)).not.toBe(idOf({}, { receivedMs: receivedMs + 1 }));
  });

  test('an id of more than 100 characters is refused', () => {
    expect(idOf({ messageId: 'x'.repeat(101) })).toBe('/messageId');
    expect(idOf({ messageId: {} })).toBe('/messageId');
  });
});

test('whatever is sent, mapping it throws nothing and gives the same twice', () => {
  const names = [...Object.keys(COMMERCE_EVENTS), 'Other'];
  const json = fc.jsonValue({ maxDepth: 3 });
  const product = fc.oneof(
    json,
    fc.record({ product_id: json, price: json, quantity: json, sku: json }, { requiredKeys: [] }),
  );
  const message = fc.record(
    {
      type: fc.oneof(fc.constantFrom('track', 'page', 'screen', 'identify', 'group', 'alias'), json),
      event: fc.oneof(fc.constantFrom(...names), json),
      messageId: json,
      userId: json,
      anonymousId: json,
      previousId: json,
      groupId: json,
      timestamp: json,
      traits: json,
      context: fc.oneof(json, fc.record({ device: json, location: json, page: json, ip: json }, { requiredKeys: [] })),
      properties: fc.oneof(
        json,
        fc.record(
          { order_id: json, products: fc.oneof(fc.array(product), json), query: json, currency: json },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(message, json), (value) => {
      const text = JSON.stringify(value);
      const once = mapSegmentMessage(JSON.parse(text), at);
      expect(mapSegmentMessage(JSON.parse(text), at)).toEqual(once);
      if (!('code' in once)) {
        expect(once.length).toBeGreaterThan(0);
        for (const { event } of once) screenEvent(event, { hasEscapes: true, sizeBytes: () => 0 }, at);
      }
    }),
    { numRuns: 1_000 },
  );
});
