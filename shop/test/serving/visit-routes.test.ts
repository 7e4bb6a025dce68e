/** Who is in the shop, what they do in order, and which ways they take: over HTTP, as the events come. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

const MINUTE_MS = 60_000;
const NASTY = '<script>alert("x")</script>';

let shop: TestShop;
let sent = 0;
beforeAll(async () => {
  shop = await openTestShop();
  await shop.send(
    event('page_view', { anonymousId: 'a-1' }, 5),
    event('search', { anonymousId: 'a-1', query: NASTY }, 4),
    event('page_view', { userId: 'ben', productId: 'rug', location: { country: 'FR' }, deviceType: 'desktop' }, 4),
    event('add_to_cart', { userId: 'ben', productId: 'rug', price: 49.5, quantity: 2, location: { country: 'FR' } }, 3),
    event('page_view', { userId: 'old' }, 300),
  );
  await shop.send(event('identify', { anonymousId: 'a-1', userId: 'ann' }, 2));
  await shop.until('/v1/sessions/open', ({ body }) => body.items?.[1]?.visitor === 'ann');
});
afterAll(() => shop.close());

function event(eventType: string, more: object, minutesAgo = 0): object {
  sent += 1;
  const timestamp = new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString();
  return { eventId: `visit-${sent}`, eventType, timestamp, ...more };
}

describe('open sessions', () => {
  it('are listed with what is in the cart first, as exact money', async () => {
    const { body } = await shop.get('/v1/sessions/open');
    expect(body).toMatchObject({ listed: 2, matching: 2, countries: [{ country: 'FR', visits: 1 }] });
    expect(body.items).toMatchObject([
      {
        visitor: 'ben',
        state: 'cart',
        cartPieces: 2,
        cartValue: '99.00',
        device: 'desktop',
        path: ['product', 'cart'],
      },
      { visitor: 'ann', state: 'looking', isUser: true, events: 3, doing: 'identify', path: ['page', 'search'] },
    ]);
  });

  it('are chosen by filters, and a filter that is none is refused', async () => {
    const names = async (query: string) =>
      (await shop.get(`/v1/sessions/open?${query}`)).body.items.map(({ visitor }: { visitor: string }) => visitor);
    expect(await names('country=FR')).toEqual(['ben']);
    expect(await names('state=looking')).toEqual(['ann']);
    expect(await names('text=AN')).toEqual(['ann']);
    expect(await names('device=tablet')).toEqual([]);
    expect((await shop.get('/v1/sessions/open?state=sleeping')).status).toBe(400);
  });
});

describe('a visitor', () => {
  it('is found by the name of before, with everything done under both', async () => {
    const { body } = await shop.get('/v1/visitors/a-1');
    expect(body).toMatchObject({ visitor: 'ann', known: true, anonymousIds: ['a-1'], isOpen: true });
    const { body: events } = await shop.get('/v1/visitors/a-1/events');
    expect(events.complete).toBe(true);
    expect(events.items.map(({ eventType }: { eventType: string }) => eventType)).toEqual([
      'page_view',
      'search',
      'identify',
    ]);
    expect(events.items[1]).toMatchObject({ query: NASTY, anonymousId: 'a-1', userId: null });
  });

  it('whose next event comes is told of it from there on', async () => {
    const { body: before } = await shop.get('/v1/visitors/ben/events');
    const from = before.items.at(-1).timestamp;
    await shop.send(event('checkout', { userId: 'ben', properties: { step: 1 } }));
    const { body } = await shop.until(`/v1/visitors/ben/events?from=${from}`, (it) => it.body.items.length === 2);
    expect(body.items.map(({ eventType }: { eventType: string }) => eventType)).toEqual(['add_to_cart', 'checkout']);
    expect(body.items[1].properties).toEqual({ step: 1 });
    expect((await shop.get('/v1/visitors/ben')).body.visit).toMatchObject({ state: 'checkout' });
  });

  it('nobody knows is no error, and a time that makes no sense is', async () => {
    const unknown = await shop.get('/v1/visitors/nobody');
    expect(unknown).toMatchObject({ status: 200, body: { known: false, visit: null, isOpen: false } });
    expect((await shop.get('/v1/visitors/nobody/events')).body.items).toEqual([]);
    const backwards = 'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z';
    expect((await shop.get(`/v1/visitors/nobody/events?${backwards}`)).status).toBe(400);
    expect((await shop.get('/v1/visitors/nobody/events?from=2020-01-01')).status).toBe(400);
  });
});

describe('ways through the shop', () => {
  it('are told step by step, and of each stage as many go on or end as came', async () => {
    const day = `from=${new Date(Date.now() - 86_400_000).toISOString()}`;
    const { body } = await shop.until(`/v1/journeys/paths?${day}`, ({ body }) => body.nodes?.length >= 5);
    expect(body.visits).toBe(3);
    expect(body.nodes).toContainEqual({ step: 1, stage: 'page', visits: 2, ended: 1 });
    expect(body.nodes).toContainEqual({ step: 3, stage: 'checkout', visits: 1, ended: 1 });
    expect(body.links).toContainEqual({ step: 1, from: 'page', to: 'search', visits: 1 });
    for (const { step, stage, visits, ended } of body.nodes) {
      if (step === 5) continue;
      const onwards = body.links.filter((link: Link) => link.step === step && link.from === stage);
      expect(onwards.reduce((sum: number, link: Link) => sum + link.visits, ended)).toBe(visits);
    }
    const { body: desktop } = await shop.get('/v1/journeys/paths?device=desktop&steps=2');
    expect(desktop).toMatchObject({
      visits: 1,
      nodes: [
        { step: 1, stage: 'product' },
        { step: 2, stage: 'cart' },
      ],
    });
    expect((await shop.get('/v1/journeys/paths?from=2020-01-01')).status).toBe(400);
  });
});

interface Link {
  readonly step: number;
  readonly from: string;
  readonly visits: number;
}
