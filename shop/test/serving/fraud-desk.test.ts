/** What people who look into orders are shown and may do, over HTTP: the queue, a case with its surroundings, rules, lists. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, answer } from '../server/test-server.ts';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

let shop: TestShop;

const RULES = `version: 1
outcomes: { review: 10, decline: 90 }
rules:
  - { code: DEAR, name: A dear order, weight: 15, when: orderValue >= 20 }
  - { code: DEARER, name: A very dear order, weight: 30, when: orderValue >= 100 }
  - { code: CHEAP, name: A cheap order, weight: 1, when: orderValue < 20 }
`;
const yaml = (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
  answer(`${shop.url}/v1/rules`, { method: 'PUT', headers: { 'content-type': 'application/yaml', ...headers }, body });

/** Cal and Dee share a device, Dee and Eve an address. */
const ORDERS = [
  { orderId: 'o-cal', userId: 'cal', price: 30, deviceId: 'laptop', ip: '203.0.113.1', cardFingerprint: 'card-c' },
  { orderId: 'o-dee', userId: 'dee', price: 120, deviceId: 'laptop', ip: '203.0.113.2' },
  { orderId: 'o-eve', userId: 'eve', price: 25, deviceId: 'phone', ip: '203.0.113.2' },
  { orderId: 'o-fay', userId: 'fay', price: 5, deviceId: 'tablet', ip: '203.0.113.9' },
];

beforeAll(async () => {
  shop = await openTestShop();
  expect((await yaml(RULES)).status).toBe(200);
  for (const { price, ...order } of ORDERS) {
    await shop.post('/v1/decisions', { ...order, products: [{ productId: 'p', price }] });
  }
  await shop.until('/v1/cases/queue', ({ body }) => body.items.length === 3);
}, 60_000);
afterAll(() => shop.close());

interface Shown {
  readonly [name: string]: unknown;
}
const ids = (items: readonly Shown[], name: string) => items.map(({ [name]: value }) => value);

describe('the queue', () => {
  it('has open cases, the highest score first, with what a glance needs', async () => {
    const { body } = await shop.get('/v1/cases/queue');
    expect(ids(body.items, 'orderId')).toEqual(['o-dee', 'o-cal', 'o-eve']);
    expect(body.counts).toEqual({ pending: 3, investigating: 0 });
    expect(body.items[0]).toMatchObject({ score: 45, orderValue: '120.00', version: 1, assignee: null });
    expect(ids(body.items[0].reasons, 'name')).toEqual(['A very dear order', 'A dear order']);
  });

  it('comes page by page, and by status, score and person', async () => {
    const first = (await shop.get('/v1/cases/queue?limit=2')).body;
    const second = (await shop.get(`/v1/cases/queue?limit=2&cursor=${first.nextCursor}`)).body;
    expect([...ids(first.items, 'orderId'), ...ids(second.items, 'orderId')]).toEqual(['o-dee', 'o-cal', 'o-eve']);
    expect(ids((await shop.get('/v1/cases/queue?minimum=20')).body.items, 'orderId')).toEqual(['o-dee']);
    await shop.post('/v1/cases/case-o-eve', { action: 'assign', assignee: 'kim' });
    expect(ids((await shop.get('/v1/cases/queue?assignee=kim')).body.items, 'orderId')).toEqual(['o-eve']);
    expect(ids((await shop.get('/v1/cases/queue?unassigned=true')).body.items, 'orderId')).toEqual(['o-dee', 'o-cal']);
    expect((await shop.get('/v1/cases/queue?status=investigating')).body.counts).toEqual({
      pending: 2,
      investigating: 1,
    });
    await shop.post('/v1/cases/case-o-eve', { action: 'release' });
  });
});

describe('a case', () => {
  it('comes with reasons in words, the history of all that it touches, and what was done', async () => {
    const { body } = await shop.get('/v1/cases/case-o-dee/history');
    expect(body.case).toMatchObject({ caseId: 'case-o-dee', status: 'pending', version: 1 });
    expect(body.decision).toMatchObject({ orderId: 'o-dee', outcome: 'review', orderValue: '120.00' });
    const dear = { signal: 'orderValue', kind: 'money', value: '120.00', about: expect.stringContaining('worth') };
    expect(body.reasons[0]).toMatchObject({ code: 'DEAR', weight: 15 });
    expect(body.reasons[0].facts).toMatchObject([{ ...dear, about: expect.any(String) }]);
    expect(body.buyer).toMatchObject({ userId: 'dee', orders: 1, reviewed: 1, ordered: '120.00' });
    const byKind = Object.fromEntries(body.history.map((each: Shown) => [each.kind, each]));
    expect(ids(byKind.device.orders, 'orderId')).toEqual(['o-dee', 'o-cal']);
    expect(ids(byKind.ip.orders, 'visitor')).toEqual(['eve', 'dee']);
    expect(byKind.user).toMatchObject({ value: 'dee', frauds: 0, lists: [] });
  });

  it('comes with who shares what with whom', async () => {
    const { body } = await shop.get('/v1/cases/case-o-cal/network');
    expect(ids(body.nodes, 'id')).toEqual(
      expect.arrayContaining(['user:cal', 'device:laptop', 'user:dee', 'user:eve']),
    );
    expect(ids(body.nodes, 'id')).not.toContain('user:fay');
    expect(body.edges).toContainEqual(expect.objectContaining({ user: 'user:dee', key: 'ip:203.0.113.2', orders: 1 }));
  });

  it('is acted on by one of two people at once; the other is told what has happened', async () => {
    const path = '/v1/cases/case-o-cal';
    const { version } = (await shop.get(path)).body;
    const asked = { action: 'close', version } as const;
    const both = await Promise.all([
      shop.post(path, { ...asked, verdict: 'legitimate', author: 'kim' }),
      shop.post(path, { ...asked, verdict: 'fraud', author: 'lee' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = both.find(({ status }) => status === 409)?.body;
    expect(refused).toMatchObject({ code: 'CASE_CHANGED', caseStatus: 'closed' });
    expect(refused.detail).toMatch(/^(kim|lee) has changed the case/);
    const { body } = await shop.get(`${path}/history`);
    expect(body.steps).toHaveLength(1);
    expect(body.case.version).toBe(version + 1);
    expect(ids((await shop.get('/v1/cases/queue')).body.items, 'orderId')).not.toContain('o-cal');
  });
});

describe('rules', () => {
  it('come with their words and hits by day, and precision where labels exist', async () => {
    await shop.post('/v1/orders/o-dee/label', { label: 'chargeback' });
    await shop.post('/v1/orders/o-eve/label', { label: 'confirmed_good' });
    const { body } = await shop.get('/v1/rules/hits?days=2');
    expect(body).toMatchObject({ isBuiltIn: false, review: 10, decline: 90 });
    expect(body.days.at(-1)).toMatchObject({ orders: 4, approve: 1, review: 3 });
    const byCode = Object.fromEntries(body.rules.map((rule: Shown) => [rule.code, rule]));
    const day = new Date().toISOString().slice(0, 10);
    expect(byCode.DEARER).toMatchObject({ hits: 1, frauds: 1, goods: 0, precision: 1, kind: 'rule', weight: 30 });
    expect(byCode.DEARER.days.at(-1)).toMatchObject({ hits: 1 });
    expect(byCode.DEARER.days.at(-1).day <= day).toBe(true);
    expect(byCode.DEAR.words).toBe("the order's lines of the last hour together: at least 20.00");
    expect(byCode.CHEAP).toMatchObject({ hits: 1, precision: null, recall: 0 });
  });

  it('that are changed keep what they hit before', async () => {
    await yaml(RULES.replace('code: CHEAP', 'code: LOW'));
    const { body } = await shop.get('/v1/rules/hits');
    const kinds = Object.fromEntries(body.rules.map((rule: Shown) => [rule.code, rule.kind]));
    expect(kinds).toMatchObject({ LOW: 'rule', CHEAP: 'former' });
    await yaml(RULES);
  });

  it('are checked without being put in force: every rule that is wrong, by line and column', async () => {
    const broken = RULES.replace('orderValue >= 20', 'orderWorth >= 20').replace('weight: 1,', 'weight: light,');
    const { body } = await shop.post('/v1/rules/check', { rules: broken });
    expect(body).toMatchObject({ ok: false, rules: 0, faults: [{ line: 4, column: 57 }, { line: 6 }] });
    expect(body.faults[0].what).toBe('there is no signal orderWorth');
    expect((await shop.post('/v1/rules/check', { rules: RULES })).body).toEqual({ ok: true, rules: 3, faults: [] });
    expect((await shop.get('/v1/rules')).text).toBe(RULES);
  });

  it('are not written over by who has read older ones', async () => {
    const read = await fetch(`${shop.url}/v1/rules`);
    const seen = { 'if-match': read.headers.get('etag') ?? '' };
    expect((await yaml(RULES.replace('weight: 15', 'weight: 16'), seen)).status).toBe(200);
    const late = await yaml(RULES.replace('weight: 15', 'weight: 17'), seen);
    expect([late.status, late.body.code]).toEqual([412, 'RULES_CHANGED']);
    expect((await shop.get('/v1/rules')).text).toContain('weight: 16');
  });

  it('are written by one of those who have read the same and write at once', async () => {
    const read = await fetch(`${shop.url}/v1/rules`);
    const seen = { 'if-match': read.headers.get('etag') ?? '' };
    const weights = [21, 22, 23, 24];
    const texts = weights.map((weight) => RULES.replace('weight: 15', `weight: ${weight}`));
    const answers = await Promise.all(texts.map((text) => yaml(text, seen)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const winner = texts[answers.findIndex(({ status }) => status === 200)];
    expect((await shop.get('/v1/rules')).text).toBe(winner);
  });
});

describe('lists', () => {
  it('are searched by value and note, and counted', async () => {
    const add = [{ value: 'mail.example', note: 'throwaway' }, { value: 'post.example' }];
    await shop.post('/v1/lists/block/email_domain', { add });
    const search = async (text: string) =>
      ids((await shop.get(`/v1/lists/block/email_domain?search=${text}`)).body.items, 'value');
    expect(await search('MAIL')).toEqual(['mail.example']);
    expect(await search('throw')).toEqual(['mail.example']);
    expect(await search('nothing')).toEqual([]);
    const { body } = await shop.get('/v1/lists');
    expect(body.items).toContainEqual({ list: 'block', kind: 'email_domain', entries: 2 });
    expect(body.items).toHaveLength(12);
  });

  it('take no file with a note that is too long, and say where it stands', async () => {
    const put = {
      method: 'PUT',
      headers: { 'content-type': 'text/csv' },
      body: `a.example,fine\nb.example,${'x'.repeat(501)}\n`,
    };
    const { status, body } = await answer(`${shop.url}/v1/lists/block/email_domain?keep=true`, put);
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('row 2')]);
    expect(JSON.stringify((await shop.get('/v1/lists/block/email_domain')).body)).not.toContain('a.example');
  });

  it('take a file in addition to what there is, and come as a file by a link', async () => {
    const headers = { 'content-type': 'text/csv' };
    const put = { method: 'PUT', headers, body: 'new.example,late\n' };
    const kept = await answer(`${shop.url}/v1/lists/block/email_domain?keep=true`, put);
    expect(kept.body).toMatchObject({ added: 1, removed: 0 });
    const file = await fetch(`${shop.url}/v1/lists/block/email_domain?format=csv`);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="block-email_domain.csv"');
    expect(await file.text()).toBe('value,note\nmail.example,throwaway\nnew.example,late\npost.example,\n');
    expect((await answer(`${shop.url}/v1/lists/block/email_domain`, put)).body).toMatchObject({ added: 0, removed: 2 });
  });

  it('are exported and replaced whole, however long they are', async () => {
    const path = '/v1/lists/block/device';
    const entries = Array.from({ length: 21_000 }, (_, index) => ({ value: `d-${index}` }));
    for (let start = 0; start < entries.length; start += 7_000) {
      await shop.post(path, { add: entries.slice(start, start + 7_000) });
    }
    await shop.until('/v1/lists', ({ body }) =>
      body.items.some((each: Shown) => each.kind === 'device' && each.list === 'block' && each.entries === 21_000),
    );
    const file = await (await fetch(`${shop.url}${path}?format=csv&limit=100000`)).text();
    expect(file.trim().split('\n')).toHaveLength(1 + 21_000);
    const put = { method: 'PUT', headers: { 'content-type': 'text/csv' }, body: 'd-0\nd-20999\n' };
    expect((await answer(`${shop.url}${path}`, put)).body).toMatchObject({ added: 0, removed: 20_998 });
  }, 60_000);

  it('that are full say what they had no room for, and what goes makes room for what comes', async () => {
    const path = '/v1/lists/block/card';
    const headers = { 'content-type': 'text/csv' };
    const body = Array.from({ length: 100_000 }, (_, index) => `c-${index}\n`).join('');
    await answer(`${shop.url}${path}`, { method: 'PUT', headers, body });
    await shop.until('/v1/lists', ({ body: { items } }) =>
      items.some((each: Shown) => each.kind === 'card' && each.list === 'block' && each.entries === 100_000),
    );
    const [there, new1, new2] = [{ value: 'c-0', note: 'known' }, { value: 'new-1' }, { value: 'new-2' }];
    const full = await shop.post(path, { add: [there, new1, new2] });
    expect(full.body).toEqual({ added: 1, removed: 0, refused: 2, applied: true });
    for (let round = 1; round <= 12; round++) {
      const add = [{ value: `new-${round}` }, { value: `late-${round}` }];
      const swapped = await shop.post(path, { add, remove: [`c-${round}`] });
      expect(swapped.body, `round ${round}`).toEqual({ added: 1, removed: 1, refused: 1, applied: true });
    }
    const file = await (await fetch(`${shop.url}${path}?search=late-&format=csv`)).text();
    expect(file).toBe('value,note\n');
  }, 120_000);
});

describe('with keys', () => {
  it('who did what is the name of the key, whatever the request tells', async () => {
    const keys = {
      read: 'key-of-the-fraud-team-1',
      admin: 'key-of-the-admin-000001',
      write: 'key-of-the-machine-0001',
    };
    const writeKeys = [keys.write];
    const guarded = await openTestShop({ writeKeys, readKeys: [`fraud:Eva:${keys.read}`], adminKeys: [keys.admin] });
    const ask = (key: string, method: string, path: string, body: object | string) =>
      answer(`${guarded.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': typeof body === 'string' ? 'application/yaml' : 'application/json',
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    try {
      expect((await ask(keys.read, 'PUT', '/v1/rules', RULES)).status).toBe(200);
      const order = { orderId: 'o-1', userId: 'cal', products: [{ productId: 'p', price: 30 }] };
      await ask(keys.write, 'POST', '/v1/decisions', order);
      const update = { action: 'note', note: 'called', author: 'Somebody' };
      const { body } = await ask(keys.read, 'POST', '/v1/cases/case-o-1', update);
      expect(body.notes).toMatchObject([{ author: 'Eva', text: 'called' }]);
      expect((await ask(keys.write, 'POST', '/v1/cases/case-o-1', update)).status).toBe(403);
    } finally {
      await guarded.close();
    }
  });
});
