/** Nothing of a forgotten user is left in any store, everything else is as it was, and a replay gives the same. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replayShop } from '../../src/function-runtime/replay-shop.ts';
import { DEFAULT_WAREHOUSE_SETTINGS } from '../../src/sinks/warehouse/warehouse-settings.ts';
import { type Answer, answer } from '../server/test-server.ts';
import { openTestShop, type TestShop } from '../server/test-shop.ts';
import { allStores } from './all-stores.ts';

const PATIENCE_MS = 60_000;
const ZORA = 'zora-4711';
const ANONYMOUS = 'anon-4711';
const PERSON = /zora-4711|anon-4711|zora@example|secret search/;
const NAMES = new RegExp(`${PERSON.source}|198\\.51\\.100\\.47`);
/** What the forgotten user and everybody else does: shoppers with one address between two of them. */
const HOURS = Array.from({ length: 3 }, (_, hour) => Date.now() - (5 - hour) * 3_600_000);

let folder: string;
let shop: TestShop;
let problems: string[] = [];

beforeEach(async () => {
  problems = [];
  folder = mkdtempSync(join(tmpdir(), 'millrace-forget-'));
  shop = await open();
}, PATIENCE_MS);
afterEach(async () => {
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
}, PATIENCE_MS);

function open(): Promise<TestShop> {
  const warehouse = { ...DEFAULT_WAREHOUSE_SETTINGS, intervalMs: 200 };
  return openTestShop({ dataFolder: folder, warehouse, onProblem: ({ message }) => problems.push(message) });
}

function eventsOf(who: object, name: string): readonly object[] {
  return HOURS.flatMap((atMs, hour) =>
    ['search', 'page_view', 'product_click', 'add_to_cart', 'purchase'].map((eventType, step) => ({
      ...who,
      eventId: `${hour}-${step}-${name}`,
      eventType,
      timestamp: new Date(atMs + step * 60_000).toISOString(),
      sessionId: `visit-${hour}-${name}`,
      productId: `p-${step}`,
      category: 'books',
      price: 10.5,
      quantity: 2,
      deviceType: 'mobile',
      location: { country: 'DE' },
      ...(eventType === 'purchase' && { orderId: `order-${hour}-${name}` }),
      ...(eventType === 'search' && { query: 'secret search' }),
    })),
  );
}

/** Every order has a case, and what is remembered around cases is among what must be forgotten. */
const RULES =
  'version: 1\noutcomes: { review: 1, decline: 90 }\nrules:\n  - { code: ALL, name: All, weight: 9, when: orderValue >= 0 }\n';

async function fill(): Promise<void> {
  const headers = { 'content-type': 'application/yaml' };
  expect((await answer(`${shop.url}/v1/rules`, { method: 'PUT', headers, body: RULES })).status).toBe(200);
  const at = new Date(HOURS[0] ?? 0).toISOString();
  const traits = { email: 'zora@example.com', country: 'DE', segment: 'gold' };
  await shop.send(
    ...eventsOf({ anonymousId: ANONYMOUS, ip: '198.51.100.47' }, 'a'),
    { eventId: 'i', eventType: 'identify', userId: ZORA, anonymousId: ANONYMOUS, timestamp: at, properties: traits },
    ...eventsOf({ userId: ZORA, ip: '198.51.100.47' }, 'z'),
    ...eventsOf({ userId: 'ben' }, 'b').map((event) => ({ ...event, query: 'tents' })),
    // A visit that is going on.
    { eventId: 'now', eventType: 'page_view', userId: ZORA, timestamp: new Date().toISOString(), productId: 'p-1' },
    { eventId: 'bad', eventType: 'page_view', userId: ZORA, timestamp: 'yesterday', email: 'zora@example.com' },
  );
  await until('/v1/decisions/order-2-z', ({ status }) => status === 200);
  await until('/v1/query/tables', ({ body }) => body.tables[0].files >= HOURS.length);
}

/** What the API says about others. */
async function othersSay(): Promise<readonly unknown[]> {
  const features = { features: ['user:orders_24h', 'user:spend_24h'], entities: { userId: ['ben'] } };
  const answers: readonly Answer[] = await Promise.all([
    shop.get('/v1/users/ben'),
    shop.get('/v1/decisions/order-1-b'),
    shop.post('/v1/features/online', features),
  ]);
  return answers.map(({ body }) => body.results?.map(({ values }: { values: unknown }) => values) ?? body);
}

/** What the warehouse says about the shop as a whole. */
async function figures(): Promise<unknown> {
  const sql = `SELECT event_type, country, product_id, count(*), sum(price), count(DISTINCT visitor) FROM events
    WHERE event_type NOT IN ('user_forget', 'identify') GROUP BY ALL ORDER BY ALL`;
  return (await shop.post('/v1/query', { sql })).body.rows;
}

async function forget(userId: string, body: object = {}): Promise<Answer['body']> {
  const begun = await shop.post(`/v1/users/${userId}/forget`, body);
  expect(begun.status, begun.text).toBe(202);
  const isOver = ({ body: report }: Answer) => report.status === 'done' || report.status === 'failed';
  const { body: report } = await until(`/v1/forgets/${begun.body.forgetId}`, isOver);
  expect(problems).toEqual([]);
  return report;
}

/** Longer than others wait: a forgetting goes through everything, in a process of low priority. */
async function until(path: string, isRight: (answer: Answer) => boolean): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const given = await shop.until(path, isRight);
    if (isRight(given) || tries === 3) return given;
  }
}

/** Addresses are also others': what fraud signals count by them stays until its day is over. */
const isCountedByAddress = (line: string) => line.startsWith('state fraud_scores/') && !PERSON.test(line);
const meant = (lines: readonly string[]) =>
  lines.filter((line) => NAMES.test(line) && !isCountedByAddress(line)).map((line) => line.slice(0, 200));

describe('forgetting a user', () => {
  it('leaves no trace in any store, and nothing of it comes back', { timeout: 5 * PATIENCE_MS }, async () => {
    await fill();
    const [before, sums] = [await othersSay(), await figures()];
    const counted = await forget(ZORA, { dryRun: true });
    expect(counted).toMatchObject({ status: 'done', dryRun: true, anonymousVisitors: 1 });
    expect((await shop.get('/v1/decisions/order-1-z')).body.userId ?? ZORA).toBe(ZORA);

    const report = await forget(ZORA);
    expect(report).toMatchObject({ status: 'done', anonymousVisitors: 1, notes: [] });
    expect(report.counts).toMatchObject({ 'log records': 32, 'view decisions': 6, 'quarantine and trails': 1 });
    expect(counted.counts['log records']).toBe(32);
    expect([await othersSay(), await figures()]).toEqual([before, sums]);
    expect((await forget(ZORA)).counts).toEqual({});
    const cases = (await shop.get('/v1/cases/queue')).body;
    expect(cases).toMatchObject({ counts: { pending: 9 } });
    expect(cases.items.filter(({ visitor }: { visitor: string }) => visitor.startsWith('forgotten-'))).toHaveLength(6);
    const { body: history } = await shop.get('/v1/cases/case-order-2-z/history');
    // Of its device, card and address nothing is known any more; those of the buyer are under the pseudonym.
    expect(history.history).toHaveLength(1);
    expect(history.history[0].orders).toHaveLength(6);
    expect((await shop.get('/v1/audit')).text).toContain('user_forgotten');
    await shop.close();
    expect(meant(await allStores(folder))).toEqual([]);

    await replayShop({ dataFolder: folder, fromMs: 0 });
    expect(meant(await allStores(folder))).toEqual([]);
    shop = await open();
    await until('/v1/decisions/order-1-b', ({ status }) => status === 200);
    expect(await othersSay()).toEqual(before);
    expect((await shop.get(`/v1/sessions?userId=${ZORA}`)).body.items).toEqual([]);
  });

  it('goes on after a stop in the middle', { timeout: 5 * PATIENCE_MS }, async () => {
    await fill();
    const { body } = await shop.post(`/v1/users/${ZORA}/forget`, {});
    await until(`/v1/forgets/${body.forgetId}`, ({ body: { step } }) => step !== null && step !== 'find');
    await shop.close();
    shop = await open();
    const report = await until(`/v1/forgets/${body.forgetId}`, ({ body: now }) => now.status === 'done');
    expect(report.body).toMatchObject({ status: 'done' });
    await shop.close();
    expect(meant(await allStores(folder))).toEqual([]);
    shop = await open();
  });
});
