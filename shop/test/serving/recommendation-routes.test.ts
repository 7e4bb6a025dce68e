/** Recommendations over HTTP, by the whole shop: what is sent moves what is recommended, and lists are credited. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

let shop: TestShop;
let sent = 0;

const now = () => new Date().toISOString();

function look(userId: string, productId: string, more: object = {}): object {
  return { eventId: `r-${sent++}`, eventType: 'page_view', timestamp: now(), userId, productId, ...more };
}

const idsOf = ({ body }: { body: { items: { productId: string }[] } }) => body.items.map(({ productId }) => productId);

beforeAll(async () => {
  shop = await openTestShop();
  const visits = ['a', 'b', 'c'].flatMap((user) => ['tent', 'stove', 'lamp'].map((id) => look(user, id)));
  const order = ['drum', 'sticks'].map((id) => look('d', id, { eventType: 'purchase', orderId: 'o-1' }));
  await shop.send(...visits, ...order);
  await shop.until('/v1/products/drum/bought-together', (answer) => answer.body?.reason === null);
});
afterAll(() => shop.close());

describe('GET /v1/recommendations/{userId}', () => {
  it('follows what the user has just looked at, and says why', async () => {
    await shop.send(look('ann', 'tent'));
    const list = await shop.until('/v1/recommendations/ann?n=2&explain=true', ({ body }) => body?.kind === 'personal');
    expect(list.status).toBe(200);
    expect(idsOf(list)).toEqual(['stove', 'lamp']);
    expect(list.body).toMatchObject({ recommendationId: expect.stringMatching(/^personal\./), reason: null });
    expect(list.body.items[0].reasons[0]).toMatchObject({
      code: 'looked_at_together',
      about: 'tent',
      text: 'Shoppers who looked at tent also looked at this.',
    });
  });

  it('says what it leaves out, and why', async () => {
    const list = await shop.get('/v1/products/tent/similar?explain=true&exclude=stove');
    expect(list.body.excluded).toEqual([
      { productId: 'stove', category: null, code: 'excluded', text: 'The request leaves it out.' },
    ]);
  });

  it('leaves out what is excluded, and reasons that nobody asked for', async () => {
    await shop.send(look('eve', 'tent'));
    await shop.until('/v1/recommendations/eve', ({ body }) => body?.kind === 'personal');
    const list = await shop.get('/v1/recommendations/eve?exclude=stove,drum');
    expect(idsOf(list)).not.toContain('stove');
    expect(idsOf(list)).not.toContain('drum');
    expect(list.body.items[0]).not.toHaveProperty('reasons');
  });

  it('answers an unknown user with what draws interest, even one with a long name', async () => {
    for (const user of ['nobody', 'n'.repeat(200)]) {
      const { status, body } = await shop.get(`/v1/recommendations/${user}?n=3`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ kind: 'trending', reason: { code: 'unknown_user' } });
      expect(body.items).toHaveLength(3);
    }
  });

  it('refuses a number of products that it cannot give, and says how to mend it', async () => {
    const { status, body } = await shop.get('/v1/recommendations/ann?n=1000');
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ where: 'query.n', mend: 'Give a number that is <= 100.' });
  });
});

describe('POST /v1/recommendations/session', () => {
  it('goes by the events that are sent along', async () => {
    const events = [{ eventType: 'search' }, { productId: 'lamp' }, { productId: 'tent' }];
    const list = await shop.post('/v1/recommendations/session', { events, n: 1 });
    expect(list.status).toBe(200);
    expect(list.body.kind).toBe('session');
    expect(idsOf(list)).toEqual(['stove']);
  });

  it('with nothing known in it shows what draws interest', async () => {
    const { status, body } = await shop.post('/v1/recommendations/session', { events: [] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'trending', reason: { code: 'unknown_products' } });
  });
});

describe('products beside a product', () => {
  it('are like it, or bought together with it', async () => {
    expect(idsOf(await shop.get('/v1/products/stove/similar?n=2')).toSorted()).toEqual(['lamp', 'tent']);
    expect(idsOf(await shop.get('/v1/products/drum/bought-together?n=1'))).toEqual(['sticks']);
  });

  it('of an unknown product are what draws interest', async () => {
    for (const path of ['/v1/products/nothing/similar', '/v1/products/nothing/bought-together']) {
      const { status, body } = await shop.get(path);
      expect(status).toBe(200);
      expect(body).toMatchObject({ kind: 'trending', reason: { code: 'unknown_product' } });
    }
  });

  it('never are sold out', async () => {
    const stock = { eventId: 'stock-1', eventType: 'inventory_update', timestamp: now(), productId: 'lamp' };
    await shop.send({ ...stock, quantity: 1 }, look('x', 'lamp', { eventType: 'purchase', orderId: 'o-9' }));
    const list = await shop.until('/v1/products/stove/similar', (answer) => !idsOf(answer).includes('lamp'));
    expect(idsOf(list)).not.toContain('lamp');
  });
});

describe('what lists brought about over time', () => {
  it('is told by placement and kind, with what was bought, by the hour and by the day', async () => {
    const { body: list } = await shop.get('/v1/products/drum/bought-together');
    const properties = { recommendationId: list.recommendationId };
    const more = { price: 12.5, quantity: 2 };
    await shop.send(
      {
        ...look('zoe', 'sticks', { eventType: 'recommendation_shown' }),
        properties: { ...properties, placement: 'cart' },
      },
      { ...look('zoe', 'sticks', { eventType: 'product_click' }), properties },
      look('zoe', 'sticks', { eventType: 'purchase', orderId: 'o-7', ...more }),
    );
    const path = '/v1/recommendations/stats/history?placement=cart';
    const total = {
      placement: 'cart',
      kind: 'bought-together',
      impressions: 1,
      clicks: 1,
      purchases: 1,
      revenue: '25.00',
      clickThroughRate: 1,
      conversionRate: 1,
    };
    const { body: days } = await shop.until(path, ({ body }) => body?.totals[0]?.purchases === 1);
    expect(days.totals).toEqual([total]);
    expect(days.items).toMatchObject([{ start: expect.stringMatching(/T00:00:00\.000Z$/), placement: 'cart' }]);
    expect((await shop.get(`${path}&by=hour`)).body.totals).toEqual([total]);
    expect((await shop.get(`${path}&kind=similar`)).body.totals).toEqual([]);
    expect((await shop.get(`${path}&to=2020-01-01T00:00:00Z`)).body.items).toEqual([]);
    expect((await shop.get(`${path}&from=yesterday`)).status).toBe(400);
  });
});

describe('what lists brought about', () => {
  it('is counted by kind, in the statistics and the metrics', async () => {
    const { body: list } = await shop.get('/v1/products/tent/similar');
    const properties = { recommendationId: list.recommendationId };
    await shop.send(
      { ...look('ann', 'stove', { eventType: 'recommendation_shown' }), properties },
      { ...look('ann', 'stove', { eventType: 'product_click' }), properties },
      look('ann', 'stove', { eventType: 'purchase', orderId: 'o-2' }),
    );
    const stats = await shop.until('/v1/recommendations/stats', ({ body }) => body.items[2].purchases === 1);
    expect(stats.body.items[2]).toEqual({
      kind: 'similar',
      impressions: 1,
      clicks: 1,
      purchases: 1,
      clickThroughRate: 1,
      conversionRate: 1,
    });
    expect(stats.body.items[0]).toMatchObject({ kind: 'personal', clicks: 0, clickThroughRate: null });
    const figure = 'millrace_recommendation_clicks_total{kind="similar"} 1';
    const { text } = await shop.until('/metrics', (answer) => answer.text.includes(figure));
    expect(text).toContain(figure);
  });
});
