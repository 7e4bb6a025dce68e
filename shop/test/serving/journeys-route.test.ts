import type { ViewEntry } from '@millrace/engine/views/view-store.ts';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerWithProblems } from '../../src/server/problem-answers.ts';
import { servingRoutes } from '../../src/serving/serving-routes.ts';
import { iso, NOON, PipelineViews } from './pipeline-views.ts';

const MINUTE = 60_000;
const views = new PipelineViews();
const app: FastifyInstance = fastify();

function bought(minute: number, visitor: string, amount: string | null): ViewEntry {
  const atMs = NOON + minute * MINUTE;
  const steps = { boughtAt: iso(atMs), viewedAt: iso(atMs - 2 * MINUTE), cartedAt: iso(atMs - MINUTE) };
  const product = { productId: 'lamp', category: 'home', orderId: `o${minute}`, quantity: 2, amount };
  const row = { ...steps, eventId: `e${minute}`, visitor, ...product, views: 3, secondsToCart: 60, secondsToBuy: 60 };
  return { key: [atMs, `e${minute}`], row, final: true };
}

function order(minute: number, recordedAt: string | null): ViewEntry {
  const atMs = NOON + minute * MINUTE;
  const row = { orderedAt: iso(atMs), orderId: `o${minute}`, visitor: 'ann', lines: 1, amount: '5.0000' };
  return { key: [atMs, `o${minute}`], row: { ...row, recordedAt, status: recordedAt && 'placed' }, final: true };
}

function charge(minute: number, ip: string): ViewEntry {
  const chargedAt = iso(NOON + minute * MINUTE);
  const first = { firstAttemptAt: iso(NOON), secondsToCharge: 60 };
  const row = { chargedAt, eventId: `c${minute}`, ip, visitor: 'eve', orderId: null, amount: '900.0000' };
  return {
    key: [NOON + minute * MINUTE, `c${minute}`],
    row: { ...row, attempts: 4, attempted: '3.5000', ...first },
    final: true,
  };
}

beforeAll(async () => {
  views.commit({
    purchase_journeys: [bought(1, 'ann', '25.0000'), bought(2, 'bob', null), bought(3, 'ann', '1.2345')],
    order_records: [order(1, iso(NOON + MINUTE)), order(2, null), order(3, iso(NOON + 3 * MINUTE))],
    card_testing: [charge(1, '203.0.113.9'), charge(2, '203.0.113.10')],
  });
  answerWithProblems(app);
  await app.register(servingRoutes, { views });
});
afterAll(() => app.close());

interface Answer {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: string | null;
}

const get = async (path: string): Promise<Answer> => (await app.inject(path)).json();
const column = ({ items }: Answer, name: string): readonly unknown[] => items.map((item) => item[name]);

describe('GET /v1/journeys/purchases', () => {
  it('lists the newest first, with exact amounts, and null where there was no price', async () => {
    const answer = await get('/v1/journeys/purchases');
    expect(column(answer, 'orderId')).toEqual(['o3', 'o2', 'o1']);
    expect(column(answer, 'amount')).toEqual(['1.2345', null, '25.00']);
    expect(answer.items[2]).toEqual({
      boughtAt: iso(NOON + MINUTE),
      eventId: 'e1',
      userId: 'ann',
      productId: 'lamp',
      category: 'home',
      viewedAt: iso(NOON - MINUTE),
      cartedAt: iso(NOON),
      views: 3,
      secondsToCart: 60,
      secondsToBuy: 60,
      orderId: 'o1',
      quantity: 2,
      amount: '25.00',
    });
  });

  it('keeps to a visitor and to a time', async () => {
    expect(column(await get('/v1/journeys/purchases?userId=ann'), 'orderId')).toEqual(['o3', 'o1']);
    const range = `from=${iso(NOON + 2 * MINUTE)}&to=${iso(NOON + 3 * MINUTE)}`;
    expect(column(await get(`/v1/journeys/purchases?${range}`), 'orderId')).toEqual(['o2']);
  });

  it('pages by cursor', async () => {
    const first = await get('/v1/journeys/purchases?limit=2');
    const second = await get(`/v1/journeys/purchases?limit=2&cursor=${first.nextCursor}`);
    expect([...column(first, 'orderId'), ...column(second, 'orderId')]).toEqual(['o3', 'o2', 'o1']);
    expect(second.nextCursor).toBeNull();
  });

  it('says what is wrong with a parameter', async () => {
    const response = await app.inject('/v1/journeys/purchases?from=noon');
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0].where).toBe('query.from');
    expect((await app.inject('/v1/journeys/purchases?cursor=x')).statusCode).toBe(400);
  });
});

describe('the other journeys', () => {
  it('tell orders with a row in the database from those without', async () => {
    expect(column(await get('/v1/journeys/order-records'), 'orderId')).toEqual(['o3', 'o2', 'o1']);
    expect(column(await get('/v1/journeys/order-records?recorded=true'), 'orderId')).toEqual(['o3', 'o1']);
    const missing = await get('/v1/journeys/order-records?recorded=false');
    expect(missing.items).toEqual([
      {
        orderedAt: iso(NOON + 2 * MINUTE),
        orderId: 'o2',
        userId: 'ann',
        lines: 1,
        amount: '5.00',
        recordedAt: null,
        status: null,
      },
    ]);
  });

  it('name the address from which cards are tried out', async () => {
    const answer = await get('/v1/journeys/card-testing?ip=203.0.113.9');
    expect(column(answer, 'amount')).toEqual(['900.00']);
    expect(column(answer, 'attempts')).toEqual([4]);
  });

  it('are empty where no pipeline writes them', async () => {
    expect(await get('/v1/journeys/abandoned-carts')).toEqual({ items: [], nextCursor: null });
    expect(await get('/v1/journeys/price-drop-returns')).toEqual({ items: [], nextCursor: null });
  });
});
