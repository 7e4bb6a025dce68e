/** What an anonymous visitor did is the user's once it is known who it is: in features, recommendations and sessions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

let shop: TestShop;
let sent = 0;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

const MINUTE_MS = 60_000;

function event(eventType: string, more: object, minutesAgo = 0): object {
  const timestamp = new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString();
  return { eventId: `anonymous-${sent++}`, eventType, timestamp, ...more };
}

async function viewsOf(userId: string): Promise<number | null> {
  const { body } = await shop.post('/v1/features/online', {
    features: ['user:views_24h'],
    entities: { userId: [userId] },
  });
  return body.results[1].values[0];
}

describe('after identify', () => {
  it('features and recommendations of the user have the anonymous past', async () => {
    const visits = ['x', 'y', 'z'].flatMap((visitor) =>
      ['tent', 'stove', 'lamp'].map((productId) => event('page_view', { anonymousId: visitor, productId })),
    );
    await shop.send(...visits);
    await shop.send(
      event('page_view', { anonymousId: 'a-1', productId: 'tent' }),
      event('add_to_cart', { anonymousId: 'a-1', productId: 'tent', price: 99 }),
    );
    await shop.until('/v1/recommendations/a-1', ({ body }) => body?.kind === 'personal');
    await shop.send(event('identify', { anonymousId: 'a-1', userId: 'ann' }));
    const list = await shop.until('/v1/recommendations/ann?n=2', ({ body }) => body?.kind === 'personal');
    expect(list.body.items.map(({ productId }: { productId: string }) => productId).sort()).toEqual(['lamp', 'stove']);
    expect(await viewsOf('ann')).toBe(1);
  });
});
