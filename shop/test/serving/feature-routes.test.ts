/** Features over HTTP: the catalogue, values of now, and training sets, with everything that can be wrong in a request. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES } from '../../src/functions/features/feature-definitions.ts';
import type { Answer } from '../server/test-server.ts';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
  const now = () => new Date().toISOString();
  const lamp = { productId: 'lamp', category: 'home', price: 12.5 };
  await shop.send(
    { eventId: 'f1', userId: 'ann', eventType: 'page_view', timestamp: now(), ...lamp, deviceType: 'mobile' },
    { eventId: 'f2', userId: 'ann', eventType: 'add_to_cart', timestamp: now(), ...lamp, deviceType: 'mobile' },
    { eventId: 'f3', userId: 'ann', eventType: 'purchase', timestamp: now(), ...lamp, quantity: 2, orderId: 'o-1' },
  );
  await shop.send({ eventId: 'f4', userId: 'ben', eventType: 'page_view', timestamp: '2026-01-15T10:00:00Z' });
  await untilCounted({ userId: ['ann'] }, 3);
});
afterAll(() => shop.close());

function online(body: object): Promise<Answer> {
  return shop.post('/v1/features/online', body);
}

async function untilCounted(entities: object, events: number): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    const { body } = await online({ features: ['user:events_24h'], entities });
    if (body.results[1].values[0] === events) return;
    await pause(20);
  }
}

describe('POST /v1/features/online', () => {
  it("answers in the shape of Feast's feature server", async () => {
    const features = ['user:orders_24h', 'user:spend_24h', 'user:top_category'];
    const { status, body } = await online({ features, entities: { userId: ['ann', 'nobody'] } });
    expect(status).toBe(200);
    expect(body.metadata).toEqual({ feature_names: ['userId', 'orders_24h', 'spend_24h', 'top_category'] });
    expect(body.results.map(({ values }: { values: unknown }) => values)).toEqual([
      ['ann', 'nobody'],
      [1, null],
      ['25.00', null],
      ['home', null],
    ]);
    expect(body.results[0].statuses).toEqual(['PRESENT', 'PRESENT']);
    expect(body.results[1].statuses).toEqual(['PRESENT', 'NOT_FOUND']);
    expect(Date.now() - Date.parse(body.results[1].event_timestamps[0])).toBeLessThan(60_000);
    expect(body.results[1].event_timestamps[1]).toBe('1970-01-01T00:00:00.000Z');
  });

  it('gives nothing that is older than it may be', async () => {
    const { body } = await online({ features: ['user:events_24h', 'user:usual_hour'], entities: { userId: ['ben'] } });
    // ben came in January; whether that is half a year ago already makes no difference.
    expect(body.results[1].statuses[0]).not.toBe('PRESENT');
    expect(body.results[1].values).toEqual([null]);
  });

  it('takes pairs of entities, and the features of the shop without any', async () => {
    const pairs = {
      features: ['user:views_1h', 'product:views_1h'],
      entities: { userId: ['ann'], productId: ['lamp'] },
    };
    expect((await online(pairs)).body.metadata.feature_names).toEqual([
      'userId',
      'productId',
      'user__views_1h',
      'product__views_1h',
    ]);
    const { body } = await online({ features: ['social:trending'], entities: {} });
    expect(body.results).toHaveLength(1);
    expect(body.results[0].values).toEqual([[{ productId: 'lamp', score: 14 }]]);
  });

  it('serves every feature that is declared', async () => {
    const features = FEATURES.map(({ name }) => name);
    const { status, body } = await online({
      features,
      entities: { userId: ['ann'], productId: ['lamp'] },
      full_feature_names: true,
    });
    expect(status).toBe(200);
    expect(body.metadata.feature_names.slice(2)).toEqual(features.map((name) => name.replace(':', '__')));
    const present = body.results.filter(({ statuses }: { statuses: string[] }) => statuses[0] === 'PRESENT');
    expect(present.length).toBeGreaterThan(features.length * 0.8);
  });

  it('names the nearest feature for a name that there is none of', async () => {
    const { status, body } = await online({ features: ['user:order_24h'], entities: { userId: ['ann'] } });
    expect(status).toBe(400);
    expect(body.errors[0].mend).toContain('user:orders_24h');
  });

  it('refuses entities that are missing or do not fit', async () => {
    const missing = await online({ features: ['product:views_1h'], entities: { userId: ['ann'] } });
    expect([missing.status, missing.body.errors[0].where]).toEqual([400, 'body.entities.productId']);
    const features = ['user:views_1h', 'product:views_1h'];
    const unequal = await online({ features, entities: { userId: ['ann'], productId: ['a', 'b'] } });
    expect([unequal.status, unequal.body.errors[0].where]).toEqual([400, 'body.entities']);
    const many = Array.from({ length: 1_000 }, (_, at) => `u-${at}`);
    const large = await online({ features: FEATURES.slice(0, 22).map(({ name }) => name), entities: { userId: many } });
    expect([large.status, large.body.errors[0].where]).toEqual([400, 'body']);
  });
});

describe('GET /v1/features', () => {
  it('lists what is declared', async () => {
    const { body } = await shop.get('/v1/features');
    expect(body.features).toHaveLength(FEATURES.length);
    expect(body.features).toContainEqual({
      name: 'user:orders_24h',
      entity: 'userId',
      type: 'INT64',
      window: '24h by 1 h',
      maxAgeSeconds: 2_592_000,
      description: 'Orders whose payment did not fail; lines with one orderId are one order.',
    });
  });
});

describe('POST /v1/features/historical', () => {
  const features = ['user:orders_24h', 'product:views_1h'];
  function historical(rows: readonly object[]): Promise<Answer> {
    return shop.post('/v1/features/historical', { features, rows });
  }

  it('joins features as of the time of each row, and gives the other columns back', async () => {
    const now = new Date().toISOString();
    const { status, body } = await historical([
      { userId: 'ann', productId: 'lamp', event_timestamp: now, label: 1 },
      { userId: 'ann', productId: 'lamp', event_timestamp: '2026-01-15T10:00:00Z' },
    ]);
    expect(status).toBe(200);
    expect(body.metadata.feature_names).toEqual([
      'userId',
      'productId',
      'event_timestamp',
      'label',
      'orders_24h',
      'views_1h',
    ]);
    expect(body.metadata).toMatchObject({ log_from: null, events_read: 4 });
    expect(body.results.slice(3).map(({ values }: { values: unknown }) => values)).toEqual([
      [1, null],
      [1, null],
      [1, null],
    ]);
    expect(body.results[4].statuses).toEqual(['PRESENT', 'NOT_FOUND']);
  });

  it('refuses times that are none or are yet to come, and rows without their entities', async () => {
    const { status, body } = await historical([
      { userId: 'ann', productId: 'lamp', event_timestamp: 'yesterday' },
      { userId: 'ann', productId: 'lamp', event_timestamp: '2999-01-01T00:00:00Z' },
      { userId: 'ann', event_timestamp: '2026-01-15T10:00:00Z' },
    ]);
    expect(status).toBe(400);
    expect(body.errors.map(({ where }: { where: string }) => where)).toEqual([
      'body.rows[0].event_timestamp',
      'body.rows[1].event_timestamp',
      'body.rows[2].productId',
    ]);
  });

  it('makes one set at a time, and none for someone who has gone', async () => {
    const row = { userId: 'ann', productId: 'lamp', event_timestamp: new Date().toISOString() };
    const answers = await Promise.all([historical([row]), historical([row]), historical([row])]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('10');
    const request = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const gone = fetch(`${shop.url}/v1/features/historical`, {
      ...request,
      body: JSON.stringify({ features, rows: [row] }),
      signal: AbortSignal.timeout(30),
    });
    await expect(gone).rejects.toThrow();
    await pause(500);
    expect((await historical([row])).status).toBe(200);
  });
});
