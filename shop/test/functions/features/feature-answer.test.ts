/** What single features say, how old they may be, and what becomes of visitors who sign in. */
import { describe, expect, it } from 'vitest';
import type { UserProfile } from '../../../src/functions/enrich/enriched-event.ts';
import { FEATURES, nearestFeature } from '../../../src/functions/features/feature-definitions.ts';
import { FeatureWorld } from './feature-world.ts';
import { madeEvent, START_MS } from './made-events.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const ann = { userId: 'ann' };

function at(minute: number): { readonly timestampMs: number } {
  return { timestampMs: START_MS + minute * MINUTE_MS };
}

function bought(userId: string, productId: string, minute: number, orderId = `${userId}-${minute}`) {
  const price = { priceTenThousandths: 125_000, quantity: 2 };
  return madeEvent({ userId, productId, orderId, eventType: 'purchase', category: 'home', ...price, ...at(minute) });
}

describe('features of taste', () => {
  const world = FeatureWorld.of([
    madeEvent({ ...ann, productId: 'lamp', category: 'home', priceTenThousandths: 300_000, ...at(0) }),
    madeEvent({ ...ann, productId: 'desk', category: 'office', eventType: 'add_to_cart', ...at(1) }),
    madeEvent({ ...ann, productId: 'lamp', category: 'home', priceTenThousandths: 300_000, ...at(2) }),
  ]);

  it('rank by looks, carts and orders', () => {
    expect(world.answer('user:category_affinity', ann, START_MS).value).toEqual([
      { category: 'office', score: 3 },
      { category: 'home', score: 2 },
    ]);
    expect(world.answer('user:top_category', ann, START_MS).value).toBe('office');
    expect(world.answer('user:price_band', ann, START_MS).value).toBe('25-50');
  });

  it('fade by half in their half-life', () => {
    expect(world.answer('user:category_affinity', ann, START_MS + 14 * DAY_MS).value).toEqual([
      { category: 'office', score: 1.5 },
      { category: 'home', score: 1 },
    ]);
    expect(world.answer('user:product_affinity', ann, START_MS + 14 * DAY_MS).value).toEqual([
      { productId: 'desk', score: 0.75 },
      { productId: 'lamp', score: 0.5 },
    ]);
  });

  it('count an event that comes late as one of its own day', () => {
    const late = { timestampMs: START_MS - 14 * DAY_MS, receivedMs: START_MS + 3 * MINUTE_MS };
    const withLate = FeatureWorld.of([
      madeEvent({ ...ann, productId: 'lamp', category: 'home', ...at(0) }),
      madeEvent({ ...ann, productId: 'rug', category: 'garden', ...late }),
    ]);
    expect(withLate.answer('user:category_affinity', ann, START_MS).value).toEqual([
      { category: 'home', score: 1 },
      { category: 'garden', score: 0.5 },
    ]);
  });
});

describe('features of the visit that runs', () => {
  const phone = { deviceClass: 'mobile', country: 'DE', region: 'BE' } as const;
  const world = FeatureWorld.of(
    [0, 5, 9].map((minute) => madeEvent({ ...ann, ...phone, productId: 'lamp', ...at(minute) })),
  );

  it('say how deep it is and where the shopper is', () => {
    const nowMs = START_MS + 10 * MINUTE_MS;
    const answer = (name: string) => world.answer(name, ann, nowMs);
    expect(answer('user:session_depth')).toEqual({ value: 3, status: 'PRESENT', eventMs: START_MS + 9 * MINUTE_MS });
    expect(answer('user:session_seconds').value).toBe(540);
    expect(['device', 'country', 'region'].map((each) => answer(`context:${each}`).value)).toEqual([
      'mobile',
      'DE',
      'BE',
    ]);
  });

  it('are outside their maximum age when it is over, and have no value then', () => {
    const atGap = START_MS + 39 * MINUTE_MS;
    expect(world.answer('user:session_depth', ann, atGap).status).toBe('PRESENT');
    expect(world.answer('user:session_depth', ann, atGap + 1)).toEqual({
      value: null,
      status: 'OUTSIDE_MAX_AGE',
      eventMs: START_MS + 9 * MINUTE_MS,
    });
    expect(world.answer('user:events_1h', ann, atGap + 1)).toMatchObject({ value: 3, status: 'PRESENT' });
  });
});

describe('features of products and of the crowd', () => {
  it('know what is looked at and bought together', () => {
    const world = FeatureWorld.of([
      madeEvent({ ...ann, productId: 'lamp', ...at(0) }),
      madeEvent({ ...ann, productId: 'desk', ...at(1) }),
      madeEvent({ ...ann, productId: 'rug', ...at(2) }),
      bought('ann', 'lamp', 5, 'o-1'),
      bought('ann', 'desk', 5, 'o-1'),
      bought('ann', 'vase', 9, 'o-2'),
    ]);
    const companions = (kind: string, productId: string) =>
      world.answer(`product:${kind}`, { productId }, START_MS).value;
    expect(companions('co_viewed', 'desk')).toEqual([
      { productId: 'lamp', score: 1 },
      { productId: 'rug', score: 1 },
    ]);
    expect(companions('co_bought', 'lamp')).toEqual([{ productId: 'desk', score: 1 }]);
    expect(companions('co_bought', 'vase')).toBeNull();
  });

  it('name what shoppers of the same top category and segment bought, and not what one has oneself', () => {
    const gold: UserProfile = {
      createdMs: null,
      country: null,
      segment: 'gold',
      lifetimeValueTenThousandths: 0,
      orders: 0,
    };
    const world = FeatureWorld.of([
      { ...bought('ben', 'lamp', 0), profile: gold },
      { ...bought('cid', 'desk', 1), profile: gold },
      { ...bought('ann', 'lamp', 2), profile: gold },
      bought('eve', 'rug', 3),
    ]);
    const nowMs = START_MS + 4 * MINUTE_MS;
    expect(world.answer('social:segment_bought', ann, nowMs).value).toEqual([{ productId: 'desk', score: 1 }]);
    expect(world.answer('social:similar_bought', ann, nowMs).value).toEqual([
      { productId: 'desk', score: 1 },
      { productId: 'rug', score: 1 },
    ]);
  });

  it('compare a product with its own norm', () => {
    const looks = Array.from({ length: 30 }, (_, day) =>
      Array.from({ length: day === 29 ? 45 : 15 }, () => madeEvent({ ...ann, productId: 'lamp', ...at(day * 1440) })),
    ).flat();
    const world = FeatureWorld.of(looks);
    const nowMs = START_MS + 29 * DAY_MS;
    // 45 looks today against 29 times 15 in the 28 days before, both with 5 added.
    expect(world.answer('product:trend', { productId: 'lamp' }, nowMs).value).toBe(2.4348);
    expect(FeatureWorld.of(looks.slice(0, 9)).answer('product:trend', { productId: 'lamp' }, START_MS).status).toBe(
      'NULL_VALUE',
    );
  });
});

describe('a visitor who signs in', () => {
  it('brings along what was counted before, and leaves nothing behind', () => {
    const guest = { anonymousId: 'a-1' };
    const world = FeatureWorld.of([
      bought('ann', 'lamp', 0),
      madeEvent({ ...guest, productId: 'desk', category: 'office', ...at(1) }),
      madeEvent({ ...guest, productId: 'rug', category: 'office', ...at(2) }),
      madeEvent({ ...guest, ...ann, eventType: 'identify', ...at(3) }),
    ]);
    const nowMs = START_MS + 4 * MINUTE_MS;
    const value = (name: string) => world.answer(name, ann, nowMs).value;
    expect([value('user:events_24h'), value('user:views_24h'), value('user:orders_24h')]).toEqual([4, 2, 1]);
    expect(value('user:spend_24h')).toBe('25.00');
    expect(value('user:session_depth')).toBe(4);
    expect(value('user:category_affinity')).toEqual([
      { category: 'home', score: 10 },
      { category: 'office', score: 2 },
    ]);
    expect(world.answer('user:events_24h', { userId: 'a-1' }, nowMs).status).toBe('NOT_FOUND');
  });
});

describe('forgetting', () => {
  it('removes whoever has not come for ninety days, and nobody else', () => {
    const world = new FeatureWorld();
    for (let number = 0; number < 120; number++)
      world.apply(madeEvent({ userId: `u-${number}`, productId: `p-${number}` }));
    for (let day = 0; day <= 100; day++) world.apply(madeEvent({ ...ann, productId: 'lamp', ...at(day * 1440) }));
    for (let minute = 0; minute < 9; minute++) world.apply(madeEvent({ ...ann, ...at(100 * 1440 + minute) }));
    expect(Object.keys(world.saved['features-users'] ?? {})).toEqual(['ann']);
    expect(Object.keys(world.saved['features-products'] ?? {})).toEqual(['lamp']);
    expect(Object.keys(world.saved['features-touched'] ?? {}).length).toBeLessThanOrEqual(92);
  });
});

describe('declarations', () => {
  it('have names of their own, and say when they are too old', () => {
    expect(new Set(FEATURES.map(({ name }) => name)).size).toBe(FEATURES.length);
    for (const { name, maxAgeMs } of FEATURES)
      expect(maxAgeMs === null).toBe(/^context:(hour_of_day|weekday)$/.test(name));
  });

  it('are found by names that are nearly right', () => {
    expect(nearestFeature('user:order_24h')).toBe('user:orders_24h');
    expect(nearestFeature('users:category_afinity')).toBe('user:category_affinity');
    expect(nearestFeature('orders_24h')).toBe('user:orders_24h');
  });
});
