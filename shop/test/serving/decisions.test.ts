/** Decisions over HTTP: in one round trip, once an order, with lists, labels, cases and rules that take effect at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, answer } from '../server/test-server.ts';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await openTestShop();
});
afterAll(() => shop.close());

let orders = 0;

/** An order of someone who has never been seen, unless more is said. */
function order(given: object = {}) {
  orders += 1;
  return {
    orderId: `o-${orders}`,
    userId: `u-${orders}`,
    ip: `198.51.100.${orders}`,
    deviceId: `d-${orders}`,
    products: [{ productId: 'p-1', price: 12.5, quantity: 2 }],
    ...given,
  };
}

const decide = (given: object = {}) => shop.post('/v1/decisions', order(given));

function send(method: string, path: string, body: string, type: string): Promise<Answer> {
  return answer(`${shop.url}${path}`, { method, headers: { 'content-type': type }, body });
}

const codesOf = ({ body }: Answer) => body.reasons.map(({ code }: { code: string }) => code);

describe('a decision', () => {
  it('comes back with its order, and stands under its order', async () => {
    const { status, body } = await shop.post('/v1/decisions', order({ orderId: 'first', userId: 'ann' }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      orderId: 'first',
      outcome: 'approve',
      score: 0,
      reasons: [],
      model: null,
      revision: 1,
      visitor: 'ann',
      orderValue: '25.00',
      label: null,
    });
    expect(body.decidedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect((await shop.get('/v1/decisions/first')).body).toEqual(body);
  });

  it('is the same for a repeat, which adds no event', async () => {
    const twice = order({ orderId: 'twice' });
    const first = await shop.post('/v1/decisions', twice);
    const repeats = await Promise.all([1, 2, 3].map(() => shop.post('/v1/decisions', twice)));
    for (const { body } of repeats) expect(body).toEqual(first.body);
    const scores = await shop.get('/v1/fraud/scores?limit=1000');
    expect(scores.body.items.filter(({ orderId }: { orderId: string }) => orderId === 'twice').length).toBe(1);
  });

  it('is one for requests with the same order at the same time', async () => {
    const same = order({ orderId: 'same' });
    const answers = await Promise.all([1, 2, 3, 4].map(() => shop.post('/v1/decisions', same)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
  });

  it('counts what a shared device, card and address say', async () => {
    const shared = { deviceId: 'ring', cardFingerprint: 'card', ip: '203.0.113.50' };
    const answers = [];
    for (let buyer = 0; buyer < 5; buyer++) answers.push(await decide(shared));
    expect(answers.map(({ body }) => body.outcome)).toEqual(['approve', 'review', 'decline', 'decline', 'decline']);
    expect(codesOf(answers[1] as Answer)).toEqual(['DEVICE_REUSED', 'IP_REUSED', 'CARD_SHARED']);
    expect(codesOf(answers[4] as Answer)).toEqual(expect.arrayContaining(['IP_BURST', 'IP_SHARED', 'SHARED_DEVICE']));
  });

  it('is made of what is there when the order has no address', async () => {
    const { status, body } = await decide({ ip: undefined, deviceId: undefined });
    expect(status).toBe(200);
    expect(body.missing).toContainEqual({ code: 'IP_BURST', signals: ['ipOrders5m'] });
  });

  it('is made for orders that came as events, too', async () => {
    const line = { userId: 'eve', eventType: 'purchase', timestamp: '2026-01-15T10:00:00Z', orderId: 'by-event' };
    await shop.send({ ...line, eventId: 'x1', price: 5 }, { ...line, eventId: 'x2', price: 7 });
    const { body } = await shop.until('/v1/decisions/by-event', ({ status }) => status === 200);
    expect(body).toMatchObject({ outcome: 'approve', orderValue: '12.00' });
  });

  it.each([
    ['without a buyer', { userId: undefined }, 400, 'BAD_REQUEST'],
    ['without products', { products: [] }, 400, 'BAD_REQUEST'],
    ['with a price below a ten-thousandth', { products: [{ productId: 'p', price: 0.00001 }] }, 422, 'ORDER_REFUSED'],
    ['from tomorrow', { timestamp: '2999-01-01T00:00:00Z' }, 422, 'ORDER_REFUSED'],
  ])('is refused to an order %s, and nothing of it is taken', async (_what, given, status, code) => {
    const bad = order(given);
    const refused = await shop.post('/v1/decisions', bad);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect((await shop.get(`/v1/decisions/${bad.orderId}`)).status).toBe(404);
  });

  it('is listed, newest first, by outcome, score, buyer and time', async () => {
    // A list shows what is committed: a moment after the last answer.
    const declined = '/v1/decisions?outcome=decline&limit=2';
    const { body } = await shop.until(
      declined,
      ({ body: page }) => page.items.length === 2 && page.nextCursor !== null,
    );
    expect(body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['decline', 'decline']);
    const next = await shop.get(`/v1/decisions?outcome=decline&limit=2&cursor=${body.nextCursor}`);
    expect(next.body.items.length).toBe(1);
    expect((await shop.get('/v1/decisions?visitor=ann')).body.items.length).toBe(1);
    expect((await shop.get('/v1/decisions?from=2999-01-01')).body.items).toEqual([]);
    expect((await shop.get('/v1/decisions?outcome=maybe')).status).toBe(400);
  });
});

describe('lists', () => {
  const csv = (path: string, body: string) => send('PUT', path, body, 'text/csv');

  it('are replaced by a CSV file, and in force for the next order', async () => {
    expect((await csv('/v1/lists/block/ip', 'value,note\n203.0.113.7,"tests, many"\n203.0.113.8\n')).body).toEqual({
      added: 2,
      removed: 0,
      refused: 0,
      applied: true,
    });
    const blocked = await decide({ ip: '203.0.113.7' });
    expect(blocked.body).toMatchObject({ outcome: 'decline', score: 100 });
    expect(codesOf(blocked)).toContain('BLOCK_LIST');
    expect((await csv('/v1/lists/block/ip', '203.0.113.8\n203.0.113.9\n')).body).toMatchObject({
      added: 1,
      removed: 1,
    });
    expect((await decide({ ip: '203.0.113.7' })).body.outcome).toBe('approve');
  });

  it('show a change as soon as it is answered', async () => {
    for (let round = 0; round < 25; round++) {
      await shop.post('/v1/lists/block/device', { add: [{ value: `stolen-${round}` }] });
      const { body } = await shop.get('/v1/lists/block/device');
      expect(body.items).toHaveLength(round + 1);
    }
  });

  it('are changed entry by entry, and read as JSON and CSV', async () => {
    const path = '/v1/lists/allow/email_domain';
    await shop.post(path, { add: [{ value: '@Shop.Example', note: 'ourselves' }, { value: 'b.example' }] });
    await shop.post(path, { remove: ['B.example'] });
    const { body } = await shop.get(path);
    expect(body.items).toMatchObject([{ value: 'shop.example', note: 'ourselves' }]);
    const text = await answer(`${shop.url}${path}`, { headers: { accept: 'text/csv' } });
    expect(text.text).toBe('value,note\nshop.example,ourselves\n');
    const allowed = await decide({ ip: '203.0.113.8', email: 'kim@shop.example' });
    expect(allowed.body.outcome).toBe('approve');
    expect(codesOf(allowed)).toEqual(expect.arrayContaining(['BLOCK_LIST', 'ALLOW_LIST']));
  });

  it.each([
    ['/v1/lists/block/ip', 'value\n""\n', 'row 2'],
    ['/v1/lists/block/ip', 'a,"b\n', 'no CSV'],
    ['/v1/lists/grey/ip', 'x\n', 'params.list'],
    ['/v1/lists/block/shoe', 'x\n', 'params.kind'],
  ])('at %s refuse %j', async (path, body, message) => {
    const refused = await csv(path, body);
    expect(refused.status).toBe(400);
    expect(refused.body.detail).toContain(message);
  });
});

describe('a case', () => {
  it('is opened by a review, worked on and closed; its verdict counts against the buyer', async () => {
    await decide({ deviceId: 'case-device', cardFingerprint: 'case-card' });
    const { body } = await decide({ userId: 'cal', deviceId: 'case-device', cardFingerprint: 'case-card' });
    expect(body.outcome).toBe('review');
    const path = `/v1/cases/case-${body.orderId}`;
    expect((await shop.get(path)).body).toMatchObject({ status: 'pending', visitor: 'cal', score: body.score });
    const isFirst = (answered: { body: { items: { orderId: string }[] } }) =>
      answered.body.items[0]?.orderId === body.orderId;
    expect(isFirst(await shop.until('/v1/cases?status=pending', isFirst))).toBe(true);
    expect((await shop.post(path, { action: 'assign' })).body.code).toBe('BAD_REQUEST');
    expect((await shop.post(path, { action: 'assign', assignee: 'kim' })).body.status).toBe('investigating');
    expect((await shop.post(path, { action: 'note', note: 'called', author: 'kim' })).body.notes).toMatchObject([
      { author: 'kim', text: 'called' },
    ]);
    expect((await shop.post(path, { action: 'reopen' })).body).toMatchObject({
      status: 409,
      code: 'CASE_STATUS',
      allowed: ['assign', 'release', 'note', 'close'],
    });
    expect((await shop.post(path, { action: 'close', verdict: 'fraud' })).body).toMatchObject({
      status: 'closed',
      verdict: 'fraud',
    });
    expect((await shop.get(`/v1/decisions/${body.orderId}`)).body.label).toBe('confirmed_fraud');
    expect((await shop.get('/v1/users/cal/risk')).body).toMatchObject({
      known: true,
      orders: 1,
      frauds: 1,
      reviewed: 1,
    });
    expect((await decide({ deviceId: 'case-device', cardFingerprint: 'case-card' })).body.outcome).toBe('decline');
  });

  it('that does not exist is not found', async () => {
    expect((await shop.get('/v1/cases/none')).status).toBe(404);
    expect((await shop.post('/v1/cases/none', { action: 'note', note: 'x' })).status).toBe(404);
  });
});

describe('labels', () => {
  it('stand with the order and in the profile of its buyer', async () => {
    const { body } = await decide({ userId: 'lea' });
    const path = `/v1/orders/${body.orderId}/label`;
    const expected = { orderId: body.orderId, label: 'chargeback', known: true };
    expect((await shop.post(path, { label: 'chargeback' })).body).toEqual(expected);
    expect((await shop.get(`/v1/decisions/${body.orderId}`)).body.label).toBe('chargeback');
    await shop.post(path, { label: 'confirmed_good' });
    expect((await shop.get('/v1/users/lea/risk')).body).toMatchObject({
      frauds: 0,
      confirmedGood: 1,
      ordered: '25.00',
    });
    expect((await shop.post(path, { label: 'perhaps' })).status).toBe(400);
  });

  it('of an order that nobody knows wait for it', async () => {
    expect((await shop.post('/v1/orders/later/label', { label: 'chargeback' })).body.known).toBe(false);
    await decide({ orderId: 'later', userId: 'lou' });
    expect((await shop.get('/v1/users/lou/risk')).body.frauds).toBe(1);
  });

  it('of a buyer who never ordered are none', async () => {
    expect((await shop.get('/v1/users/nobody/risk')).body).toMatchObject({
      known: false,
      orders: 0,
      firstOrderAt: null,
    });
  });
});

describe('rules', () => {
  const yaml = (body: string) => send('PUT', '/v1/rules', body, 'application/yaml');
  const DEAR =
    'version: 1\noutcomes: { review: 10, decline: 20 }\nrules:\n' +
    '  - { code: DEAR, name: Dear, weight: 15, when: orderValue >= 20 }\n';

  it('are put in force for the next order, and can be taken back', async () => {
    expect((await yaml(DEAR)).body).toEqual({ rules: 1, model: null, applied: true });
    expect((await shop.get('/v1/rules')).text).toBe(DEAR);
    expect((await decide()).body).toMatchObject({
      outcome: 'review',
      score: 15,
      reasons: [{ code: 'DEAR', value: '25.00' }],
    });
    await answer(`${shop.url}/v1/rules`, { method: 'DELETE' });
    expect((await decide()).body.outcome).toBe('approve');
    expect((await shop.get('/v1/rules')).text).toContain('IP_BURST');
  });

  it('that are broken are refused with line and column, and the old ones stay', async () => {
    const refused = await yaml(DEAR.replace('orderValue', 'orderWorth'));
    expect(refused.body).toMatchObject({ status: 400, code: 'RULES_INVALID', line: 4 });
    expect(refused.body.detail).toContain('there is no signal orderWorth');
    expect((await shop.get('/v1/rules')).text).toContain('IP_BURST');
  });

  it('take a model beside them', async () => {
    const input = { signal: 'orderValue', mean: 0, scale: 1, weight: 1, missing: 0 };
    const model = { name: 'm-1', points: 30, intercept: 0, inputs: [input] };
    const put = await send('PUT', '/v1/rules/model', JSON.stringify(model), 'application/json');
    expect(put.body).toMatchObject({ model: 'm-1', applied: true });
    expect((await decide()).body).toMatchObject({ model: 'm-1', score: 30 });
    expect((await send('PUT', '/v1/rules/model', '{"name":"x"}', 'application/json')).body.code).toBe('MODEL_INVALID');
    await answer(`${shop.url}/v1/rules/model`, { method: 'DELETE' });
    expect((await decide()).body).toMatchObject({ model: null, score: 0 });
  });
});
