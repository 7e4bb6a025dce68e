/** Lifetime value is what stands of a user's orders: exact, whatever comes twice, in whatever order. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';
import { makeEvent, START_MS } from '../make-event.ts';
import { openEnrichment } from './open-enrichment.ts';

const DAY_MS = 86_400_000;

const line = fc.record({
  kind: fc.constant('line' as const),
  order: fc.integer({ min: 0, max: 4 }),
  product: fc.integer({ min: 0, max: 2 }),
  price: fc.integer({ min: 0, max: 1_000_000_000 }),
  quantity: fc.option(fc.integer({ min: 1, max: 9 })),
  status: fc.constantFrom(null, null, null, 'paid', 'failed', 'cancelled'),
});
const back = fc.record({
  kind: fc.constant('back' as const),
  order: fc.integer({ min: 0, max: 4 }),
  product: fc.option(fc.integer({ min: 0, max: 2 })),
  by: fc.constantFrom('order_cancelled' as const, 'order_refunded' as const, 'order_update' as const),
});
type Made = typeof line extends fc.Arbitrary<infer L> ? L : never;
type Taken = typeof back extends fc.Arbitrary<infer B> ? B : never;

/** Each order belongs to one of two users. */
const ownerOf = (order: number) => `u-${order % 2}`;

function eventOf(made: Made | Taken, index: number): ShopEvent {
  const shared = { eventId: `e-${index}`, orderId: `o-${made.order}`, userId: ownerOf(made.order) };
  if (made.kind === 'back') {
    const status = made.by === 'order_update' ? 'refunded' : null;
    const productId = made.product === null ? null : `p-${made.product}`;
    return makeEvent({ ...shared, eventType: made.by, status, productId });
  }
  return makeEvent({
    ...shared,
    eventType: 'purchase',
    productId: `p-${made.product}`,
    priceTenThousandths: made.price,
    quantity: made.quantity,
    status: made.status,
  });
}

/** What stands, summed up from everything at once. */
function expectedOf(user: string, all: readonly (Made | Taken)[]) {
  const taken = all.filter((one) => one.kind === 'back');
  const kept = all.filter(
    (one): one is Made =>
      one.kind === 'line' &&
      ownerOf(one.order) === user &&
      (one.status === null || one.status === 'paid') &&
      !taken.some(({ order, product }) => order === one.order && (product === null || product === one.product)),
  );
  return {
    lifetimeValueTenThousandths: kept.reduce((sum, { price, quantity }) => sum + price * (quantity ?? 1), 0),
    orders: new Set(kept.map(({ order }) => order)).size,
  };
}

const streams = fc
  .array(fc.oneof({ weight: 3, arbitrary: line }, { weight: 1, arbitrary: back }), { maxLength: 30 })
  .chain((all) => {
    const events = all.map(eventOf);
    const disorder = fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 });
    return disorder.map((sent) => ({ all, sent }));
  });

describe('the lifetime value', () => {
  it('is what stands of the orders, although everything comes twice and in any order', () => {
    fc.assert(
      fc.property(streams, ({ all, sent }) => {
        const { enrichment } = openEnrichment();
        for (const event of sent) enrichment.apply(event);
        for (const user of ['u-0', 'u-1']) {
          const { lifetimeValueTenThousandths = 0, orders = 0 } = enrichment.profileOf(user) ?? {};
          expect({ lifetimeValueTenThousandths, orders }).toEqual(expectedOf(user, all));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same when the tables go through JSON between any two events', () => {
    fc.assert(
      fc.property(streams, ({ sent }) => {
        const straight = openEnrichment();
        for (const event of sent) straight.enrichment.apply(event);
        let { tables } = openEnrichment();
        for (const event of sent) {
          openEnrichment(undefined, tables).enrichment.apply(event);
          tables = JsonTables.load(JSON.parse(JSON.stringify(tables.save())));
        }
        expect(tables.save()).toEqual(straight.tables.save());
      }),
      { numRuns: 50 },
    );
  });

  it('goes on from what was told of it', () => {
    const { send, enrichment } = openEnrichment();
    const value = () => enrichment.profileOf('ann')?.lifetimeValueTenThousandths;
    send({ userId: 'ann', eventType: 'purchase', orderId: 'o-1', priceTenThousandths: 100_000 });
    const properties = JSON.stringify({ lifetimeValue: '75.5' });
    const told = makeEvent({ userId: 'ann', eventType: 'identify', properties });
    send(told);
    expect(value()).toBe(755_000);
    send({ userId: 'ann', eventType: 'purchase', orderId: 'o-2', priceTenThousandths: 10_000 });
    send(told);
    expect(value()).toBe(765_000);
    send({ userId: 'ann', eventType: 'order_refunded', orderId: 'o-2' });
    expect(value()).toBe(755_000);
  });

  it('forgets orders after thirty days, so that what is remembered does not grow for ever', () => {
    const { send, tables } = openEnrichment();
    for (let day = 0; day < 100; day++) {
      for (let order = 0; order < 10; order++) {
        send({
          userId: 'ann',
          eventType: 'purchase',
          orderId: `o-${day}-${order}`,
          priceTenThousandths: 1,
          receivedMs: START_MS + day * DAY_MS,
        });
      }
    }
    const orders = Object.keys(tables.save()['enrich-orders'] ?? {});
    // Thirty days of ten orders, and up to two lists of 64.
    expect(orders.length).toBeGreaterThanOrEqual(300);
    expect(orders.length).toBeLessThan(300 + 2 * 64 + 10);
    expect(orders).toContain('o-99-9');
    expect(Object.keys(tables.save()['enrich-order-expiry'] ?? {}).length).toBeLessThan(9);
  });
});
