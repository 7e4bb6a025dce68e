/** The simulated shop behaves like one, and the same every time. */
import { describe, expect, it } from 'vitest';
import { busyness } from '../../src/simulate/busyness.ts';
import { Simulation } from '../../src/simulate/simulation.ts';

const START_MS = Date.UTC(2026, 0, 5, 18);

function run(seed: number, rate = 500, seconds = 120) {
  return [...new Simulation({ seed, rate, seconds, startMs: START_MS, users: 5_000, products: 500 }).events()];
}

function parsed(texts: readonly { readonly text: string }[]): readonly Record<string, unknown>[] {
  return texts.flatMap(({ text }) => {
    try {
      return [JSON.parse(text) as Record<string, unknown>];
    } catch {
      return [];
    }
  });
}

const deliveries = run(7);
const events = parsed(deliveries);

function ofType(type: string) {
  return events.filter(({ eventType }) => eventType === type);
}

describe('a simulation', () => {
  it('gives the same events for the same seed, and others for another', () => {
    expect(run(7)).toEqual(deliveries);
    expect(run(8, 500, 2)).not.toEqual(deliveries.slice(0, run(8, 500, 2).length));
  });

  it('keeps the rate that was asked for', () => {
    expect(deliveries.length / 120).toBeGreaterThan(475);
    expect(deliveries.length / 120).toBeLessThan(540);
  });

  it('sends in the order of the moments of sending', () => {
    const moments = deliveries.map(({ atMs }) => Math.floor(atMs / 10));
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  });

  it('leads shoppers down a funnel: fewer at each step', () => {
    const steps = ['page_view', 'add_to_cart', 'checkout', 'purchase'].map((type) => ofType(type).length);
    expect(steps).toEqual(steps.toSorted((a, b) => b - a));
    expect(steps.at(-1)).toBeGreaterThan(0);
  });

  it('has products that are far more popular than others', () => {
    const counts = new Map<unknown, number>();
    for (const { productId } of ofType('product_click')) counts.set(productId, (counts.get(productId) ?? 0) + 1);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    expect(sorted[0]).toBeGreaterThan(20 * (sorted[Math.floor(sorted.length / 2)] ?? 0));
  });

  it('sends some events twice, some late and a few that are broken', () => {
    const ids = events.map(({ eventId }) => eventId);
    expect(ids.length).toBeGreaterThan(new Set(ids).size);
    const late = deliveries.filter(({ atMs, text }) => {
      const time = /"timestamp":"(2026[^"]+)"/.exec(text)?.[1];
      return time !== undefined && START_MS + atMs - Date.parse(time) > 10_000;
    });
    expect(late.length).toBeGreaterThan(0);
    expect(deliveries.length).toBeGreaterThan(events.length);
  });

  it('counts a product when it is first sold, and has deliveries come when it runs low', () => {
    const counts = ofType('inventory_update').filter(({ properties }) => 'threshold' in Object(properties));
    expect(counts.length).toBeGreaterThan(0);
    expect(new Set(counts.map(({ productId }) => productId))).toEqual(
      new Set(ofType('inventory_update').map(({ productId }) => productId)),
    );
  });

  it('takes some orders back', () => {
    const back = [...ofType('order_cancelled'), ...ofType('order_refunded')];
    const bought = new Set(ofType('purchase').map(({ orderId }) => orderId));
    expect(back.length).toBeGreaterThan(0);
    expect(back.filter(({ orderId }) => !bought.has(orderId)).length).toBeLessThan(back.length / 4);
  });

  it('has fraud rings: many accounts buying from one address in a moment', () => {
    const ring = ofType('purchase').filter(({ userId }) => String(userId).startsWith('u-ring-1-'));
    expect(ring.length).toBeGreaterThanOrEqual(5);
  });
});

describe('an hour and a half of a small shop', () => {
  const long = parsed(run(11, 15, 5_400));
  const of = (type: string) => long.filter(({ eventType }) => eventType === type);

  it('has a row in the database for nearly every order', () => {
    const rows = new Set(of('order_recorded').map(({ orderId }) => orderId));
    const orders = new Set(of('purchase').map(({ orderId }) => orderId));
    const missing = [...orders].filter((orderId) => !rows.has(orderId));
    expect(orders.size).toBeGreaterThan(100);
    expect(missing.length).toBeLessThan(orders.size / 25);
  });

  it('has someone try out cards: tiny and failed orders from one address, then a dear one', () => {
    const attempts = long.filter(({ sessionId }) => sessionId === 'tester-1');
    const byTime = attempts.toSorted((a, b) => (String(a.timestamp) < String(b.timestamp) ? -1 : 1));
    expect(byTime.length).toBeGreaterThan(3);
    expect(new Set(attempts.map(({ ip }) => ip)).size).toBe(1);
    expect(Number(byTime.at(-1)?.price)).toBeGreaterThanOrEqual(100);
    expect(byTime.slice(0, -1).every(({ price, status }) => status === 'failed' || Number(price) < 2)).toBe(true);
  });

  it('has shoppers come back for what has become cheaper', () => {
    const back = of('purchase').filter(({ sessionId }) => String(sessionId).endsWith('-back'));
    expect(back.length).toBeGreaterThan(0);
    for (const purchase of back) {
      const carts = of('add_to_cart').filter(({ sessionId }) => `${sessionId}-back` === purchase.sessionId);
      const cart = carts.find(({ productId }) => productId === purchase.productId);
      if (cart !== undefined) expect(Number(purchase.price)).toBeLessThan(Number(cart.price));
    }
  });
});

describe('day and night', () => {
  it('are a mean of one over a day', () => {
    const samples = Array.from({ length: 24 * 60 }, (_, minute) => busyness(minute * 60_000));
    expect(samples.reduce((sum, value) => sum + value, 0) / samples.length).toBeCloseTo(1, 2);
  });
});
