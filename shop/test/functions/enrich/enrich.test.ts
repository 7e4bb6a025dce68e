/** Each event goes on with what is known, and says what is not. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { describe, expect, it } from 'vitest';
import { enrich } from '../../../src/functions/enrich/enrich.ts';
import type { OnProduct } from '../../../src/functions/enrich/product-catalogue.ts';
import { MOST_EVENTS_A_MINUTE } from '../../../src/functions/enrich/visitor-rates.ts';
import { makeEvent, START_MS } from '../make-event.ts';
import { openEnrichment } from './open-enrichment.ts';

const traits = (more: object) => JSON.stringify(more);

describe('what the catalogue says of a product', () => {
  /** What is told of products, one word after the other. */
  function told(...events: readonly Parameters<typeof makeEvent>[0][]): readonly unknown[][] {
    const words: unknown[][] = [];
    const onProduct: OnProduct = (id, { name, category, priceTenThousandths }) =>
      words.push([id, name, category, priceTenThousandths]);
    const enrichment = enrich(() => null, onProduct).open(new JsonTables(), () => undefined);
    for (const event of events) enrichment.apply(makeEvent(event));
    return words;
  }
  const update = {
    eventType: 'product_update',
    productId: 'tent',
    category: 'camping',
    priceTenThousandths: 99,
  } as const;

  it('is told when it changes, and not when it is only said again', () => {
    const named = { ...update, properties: traits({ name: 'Tent' }) };
    expect(told(update, update, named, named, { ...update, priceTenThousandths: 98 })).toEqual([
      ['tent', null, 'camping', 99],
      ['tent', 'Tent', 'camping', 99],
      ['tent', 'Tent', 'camping', 98],
    ]);
  });

  it('is not told with each movement of stock, but with the first that knows its category', () => {
    const moved = { eventType: 'inventory_update', productId: 'tent', quantity: 5 } as const;
    const sold = { eventType: 'purchase', userId: 'ann', productId: 'tent', orderId: 'o-1' } as const;
    expect(told(moved, { ...moved, category: 'camping' }, { ...moved, category: 'camping' }, sold)).toEqual([
      ['tent', null, 'camping', null],
    ]);
  });
});

describe('a profile', () => {
  it('is missing until the user is identified, and completes events from then on', () => {
    const { send } = openEnrichment();
    const before = send({ userId: 'ann', country: 'DE' });
    expect([before.profile, before.missing]).toEqual([null, ['profile']]);
    send({
      userId: 'ann',
      eventType: 'identify',
      properties: traits({ createdAt: '2025-01-01T00:00:00Z', country: 'DE', segment: 'vip', lifetimeValue: 120.5 }),
    });
    const after = send({ userId: 'ann', country: 'DE' });
    expect(after.missing).toEqual([]);
    expect(after.profile).toMatchObject({
      createdMs: Date.UTC(2025, 0, 1),
      country: 'DE',
      segment: 'vip',
      lifetimeValueTenThousandths: 1_205_000,
    });
  });

  it('keeps of each trait what was said last by event time, in whatever order it comes', () => {
    const { send, enrichment } = openEnrichment();
    const identify = (minute: number, said: object) =>
      send({
        userId: 'ann',
        eventType: 'identify',
        timestampMs: START_MS + minute * 60_000,
        properties: traits(said),
      });
    identify(3, { segment: 'vip' });
    identify(1, { segment: 'new', country: 'FR' });
    identify(2, { country: 'DE' });
    identify(0, { country: 'US', createdAt: '2024-05-05T00:00:00Z' });
    expect(enrichment.profileOf('ann')).toMatchObject({
      segment: 'vip',
      country: 'DE',
      createdMs: Date.UTC(2024, 4, 5),
    });
  });

  it('takes nothing from traits that are of the wrong type', () => {
    const { send, enrichment } = openEnrichment();
    const properties = traits({ createdAt: 'yesterday', country: 7, segment: {}, lifetimeValue: 'much' });
    send({ userId: 'ann', eventType: 'identify', properties });
    expect(enrichment.profileOf('ann')).toMatchObject({
      createdMs: null,
      country: null,
      segment: null,
      lifetimeValueTenThousandths: 0,
    });
  });
});

describe('an anonymous visitor', () => {
  it('is the user that it was identified as, from then on', () => {
    const { send } = openEnrichment();
    expect(send({ anonymousId: 'x' }).visitor).toBe('x');
    expect(send({ anonymousId: 'x', userId: 'ann', eventType: 'identify' }).visitor).toBe('ann');
    expect(send({ anonymousId: 'x' })).toMatchObject({ visitor: 'ann', profile: { orders: 0 } });
    expect(send({ anonymousId: 'y' }).visitor).toBe('y');
  });

  it('hands its orders over to the user', () => {
    const { send, enrichment } = openEnrichment();
    const order = { orderId: 'o', priceTenThousandths: 50_000, productId: 'p' };
    send({ anonymousId: 'x', eventType: 'purchase', ...order });
    send({ anonymousId: 'x', userId: 'ann', eventType: 'identify' });
    send({ anonymousId: 'x', userId: 'ben', eventType: 'identify' });
    expect(enrichment.profileOf('ann')).toMatchObject({ orders: 1, lifetimeValueTenThousandths: 50_000 });
    send({ userId: 'ben', eventType: 'order_cancelled', orderId: 'o' });
    expect(enrichment.profileOf('ann')).toMatchObject({ orders: 0, lifetimeValueTenThousandths: 0 });
    expect(enrichment.profileOf('ben')).toMatchObject({ orders: 0, lifetimeValueTenThousandths: 0 });
  });
});

describe('a product', () => {
  const tell = {
    eventType: 'product_update',
    productId: 'p',
    category: 'books',
    priceTenThousandths: 100_000,
  } as const;

  it('is missing until the catalogue tells it', () => {
    const { send } = openEnrichment();
    expect(send({ userId: 'ann', country: 'DE', productId: 'p' }).missing).toEqual(['profile', 'product']);
    send({ ...tell, properties: traits({ name: 'Emma', brand: 'Penguin', hidden: true }) });
    const after = send({ anonymousId: 'x', country: 'DE', productId: 'p' });
    expect(after).toMatchObject({
      missing: [],
      category: 'books',
      product: { name: 'Emma', brand: 'Penguin', hidden: true, priceTenThousandths: 100_000, onHand: null },
    });
  });

  it('whose price is not what an event says is told', () => {
    const { send, enrichment } = openEnrichment();
    send(tell);
    const seen = (priceTenThousandths: number | null) =>
      send({ anonymousId: 'x', productId: 'p', priceTenThousandths }).priceDiffers;
    expect([seen(100_000), seen(99_999), seen(null)]).toEqual([false, true, false]);
    send({ ...tell, priceTenThousandths: 99_999, timestampMs: START_MS + 1 });
    expect(seen(99_999)).toBe(false);
    expect(enrichment.counts().priceDifferences).toBe(1);
  });

  it('has the stock that movements and sales add up to, once it is counted', () => {
    const { send } = openEnrichment();
    const buy = (quantity: number | null, status: string | null = null) =>
      send({ anonymousId: 'x', eventType: 'purchase', productId: 'p', quantity, status }).product?.onHand;
    expect(buy(2)).toBeNull();
    expect(send({ eventType: 'inventory_update', productId: 'p', quantity: 10 }).product?.onHand).toBe(8);
    expect([buy(null), buy(3), buy(1, 'failed')]).toEqual([7, 4, 4]);
    expect(send({ eventType: 'inventory_update', productId: 'p', quantity: -1 }).product?.onHand).toBe(3);
  });

  it('is not set back by an update that comes late', () => {
    const { send } = openEnrichment();
    send({ ...tell, timestampMs: START_MS + 60_000 });
    const late = send({ ...tell, priceTenThousandths: 1, properties: traits({ name: 'Emma', hidden: true }) });
    expect(late.product).toMatchObject({ priceTenThousandths: 100_000, name: 'Emma', hidden: false });
  });
});

describe('a place', () => {
  const locate = (ip: string) => (ip === '1.1.1.1' ? { country: 'AU', region: 'Queensland' } : null);

  it("is the event's own, else that of its address", () => {
    const { send } = openEnrichment(locate);
    const place = (event: object) => {
      const { country, region, missing } = send({ anonymousId: 'x', ...event });
      return [country, region, missing.includes('location')];
    };
    expect(place({ ip: '1.1.1.1' })).toEqual(['AU', 'Queensland', false]);
    expect(place({ ip: '1.1.1.1', country: 'DE' })).toEqual(['DE', null, false]);
    expect(place({ ip: '1.1.1.1', country: 'AU' })).toEqual(['AU', 'Queensland', false]);
    expect(place({ ip: '10.0.0.1' })).toEqual([null, null, true]);
    expect(place({})).toEqual([null, null, true]);
  });

  it('is looked up once for an address', () => {
    const asked: string[] = [];
    const { send, enrichment } = openEnrichment((ip) => {
      asked.push(ip);
      return null;
    });
    for (const ip of ['a', 'b', 'a', 'a']) send({ anonymousId: 'x', ip });
    expect(asked).toEqual(['a', 'b']);
    expect(enrichment.counts().places).toEqual({ hits: 2, misses: 2 });
  });
});

describe('a machine', () => {
  it('is known by what it calls itself', () => {
    const { send, enrichment } = openEnrichment();
    const userAgent = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
    const bot = send({ anonymousId: 'x', deviceType: 'desktop', properties: traits({ userAgent }) });
    expect([bot.bot, bot.deviceClass]).toEqual(['declared', 'bot']);
    expect(enrichment.counts().bots.declared).toBe(1);
  });

  it('is known by a rate of events at which nobody clicks, until the minute after', () => {
    const { send } = openEnrichment();
    const at = (ms: number) => send({ anonymousId: 'x', receivedMs: START_MS + ms }).bot;
    const first = Array.from({ length: 2 * MOST_EVENTS_A_MINUTE }, (_, index) => at(index));
    expect(first.indexOf('rate')).toBeGreaterThanOrEqual(MOST_EVENTS_A_MINUTE);
    expect(first.at(-1)).toBe('rate');
    expect(at(60_000)).toBe('rate');
    expect(at(120_000)).toBeNull();
  });
});

describe('an event that is nobody’s visit', () => {
  it('has no visitor, and nothing is missing from it', () => {
    const { send } = openEnrichment();
    const event = send({ eventType: 'inventory_update', userId: 'stock-room', productId: 'p', quantity: 1 });
    expect([event.visitor, event.missing, event.profile]).toEqual([null, [], null]);
  });
});
