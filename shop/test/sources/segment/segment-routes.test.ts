import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, openTestServer, type TestServer } from '../../server/test-server.ts';
import { storedEvents } from '../stored-events.ts';

const KEY = 'a-write-key-of-the-shop';
let app: TestServer;
beforeAll(async () => {
  app = await openTestServer({ writeKeys: [KEY] });
});
afterAll(() => app.close());

const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
const post = (path: string, body: unknown, headers: Record<string, string> = basic(KEY)) =>
  answer(`${app.server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

let messageCount = 0;
const message = (more: object = {}) => ({
  type: 'page',
  messageId: `route-${++messageCount}`,
  userId: 'ann',
  timestamp: new Date().toISOString(),
  ...more,
});
const stored = async (id: string) =>
  (await storedEvents(app.dataFolder)).filter(({ eventId }) => eventId.startsWith(id));

describe('the write key', () => {
  test('is the user name of Basic, a bearer, or stands in the body', async () => {
    expect((await post('/v1/page', message())).status).toBe(200);
    expect((await post('/v1/page', message(), { authorization: `Bearer ${KEY}` })).status).toBe(200);
    expect((await post('/v1/page', message({ writeKey: KEY }), {})).status).toBe(200);
    expect((await post('/v1/batch', { batch: [message()], writeKey: KEY }, {})).status).toBe(200);
  });

  test('without one that fits nothing is taken, and the refusal is noted', async () => {
    const unheard = message();
    expect((await post('/v1/page', unheard, {})).status).toBe(401);
    expect((await post('/v1/page', unheard, basic('wrong'))).status).toBe(401);
    expect((await post('/v1/page', { ...unheard, writeKey: 'wrong' }, {})).status).toBe(401);
    expect((await post('/v1/page', { ...unheard, writeKey: KEY }, basic('wrong'))).status).toBe(401);
    expect((await post('/v1/batch', { batch: [unheard] }, {})).status).toBe(401);
    expect(await stored(unheard.messageId)).toEqual([]);
  });
});

describe('answers', () => {
  test('every call has its long and its short form, as JSON or as text', async () => {
    const calls = {
      track: { event: 'X' },
      page: {},
      screen: {},
      identify: {},
      group: { groupId: 'g' },
      alias: { previousId: 'p' },
    };
    for (const [call, more] of Object.entries(calls)) {
      for (const path of [`/v1/${call}`, `/v1/${call.charAt(0)}`]) {
        const { type: _type, ...untyped } = message(more);
        const given = await post(path, untyped, { ...basic(KEY), 'content-type': 'text/plain' });
        expect(given.body, path).toMatchObject({ success: true, accepted: 1, verdicts: [{ verdict: 'accepted' }] });
        expect(await stored(untyped.messageId)).toHaveLength(1);
      }
    }
  });

  test('a message that comes twice is a duplicate, and an order with it', async () => {
    const order = message({
      type: 'track',
      event: 'Order Completed',
      properties: { order_id: 'o', products: [{ price: 1 }, { price: 2 }] },
    });
    expect((await post('/v1/batch', { batch: [order] })).body).toMatchObject({ accepted: 1 });
    expect((await post('/v1/batch', { batch: [order] })).body).toMatchObject({
      success: true,
      accepted: 0,
      duplicates: 1,
    });
    expect(await stored(order.messageId)).toHaveLength(2);
  });

  test('success is true only when nothing was quarantined, and each message has its verdict', async () => {
    const nobody = message({ userId: undefined });
    const given = await post('/v1/b', { batch: [message(), nobody, message({ type: 'zap' })] });
    expect(given.status).toBe(200);
    expect(given.body).toMatchObject({
      success: false,
      accepted: 1,
      quarantined: 2,
      verdicts: [
        { verdict: 'accepted' },
        { path: '', code: 'schema_violation' },
        { path: '/type', code: 'unknown_event' },
      ],
    });
    expect((await post('/v1/page', nobody)).status).toBe(422);
    expect((await post('/v1/batch', { batch: [] })).body).toMatchObject({ success: true, verdicts: [] });
  });

  test('an order with one bad line is refused whole, by its place in the message', async () => {
    const products = [
      { product_id: 'a', price: 1 },
      { product_id: 'b', price: 1.23456 },
    ];
    const order = message({ type: 'track', event: 'Order Completed', properties: { order_id: 'o', products } });
    const given = await post('/v1/track', order);
    expect(given.body.verdicts).toMatchObject([{ verdict: 'quarantined', path: '/properties/products/1/price' }]);
    expect(await stored(order.messageId)).toEqual([]);
  });

  test.each([
    ['no JSON', '{"batch": [', 400, 'BODY_NOT_JSON'],
    ['no list', '{"batch": {}}', 400, 'BAD_REQUEST'],
    ['no object', '[]', 400, 'BAD_REQUEST'],
    ['a time of sending that is none', '{"batch": [], "sentAt": "now"}', 400, 'BAD_REQUEST'],
    ['too many messages', JSON.stringify({ batch: new Array(2_501).fill(1) }), 413, 'TOO_MANY_EVENTS'],
    ['too many bytes', JSON.stringify({ batch: [], filler: 'x'.repeat(500 * 1024) }), 413, 'BODY_TOO_LARGE'],
  ])('%s', async (_what, body, status, code) => {
    const given = await post('/v1/batch', body);
    expect(given).toMatchObject({ status, body: { code } });
  });

  test('a message of more than 32 KB goes to the quarantine, its neighbours do not', async () => {
    const large = message({ properties: { text: 'x'.repeat(33_000) } });
    const products = Array.from({ length: 800 }, (_, index) => ({
      product_id: `p-${index}`,
      price: 1,
      name: 'some name',
    }));
    const order = message({ type: 'track', event: 'Order Completed', properties: { products } });
    const given = await post('/v1/batch', { batch: [large, message(), order] });
    expect(given.body.verdicts).toMatchObject([
      { code: 'size_violation' },
      { verdict: 'accepted' },
      { code: 'size_violation' },
    ]);
  });
});

describe('in quarantine', () => {
  const replay = (number: number, body?: object) =>
    answer(`${app.server.url}/v1/quarantine/${number}/replay`, {
      method: 'POST',
      headers: { ...basic(KEY), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const newest = async () => (await app.get('/v1/quarantine?limit=1000')).body.entries.at(-1);

  test('a message is kept as it was sent, and mapped again when it was mended', async () => {
    const properties = {
      order_id: 'o-9',
      products: [
        { product_id: 'a', price: 1 },
        { product_id: 'b', price: -1 },
      ],
    };
    const { type: _type, ...order } = message({ event: 'Order Completed', properties });
    await post('/v1/track', order);
    const entry = await newest();
    expect(entry).toMatchObject({ source: 'segment', path: '/properties/products/1/price' });
    expect(JSON.parse(entry.original)).toEqual({ ...order, type: 'track' });
    expect((await replay(entry.number)).body).toMatchObject({
      verdict: 'quarantined',
      path: '/properties/products/1/price',
    });
    const mended = JSON.parse(entry.original);
    mended.properties.products[1].price = 2;
    expect((await replay(entry.number, mended)).body).toMatchObject({ verdict: 'accepted' });
    expect((await replay(entry.number, mended)).body).toMatchObject({ verdict: 'duplicate' });
    const lines = await stored(order.messageId);
    expect(lines.map(({ productId }) => productId)).toEqual(['a', 'b']);
  });

  test('what was mended into an event of ours is taken as one', async () => {
    await post('/v1/page', message({ userId: '' }));
    const { number, receivedAt } = await newest();
    const event = { eventId: `mended-${number}`, userId: 'ann', eventType: 'page_view', timestamp: receivedAt };
    expect((await replay(number, event)).body).toMatchObject({ verdict: 'accepted' });
  });

  test("the clock of a batch's sender is corrected as it was when the batch came", async () => {
    const sentAt = '2030-01-01T00:00:10Z';
    const late = message({ userId: '', timestamp: '2030-01-01T00:00:00Z', context: { locale: 'de' } });
    await post('/v1/batch', { batch: [late], sentAt });
    const { number, receivedAt } = await newest();
    expect((await replay(number, { ...late, userId: 'ann' })).body).toMatchObject({ verdict: 'accepted' });
    const [event] = await stored(late.messageId);
    expect(Date.parse(String(event?.timestamp))).toBe(Date.parse(receivedAt) - 10_000);
  });
});

test('verdicts are counted by event', async () => {
  const before = app.server.metrics.totals.accepted;
  await post(
    '/v1/track',
    message({ event: 'Order Completed', properties: { products: [{ price: 1 }, { price: 2 }] } }),
  );
  expect(app.server.metrics.totals.accepted - before).toBe(2);
});
