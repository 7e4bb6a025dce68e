import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerWithProblems } from '../../src/server/problem-answers.ts';
import { servingRoutes } from '../../src/serving/serving-routes.ts';
import { iso, NOON, PipelineViews, WINDOW_MS } from './pipeline-views.ts';

const views = new PipelineViews();
const app: FastifyInstance = fastify();

function correction(number: number, category: string) {
  const window = { windowStart: iso(NOON), windowEnd: iso(NOON + WINDOW_MS) };
  const told = { kind: 'late', correctedAt: iso(NOON), reason: 'purchase', orderId: 'o1', amount: '12.5000' };
  const eventId = `e${number}`;
  return { key: [NOON, eventId, 'late'], row: { ...window, ...told, eventId, category }, final: true };
}

function stock(productId: string, figures: { onHand: number; threshold: number; reorder: number }) {
  const told = { movedAt: iso(NOON), onOrder: 0, soldADay: '1.5000', daysOfCover: null };
  return { key: [productId], row: { productId, ...told, ...figures }, final: true };
}

function score(number: number, points: number) {
  const receivedAt = NOON + number;
  const told = { visitor: 'ann', ip: null, country: 'DE', deviceId: null, orderValue: '9.0000', reasons: '' };
  const orderId = `o${number}`;
  return {
    key: [receivedAt, orderId],
    row: { receivedAt: iso(receivedAt), orderId, score: points, ...told },
    final: true,
  };
}

beforeAll(async () => {
  views.commit({
    revenue_corrections: [correction(1, 'books'), correction(2, 'toys'), correction(3, 'books')],
    stock: [
      stock('a', { onHand: 3, threshold: 5, reorder: 0 }),
      stock('b', { onHand: 9, threshold: 5, reorder: 4 }),
      stock('c', { onHand: 9, threshold: 5, reorder: 0 }),
    ],
    fraud_scores: [score(1, 0), score(2, 80), score(3, 40)],
  });
  answerWithProblems(app);
  await app.register(servingRoutes, { views });
});
afterAll(() => app.close());

async function list(path: string) {
  const response = await app.inject(path);
  return { status: response.statusCode, body: response.json() };
}

describe('lists over views', () => {
  it('show corrections of closed windows, of one category when asked, page by page', async () => {
    const { body } = await list('/v1/revenue/corrections?category=books&limit=1');
    expect(body.items).toEqual([
      {
        windowStart: '2024-01-15T12:00:00.000Z',
        windowEnd: '2024-01-15T12:05:00.000Z',
        eventId: 'e1',
        kind: 'late',
        correctedAt: '2024-01-15T12:00:00.000Z',
        reason: 'purchase',
        category: 'books',
        orderId: 'o1',
        amount: '12.50',
      },
    ]);
    const next = await list(`/v1/revenue/corrections?category=books&cursor=${body.nextCursor}`);
    expect(next.body.items.map(({ eventId }: { eventId: string }) => eventId)).toEqual(['e3']);
  });

  it('show stock, and what is below its threshold or should be ordered', async () => {
    const names = async (query: string) =>
      (await list(`/v1/inventory?${query}`)).body.items.map(({ productId }: { productId: string }) => productId);
    expect(await names('')).toEqual(['a', 'b', 'c']);
    expect(await names('below=threshold')).toEqual(['a']);
    expect(await names('below=reorder')).toEqual(['b']);
  });

  it('show fraud scores from a minimum on, newest first, between two times', async () => {
    const { body } = await list('/v1/fraud/scores?minimum=40');
    expect(body.items.map(({ orderId }: { orderId: string }) => orderId)).toEqual(['o3', 'o2']);
    const bounded = await list(`/v1/fraud/scores?from=${iso(NOON + 2)}&to=${iso(NOON + 3)}`);
    expect(bounded.body.items.map(({ orderId }: { orderId: string }) => orderId)).toEqual(['o2']);
  });

  it.each([
    '/v1/inventory?below=everything',
    '/v1/fraud/scores?minimum=101',
    '/v1/fraud/scores?from=yesterday',
    '/v1/revenue/corrections?cursor=x',
    '/v1/inventory/alerts?limit=0',
  ])('answer %s with a problem', async (path) => {
    const { status, body } = await list(path);
    expect(status).toBe(400);
    expect(body.code).toBe('BAD_REQUEST');
  });

  it('are empty before anything has happened', async () => {
    expect((await list('/v1/inventory/fast-movers')).body).toEqual({ items: [], nextCursor: null });
  });
});
