import type { ViewEntry } from '@millrace/engine/views/view-store.ts';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerWithProblems } from '../../src/server/problem-answers.ts';
import { servingRoutes } from '../../src/serving/serving-routes.ts';
import { iso, NOON, PipelineViews, WINDOW_MS } from './pipeline-views.ts';

const views = new PipelineViews();
const app: FastifyInstance = fastify();

function session(visitor: string, startMs: number): ViewEntry {
  const row = {
    visitor,
    sessionStart: iso(startMs),
    sessionEnd: iso(startMs + 90_000),
    durationSeconds: 90,
    events: 7,
    pageViews: 4,
    productsSeen: 3,
    cartAdds: 1,
    orders: 1,
    revenue: '20.5000',
    converted: true,
    minutesToConversion: '1.25',
    device: 'mobile',
    entryProduct: 'p1',
    exitProduct: null,
  };
  return { key: [visitor, startMs], row, final: true };
}

function product(startMs: number, place: number, productId: string, category = 'books'): ViewEntry {
  const window = { windowStart: iso(startMs), windowEnd: iso(startMs + WINDOW_MS) };
  const row = {
    ...window,
    place,
    productId,
    category,
    score: productId === 't1' ? 98 : 100 - place,
    views: 9,
    carts: 2,
    purchases: 1,
  };
  return { key: [startMs, category, place], row, final: true };
}

beforeAll(async () => {
  const later = NOON + WINDOW_MS;
  views.commit({
    sessions: [session('ann', NOON), session('ann', NOON + WINDOW_MS), session('anna', NOON), session('bob', NOON)],
    trending_now: [
      product(NOON, 1, 'old'),
      product(later, 1, 'b1'),
      product(later, 1, 't1', 'toys'),
      product(later, 2, 'b2'),
    ],
    trending_categories: [{ ...product(later, 1, '-', 'books'), key: [later, 1] }],
    'revenue.late': [1, 2, 3].map((number) => ({ key: [number], row: { number, eventId: `e${number}` }, final: true })),
  });
  answerWithProblems(app);
  await app.register(servingRoutes, { views });
});
afterAll(() => app.close());

const get = async (path: string) => (await app.inject(path)).json();

describe('GET /v1/sessions', () => {
  it("lists one visitor's sessions, newest first, and nobody else's", async () => {
    const { items } = await get('/v1/sessions?userId=ann');
    expect(items.map((item: { start: string }) => item.start)).toEqual([iso(NOON + WINDOW_MS), iso(NOON)]);
    expect(items[0]).toMatchObject({ userId: 'ann', revenue: '20.50', minutesToConversion: '1.25', exitProduct: null });
  });

  it('pages by cursor', async () => {
    const first = await get('/v1/sessions?userId=ann&limit=1');
    const second = await get(`/v1/sessions?userId=ann&limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map((item) => item.start)).toEqual([iso(NOON + WINDOW_MS), iso(NOON)]);
    expect(second.nextCursor).toBeNull();
  });

  it('asks for the visitor', async () => {
    const response = await app.inject('/v1/sessions');
    expect(response.statusCode).toBe(400);
    expect(response.json().errors[0].mend).toContain('userId');
  });
});

describe('GET /v1/trending', () => {
  it('ranks the products of the newest window over all categories, equal scores by name', async () => {
    const { items, windowStart } = await get('/v1/trending');
    expect(windowStart).toBe(iso(NOON + WINDOW_MS));
    const places = items.map((item: { place: number; productId: string }) => [item.place, item.productId]);
    expect(places).toEqual([
      [1, 'b1'],
      [2, 'b2'],
      [3, 't1'],
    ]);
    expect((await get('/v1/trending?n=1')).items).toHaveLength(1);
  });

  it('ranks within a category', async () => {
    const { items } = await get('/v1/trending?category=toys');
    expect(items).toEqual([
      { place: 1, productId: 't1', category: 'toys', score: 98, views: 9, carts: 2, purchases: 1 },
    ]);
    expect((await get('/v1/trending?category=none')).items).toEqual([]);
  });

  it('ranks categories', async () => {
    expect((await get('/v1/trending/categories')).items).toMatchObject([{ place: 1, category: 'books' }]);
  });
});

describe('GET /v1/late', () => {
  it('counts and shows the late rows of each query, newest first', async () => {
    const { items } = await get('/v1/late?limit=2');
    expect(items).toEqual([
      {
        query: 'revenue',
        count: 3,
        rows: [
          { number: 3, eventId: 'e3' },
          { number: 2, eventId: 'e2' },
        ],
      },
    ]);
    expect((await get('/v1/late?query=sessions')).items).toEqual([]);
  });
});

describe('a pipeline that does not run', () => {
  it('gives empty lists, not errors', async () => {
    const bare = fastify();
    await bare.register(servingRoutes, { views: new Map() });
    for (const path of ['revenue', 'sessions?userId=ann', 'trending', 'trending/categories', 'late']) {
      const response = await bare.inject(`/v1/${path}`);
      expect([response.statusCode, response.json().items]).toEqual([200, []]);
    }
    await bare.close();
  });
});
