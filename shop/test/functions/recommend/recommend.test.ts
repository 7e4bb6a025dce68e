/** What is recommended follows from what shoppers do, from the very next event on. */
import { describe, expect, it } from 'vitest';
import { RECOMMEND_DEFAULTS } from '../../../src/functions/recommend/recommend-settings.ts';
import { START_MS } from '../make-event.ts';
import { type Asked, openRecommendations, questionOf, visit } from './open-recommendations.ts';

const HOUR_MS = 3_600_000;

function told(productId: string, properties: object, more: object = {}) {
  return { eventType: 'product_update' as const, productId, properties: JSON.stringify(properties), ...more };
}

/** Others who looked at tent and stove, and at pan and pot. */
function opened() {
  const shop = openRecommendations();
  for (let shopper = 0; shopper < 5; shopper++) {
    shop.send(...visit(`camper-${shopper}`, ['tent', 'stove', 'lamp']));
    shop.send(...visit(`cook-${shopper}`, ['pan', 'pot', 'spoon']));
  }
  return shop;
}

describe('a personal list', () => {
  it('moves with the very next event', () => {
    const shop = opened();
    shop.send(...visit('ann', ['tent']));
    expect(shop.ids({ kind: 'personal', visitor: 'ann', n: 2 })).toEqual(['stove', 'lamp']);
    shop.send({ userId: 'ann', productId: 'pan', timestampMs: START_MS + 60_000 });
    expect(shop.ids({ kind: 'personal', visitor: 'ann', n: 1 })).toEqual(['pot']);
  });

  it('leaves out what the visit has seen, unless it is asked to keep it', () => {
    const shop = opened();
    shop.send(...visit('ann', ['tent', 'stove']));
    expect(shop.ids({ kind: 'personal', visitor: 'ann' })).not.toContain('tent');
    expect(shop.ids({ kind: 'personal', visitor: 'ann', includeSeen: true })).toContain('tent');
  });

  it('goes on from earlier visits when none is going on', () => {
    const shop = opened();
    shop.send(...visit('ann', ['tent']));
    const nowMs = START_MS + 48 * HOUR_MS;
    expect(shop.ids({ kind: 'personal', visitor: 'ann', nowMs, n: 1 })).toEqual(['stove']);
  });

  it('goes on under the name by which an anonymous visitor makes itself known', () => {
    const shop = opened();
    shop.send({ anonymousId: 'a-1', productId: 'tent' });
    shop.send({ anonymousId: 'a-1', userId: 'ann', eventType: 'identify' });
    expect(shop.ids({ kind: 'personal', visitor: 'ann', n: 1 })).toEqual(['stove']);
  });

  it('joins what an anonymous visitor did to what the user does elsewhere, once', () => {
    const shop = opened();
    shop.send({ anonymousId: 'a-1', productId: 'tent' });
    shop.send({ userId: 'ann', productId: 'novel', timestampMs: START_MS + 60_000 });
    const signIn = { anonymousId: 'a-1', userId: 'ann', eventType: 'identify' } as const;
    shop.send(signIn, signIn);
    const nowMs = START_MS + 48 * HOUR_MS;
    const listOf = (visitor: string) =>
      shop.recommendations.recommend(questionOf({ kind: 'personal', visitor, nowMs, explain: true }));
    const stove = listOf('ann').items.find(({ productId }) => productId === 'stove');
    expect(stove?.reasons?.[0]).toMatchObject({ why: 'looked_at_together', about: 'tent' });
    expect(listOf('a-1').reason).toBe('no_history');
  });

  it('of an unknown user is what draws interest now, and says so', () => {
    const shop = opened();
    shop.send(...visit('bob', ['drum']), { userId: 'bob', productId: 'drum', eventType: 'purchase', orderId: 'o-1' });
    const list = shop.recommendations.recommend(questionOf({ kind: 'personal', visitor: 'nobody' }));
    expect(list).toMatchObject({ kind: 'trending', reason: 'unknown_user' });
    expect(list.items[0]?.productId).toBe('drum');
  });

  it('prefers the categories that the visit is in', () => {
    const shop = opened();
    shop.send(told('piano', {}, { category: 'music' }), told('flute', {}, { category: 'music' }));
    shop.send(told('novel', {}, { category: 'books' }));
    for (const productId of ['novel', 'flute']) shop.send({ userId: 'x', productId });
    shop.send(...visit('ann', ['piano']));
    const ids = shop.ids({ kind: 'personal', visitor: 'ann', n: 20 });
    expect(ids.indexOf('flute')).toBeLessThan(ids.indexOf('novel'));
    expect(shop.ids({ kind: 'personal', visitor: 'ann', category: 'music' })).toEqual(['flute']);
  });

  it('explains each product', () => {
    const shop = opened();
    shop.send(...visit('ann', ['tent']));
    const { items } = shop.recommendations.recommend(questionOf({ kind: 'personal', visitor: 'ann', explain: true }));
    expect(items[0]?.reasons?.[0]).toMatchObject({ why: 'looked_at_together', about: 'tent' });
    for (const { score, reasons } of items) {
      const sum = reasons?.reduce((total, { weight }) => total + weight, 0);
      expect(sum).toBeCloseTo(score, 4);
    }
  });
});

describe('a list for a visit', () => {
  it('goes by the products that are sent, the latest first of all', () => {
    const shop = opened();
    expect(shop.ids({ kind: 'session', products: ['pan', 'tent'], n: 1 })).toEqual(['stove']);
    expect(shop.ids({ kind: 'session', products: ['tent', 'pan'], n: 1 })).toEqual(['pot']);
  });

  it('of unknown products only is what draws interest now', () => {
    const list = opened().recommendations.recommend(questionOf({ kind: 'session', products: ['?'] }));
    expect(list).toMatchObject({ kind: 'trending', reason: 'unknown_products' });
  });
});

describe('products like a product', () => {
  it('names a product that was asked about also where it was so early in a long visit that only later ones are known of it', () => {
    const shop = openRecommendations();
    const { sessionItems } = RECOMMEND_DEFAULTS;
    const later = Array.from({ length: sessionItems }, (_, index) => `later-${index}`);
    shop.send(...visit('ann', ['tent', ...later]));
    const list = shop.recommendations.recommend(
      questionOf({ kind: 'similar', productId: 'tent', n: 50, explain: true }),
    );
    const reasons = list.items.flatMap((item) => item.reasons ?? []);
    expect(reasons.filter(({ why }) => why === 'looked_at_together').map(({ about }) => about)).toEqual(
      later.map(() => 'tent'),
    );
    // What came right after it is nearest.
    expect(list.items[0]?.productId).toBe('later-0');
  });

  it('are those that are looked at in the same visits', () => {
    expect(opened().ids({ kind: 'similar', productId: 'stove', n: 2 }).toSorted()).toEqual(['lamp', 'tent']);
  });

  it('of a new product go by category, brand and price', () => {
    const shop = opened();
    const sports = (priceTenThousandths: number) => ({ category: 'sports', priceTenThousandths });
    shop.send(
      told('ball', { brand: 'North' }, sports(200_000)),
      told('net', { brand: 'South' }, sports(210_000)),
      told('boat', { brand: 'South' }, sports(99_000_000)),
      told('racket', { brand: 'North' }, sports(205_000)),
    );
    for (const productId of ['net', 'boat', 'racket']) shop.send({ userId: 'x', sessionId: productId, productId });
    const list = shop.recommendations.recommend(questionOf({ kind: 'similar', productId: 'ball', n: 3 }));
    expect(list.reason).toBe('new_product');
    expect(list.items.map(({ productId }) => productId)).toEqual(['racket', 'net', 'boat']);
  });

  it('of an unknown one are what draws interest now', () => {
    const list = opened().recommendations.recommend(questionOf({ kind: 'similar', productId: '?' }));
    expect(list).toMatchObject({ kind: 'trending', reason: 'unknown_product' });
  });
});

describe('products bought together', () => {
  function buy(userId: string, orderId: string, ...products: string[]) {
    return products.map((productId) => ({ userId, orderId, productId, eventType: 'purchase' as const }));
  }

  it('are those of the same orders, the most frequent first', () => {
    const shop = opened();
    shop.send(...buy('x', 'o-1', 'drum', 'sticks'), ...buy('y', 'o-2', 'sticks', 'drum', 'stool'));
    expect(shop.ids({ kind: 'bought-together', productId: 'drum', n: 2 })).toEqual(['sticks', 'stool']);
    expect(shop.ids({ kind: 'bought-together', productId: 'stool', n: 2 }).toSorted()).toEqual(['drum', 'sticks']);
  });

  it('are not those of other orders, nor of orders whose payment failed', () => {
    const shop = opened();
    shop.send(...buy('x', 'o-1', 'drum'), ...buy('x', 'o-2', 'sticks'));
    shop.send(...buy('z', 'o-3', 'drum', 'stool').map((line) => ({ ...line, status: 'failed' })));
    const list = shop.recommendations.recommend(
      questionOf({ kind: 'bought-together', productId: 'drum', explain: true }),
    );
    expect(list.reason).toBe('no_orders');
    const codes = list.items.flatMap(({ reasons = [] }) => reasons.map(({ why }) => why));
    expect(codes).not.toContain('bought_together');
  });
});

describe('trends', () => {
  it('fade with event time', () => {
    const shop = openRecommendations();
    for (let look = 0; look < 10; look++) shop.send({ anonymousId: `${look}`, productId: 'old' });
    const later = START_MS + 5 * RECOMMEND_DEFAULTS.trendHalfLifeMs;
    shop.send({ anonymousId: 'late', productId: 'new', timestampMs: later, receivedMs: later });
    expect(shop.ids({ kind: 'personal', visitor: 'nobody' })).toEqual(['new', 'old']);
  });

  it('cannot be made by a clock that runs ahead', () => {
    const shop = openRecommendations();
    shop.send({ anonymousId: 'ahead', productId: 'one', timestampMs: START_MS + 20 * HOUR_MS });
    shop.send({ anonymousId: 'a', productId: 'two' }, { anonymousId: 'b', productId: 'two' });
    expect(shop.ids({ kind: 'personal', visitor: 'nobody' })).toEqual(['two', 'one']);
  });

  it('are not made by machines', () => {
    const shop = openRecommendations();
    const bot = JSON.stringify({ userAgent: 'Googlebot/2.1' });
    shop.send({ anonymousId: 'bot', productId: 'one', properties: bot }, { anonymousId: 'a', productId: 'two' });
    expect(shop.ids({ kind: 'personal', visitor: 'nobody' })).toEqual(['two']);
  });
});

describe('what may not be shown', () => {
  it('is what was hidden, until it is shown again', () => {
    const shop = opened();
    shop.send(told('stove', { hidden: true }));
    expect(shop.ids({ kind: 'similar', productId: 'tent' })).not.toContain('stove');
    expect(shop.ids({ kind: 'personal', visitor: 'nobody' })).not.toContain('stove');
    shop.send(told('stove', { hidden: false }));
    expect(shop.ids({ kind: 'similar', productId: 'tent' })).toContain('stove');
    expect(shop.ids({ kind: 'personal', visitor: 'nobody' })).toContain('stove');
  });

  it('is what was sold out by the purchase before', () => {
    const shop = opened();
    shop.send({ eventType: 'inventory_update', productId: 'stove', quantity: 1 });
    expect(shop.ids({ kind: 'similar', productId: 'tent' })).toContain('stove');
    shop.send({ userId: 'x', eventType: 'purchase', productId: 'stove', orderId: 'o-1', quantity: 1 });
    expect(shop.ids({ kind: 'similar', productId: 'tent' })).not.toContain('stove');
    shop.send({ eventType: 'inventory_update', productId: 'stove', quantity: 5 });
    expect(shop.ids({ kind: 'similar', productId: 'tent' })).toContain('stove');
  });

  it('is told with the reason when reasons are asked for, without the product that was asked about', () => {
    const shop = opened();
    const whyNot = (asked: Asked) =>
      Object.fromEntries(
        (shop.recommendations.recommend(questionOf({ explain: true, ...asked })).excluded ?? []).map(
          ({ productId, why }) => [productId, why],
        ),
      );
    shop.send(told('stove', { hidden: true }), { eventType: 'inventory_update', productId: 'lamp', quantity: 0 });
    expect(whyNot({ kind: 'similar', productId: 'tent' })).toEqual({ stove: 'hidden', lamp: 'out_of_stock' });
    shop.send(...visit('ann', ['pan', 'pot']));
    expect(whyNot({ kind: 'personal', visitor: 'ann', exclude: ['spoon'] })).toMatchObject({
      pan: 'seen',
      pot: 'seen',
      spoon: 'excluded',
    });
    expect(shop.recommendations.recommend(questionOf({ kind: 'similar', productId: 'tent' }))).not.toHaveProperty(
      'excluded',
    );
  });

  it('is what the question excludes', () => {
    expect(opened().ids({ kind: 'similar', productId: 'tent', exclude: ['stove'] })).not.toContain('stove');
  });
});
