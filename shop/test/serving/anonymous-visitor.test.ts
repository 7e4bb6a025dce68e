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
  // First, since its events lie in the past: after those of now, windows would refuse them.
  it('sessions of the user have those of before, with the id that they were made under', async () => {
    const anonymous = { anonymousId: 'a-3' };
    await shop.send(event('page_view', anonymous, 180));
    await shop.send(event('page_view', { userId: 'cem' }, 140));
    await shop.send(event('page_view', anonymous, 100));
    await shop.send(event('identify', { ...anonymous, userId: 'cem' }, 60));
    // Those of now close them: time goes on as far as in the slowest partition.
    await shop.send(event('page_view', anonymous), event('page_view', { userId: 'cem' }));
    const all = await shop.until('/v1/sessions?userId=cem', ({ body }) => body.items?.length === 4);
    const told = all.body.items.map(({ userId, anonymousId }: Record<string, unknown>) => [userId, anonymousId]);
    expect(told).toEqual([
      ['cem', null],
      ['cem', 'a-3'],
      ['cem', null],
      ['cem', 'a-3'],
    ]);
    const paged = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await shop.get(`/v1/sessions?userId=cem&limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.body.items);
      cursor = page.body.nextCursor;
    }
    expect(paged).toEqual(all.body.items);
    expect((await shop.get('/v1/users/cem')).body.anonymousIds).toEqual(['a-3']);
    const own = await shop.get('/v1/sessions?userId=a-3');
    expect(own.body.items.map(({ userId }: { userId: string }) => userId)).toEqual(['a-3', 'a-3']);
  });

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

  it('the past is added to what the user has done elsewhere since, and clicks in lists stay credited', async () => {
    await shop.send(event('page_view', { anonymousId: 'a-2', productId: 'tent' }, 5));
    await shop.until('/v1/recommendations/a-2', ({ body }) => body?.kind === 'personal');
    const { body: list } = await shop.get('/v1/recommendations/a-2');
    const click = { productId: 'lamp', properties: { recommendationId: list.recommendationId } };
    await shop.send(event('product_click', { anonymousId: 'a-2', ...click }, 4));
    await shop.send(event('page_view', { userId: 'ben', productId: 'drum' }));
    await shop.until('/v1/recommendations/ben', ({ body }) => body?.kind === 'personal');
    await shop.send(event('identify', { anonymousId: 'a-2', userId: 'ben' }));
    const order = { userId: 'ben', productId: 'lamp', orderId: 'o-9', price: 20 };
    await shop.send(event('purchase', order));
    const isBought = ({ kind, purchases }: { kind: string; purchases: number }) =>
      kind === 'personal' && purchases === 1;
    const stats = await shop.until('/v1/recommendations/stats', ({ body }) => body.items.some(isBought));
    expect(stats.body.items.find(isBought)).toMatchObject({ clicks: 1, purchases: 1 });
  });

  it('on a shared device the past belongs to who signed in first', async () => {
    await shop.send(event('page_view', { anonymousId: 'a-4' }));
    await shop.send(event('identify', { anonymousId: 'a-4', userId: 'eva' }));
    await shop.send(event('identify', { anonymousId: 'a-4', userId: 'finn' }));
    await shop.until('/v1/users/finn', ({ body }) => body.known);
    expect((await shop.get('/v1/users/eva')).body.anonymousIds).toEqual(['a-4']);
    expect((await shop.get('/v1/users/finn')).body.anonymousIds).toEqual([]);
  });
});
