import type { ViewEntry, ViewRow } from '@millrace/engine/views/view-store.ts';
import fc from 'fast-check';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerWithProblems } from '../../src/server/problem-answers.ts';
import { averageText, exactMoney, exactText } from '../../src/serving/ranges/exact-money.ts';
import { stepFor } from '../../src/serving/ranges/revenue-timeline.ts';
import { servingRoutes } from '../../src/serving/serving-routes.ts';
import { iso, NOON, PipelineViews, revenueEntry, WINDOW_MS } from './pipeline-views.ts';

const HOUR_MS = 12 * WINDOW_MS;
let views: PipelineViews;
let app: FastifyInstance;

beforeEach(async () => {
  views = new PipelineViews();
  app = fastify();
  answerWithProblems(app);
  await app.register(servingRoutes, { views });
});
afterEach(() => app.close());

async function get(path: string) {
  const response = await app.inject(path);
  return { status: response.statusCode, body: response.json() };
}

function windowEntry(startMs: number, row: ViewRow, keys: ViewEntry['key'] = [], final = true, lengthMs = WINDOW_MS) {
  const window = { windowStart: iso(startMs), windowEnd: iso(startMs + lengthMs) };
  return { key: [startMs, ...keys], row: { ...window, ...row }, final };
}

function total(startMs: number, orders: number): ViewEntry {
  return windowEntry(startMs, { revenue: '1.0000', orders });
}

function correction(startMs: number, eventId: string, kind: string, amount: string, category = 'books'): ViewEntry {
  return windowEntry(startMs, { eventId, kind, amount, category }, [eventId, kind]);
}

const RANGE = `from=${iso(NOON)}&to=${iso(NOON + HOUR_MS)}`;

describe('GET /v1/revenue/timeline', () => {
  it('tells what stands step by step, with what was cancelled, came late and was taken back', async () => {
    views.commit({
      revenue: [
        revenueEntry(NOON, 'books', { revenue: '100.0000', orders: 4 }),
        revenueEntry(NOON, 'toys', { revenue: '30.0000', orders: 2 }),
        revenueEntry(NOON + WINDOW_MS, 'books', { revenue: '5.0000', orders: 1 }, false),
      ],
      revenue_total: [total(NOON, 5), total(NOON + WINDOW_MS, 1)],
      revenue_cancelled: [windowEntry(NOON, { category: 'toys', amount: '12.0000', orders: 1 }, ['toys'])],
      revenue_corrections: [
        correction(NOON, 'e1', 'late', '7.5000'),
        correction(NOON, 'e2', 'taken back', '-25.0000'),
        correction(NOON - WINDOW_MS, 'e3', 'taken back', '-1000.0000'),
      ],
    });
    const { body } = await get(`/v1/revenue/timeline?${RANGE}`);
    expect(body).toMatchObject({
      from: iso(NOON),
      to: iso(NOON + HOUR_MS),
      stepMinutes: 5,
      categories: ['books', 'toys'],
    });
    expect(body.steps).toHaveLength(12);
    expect(body.steps[0]).toEqual({
      start: iso(NOON),
      end: iso(NOON + WINDOW_MS),
      final: true,
      byCategory: ['82.50', '30.00'],
      stands: '112.50',
      revenue: '130.00',
      orders: 5,
      cancelled: '12.00',
      cancelledOrders: 1,
      late: '7.50',
      lateLines: 1,
      takenBack: '-25.00',
      takenBackLines: 1,
    });
    expect(body.steps[1]).toMatchObject({ final: false, stands: '5.00' });
    expect(body.total).toMatchObject({ stands: '117.50', orders: 6, averageOrderValue: '22.50', takenBack: '-25.00' });
  });

  it('has as many steps as fit into its minutes, the present one among them', async () => {
    const { body } = await get(`/v1/revenue/timeline?to=${iso(NOON + 7 * 60_000)}`);
    expect(body.steps).toHaveLength(12);
    expect(body).toMatchObject({ from: iso(NOON + 2 * WINDOW_MS - HOUR_MS), to: iso(NOON + 2 * WINDOW_MS) });
  });

  it('has one category when one is asked for, and its own orders', async () => {
    views.commit({
      revenue: [revenueEntry(NOON, 'books', { orders: 4 }), revenueEntry(NOON, 'toys', { orders: 2 })],
      revenue_total: [total(NOON, 5)],
    });
    const { body } = await get(`/v1/revenue/timeline?${RANGE}&category=toys`);
    expect(body).toMatchObject({ categories: ['toys'], total: { orders: 2, stands: '10.00' } });
  });

  it('puts the smallest of many categories together', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `c${String(index).padStart(2, '0')}`);
    views.commit({
      revenue: names.map((name, index) => revenueEntry(NOON, name, { revenue: `${index + 1}.0000` })),
    });
    const { body } = await get(`/v1/revenue/timeline?${RANGE}`);
    expect(body.categories).toEqual(['c11', 'c10', 'c09', 'c08', 'c07', 'c06', 'c05', null]);
    expect(body.steps[0].byCategory.at(-1)).toBe('15.00');
    expect(body.steps[0].stands).toBe('78.00');
  });

  it('sees a correction of an hour that it has read before, when it was over', async () => {
    const dayMs = NOON - 24 * HOUR_MS;
    views.commit({
      revenue: [revenueEntry(dayMs, 'books')],
      traffic: [windowEntry(NOON, { visitors: 1 })],
    });
    const path = `/v1/revenue/timeline?from=${iso(dayMs)}&to=${iso(NOON)}&stepMinutes=60`;
    expect((await get(path)).body.total.stands).toBe('10.00');
    views.commit({ revenue_corrections: [correction(dayMs, 'e1', 'taken back', '-10.0000')] });
    expect((await get(path)).body.total.stands).toBe('0.00');
    expect((await get(path.replace('60', '5'))).body.total.stands).toBe('0.00');
  });

  it('follows windows that still count', async () => {
    const path = `/v1/revenue/timeline?${RANGE}&stepMinutes=60`;
    views.commit({ revenue: [revenueEntry(NOON, 'books', { revenue: '1.0000' }, false)] });
    expect((await get(path)).body.total.stands).toBe('1.00');
    views.commit({ revenue: [revenueEntry(NOON, 'books', { revenue: '2.0000' }, false)] });
    expect((await get(path)).body.total.stands).toBe('2.00');
  });

  it('leaves out windows that still count, for those who add them', async () => {
    views.commit({
      revenue: [revenueEntry(NOON, 'books'), revenueEntry(NOON + WINDOW_MS, 'toys', { revenue: '7.0000' }, false)],
      revenue_total: [total(NOON, 1), total(NOON + WINDOW_MS, 1)],
      traffic: [windowEntry(NOON, { visitors: 1 }), windowEntry(NOON + WINDOW_MS, { visitors: 1 }, [], false)],
    });
    for (const step of ['5', '60']) {
      const path = `/v1/revenue/timeline?${RANGE}&stepMinutes=${step}`;
      const { body } = await get(`${path}&open=false`);
      expect(body).toMatchObject({ closedTo: iso(NOON + WINDOW_MS), total: { stands: '10.00', orders: 1 } });
      expect(body.allCategories).toEqual(['books']);
      expect((await get(path)).body).toMatchObject({ total: { stands: '17.00' }, allCategories: ['books', 'toys'] });
    }
  });

  it('refuses times in the wrong order, too far apart, and that are no times', async () => {
    for (const query of [
      `from=${iso(NOON)}&to=${iso(NOON)}`,
      `from=2023-01-01&to=2024-01-01`,
      'from=noon',
      'stepMinutes=7',
    ]) {
      expect((await get(`/v1/revenue/timeline?${query}`)).status).toBe(400);
    }
  });

  it('never has more steps than a chart can show, however long the range is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60_000, max: 92 * 24 * HOUR_MS }), (spanMs) => {
        const steps = spanMs / stepFor({ fromMs: 0, toMs: spanMs });
        expect(steps).toBeLessThanOrEqual(96);
      }),
    );
  });
});

describe('money that is added up', () => {
  it('is exact, and reads as it was written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (amount) => {
        expect(exactMoney(exactText(amount))).toBe(amount);
      }),
    );
    expect(averageText(100_000n, 3)).toBe('3.333333');
    expect(averageText(0n, 0)).toBeNull();
  });
});

function hourOf(startMs: number, visitors: number, buyers: number): ViewEntry {
  const row = { visitors, viewers: visitors - 1, carts: 3, checkouts: 2, buyers, events: 99 };
  return windowEntry(startMs, row, [], true, HOUR_MS);
}

describe('GET /v1/traffic', () => {
  it('counts a visitor once an hour: in the hours that end with the newest one', async () => {
    const end = NOON + 35 * 60_000;
    views.commit({
      traffic_hours: [
        hourOf(end - 2 * HOUR_MS, 50, 5),
        hourOf(end - HOUR_MS - WINDOW_MS, 77, 7),
        hourOf(end - HOUR_MS, 100, 4),
      ],
    });
    const { body } = await get(`/v1/traffic?from=${iso(end - HOUR_MS + 120_000)}&to=${iso(end + 120_000)}`);
    expect(body).toMatchObject({
      from: iso(end - HOUR_MS),
      to: iso(end),
      visitors: 100,
      conversion: 0.04,
      counted: 'visitors',
    });
    expect(body.steps.map(({ count }: { count: number }) => count)).toEqual([99, 3, 2, 4]);
    const longer = await get(`/v1/traffic?from=${iso(end - 2 * HOUR_MS)}&to=${iso(end)}`);
    expect(longer.body).toMatchObject({ from: iso(end - 2 * HOUR_MS), visitors: 150, conversion: 9 / 150 });
  });

  it('has nobody in a shop that has been empty for a while', async () => {
    views.commit({ traffic_hours: [hourOf(NOON, 50, 5)] });
    const { body } = await get(`/v1/traffic?from=${iso(NOON + 9 * HOUR_MS)}&to=${iso(NOON + 10 * HOUR_MS)}`);
    expect(body).toMatchObject({ visitors: 0, conversion: null });
  });

  it('counts the events of a category', async () => {
    const row = (views: number) => ({ category: 'toys', views, carts: 2, purchases: 1 });
    views.commit({
      category_traffic: [0, 1, 12].map((index) => windowEntry(NOON + index * WINDOW_MS, row(10 + index), ['toys'])),
    });
    const { body } = await get(`/v1/traffic?${RANGE}&category=toys`);
    expect(body).toMatchObject({ counted: 'events', visitors: null, conversion: null });
    expect(body.steps).toEqual([
      { step: 'view', count: 21 },
      { step: 'cart', count: 4 },
      { step: 'purchase', count: 2 },
    ]);
  });
});

describe('lists over a range', () => {
  it('add up countries hour by hour, the unknown one without a name', async () => {
    const row = (country: string, visitors: number) => ({
      country,
      visitors,
      buyers: 1,
      orders: 2,
      revenue: '10.5000',
    });
    const entry = (hour: number, country: string, visitors: number) =>
      windowEntry(NOON + hour * HOUR_MS, row(country, visitors), [country], true, HOUR_MS);
    views.commit({
      traffic_countries: [entry(0, 'DE', 5), entry(0, 'unknown', 9), entry(1, 'DE', 6), entry(2, 'FR', 99)],
    });
    const { body } = await get(`/v1/traffic/countries?from=${iso(NOON + 60_000)}&to=${iso(NOON + 2 * HOUR_MS)}&n=5`);
    expect(body).toEqual({
      from: iso(NOON),
      to: iso(NOON + 2 * HOUR_MS),
      countries: 2,
      items: [
        { country: 'DE', visitors: 11, buyers: 2, conversion: 2 / 11, orders: 4, revenue: '21.00' },
        { country: null, visitors: 9, buyers: 1, conversion: 1 / 9, orders: 2, revenue: '10.50' },
      ],
    });
  });

  it('add up searches, equal ones by text', async () => {
    const entry = (hour: number, place: number, query: string, searches: number) =>
      windowEntry(NOON + hour * HOUR_MS, { place, query, searches, searchers: 1 }, [place], true, HOUR_MS);
    views.commit({
      top_searches: [entry(0, 1, 'tent', 5), entry(0, 2, 'lamp', 4), entry(1, 1, 'lamp', 1), entry(1, 2, 'axe', 1)],
    });
    const { body } = await get(`/v1/searches?from=${iso(NOON)}&to=${iso(NOON + 2 * HOUR_MS)}&n=2`);
    expect(body.items).toEqual([
      { query: 'lamp', searches: 5, searchers: 2 },
      { query: 'tent', searches: 5, searchers: 1 },
    ]);
  });

  it('rank products over the hours, of one category where one is asked for', async () => {
    const entry = (hour: number, category: string, productId: string, score: number) =>
      windowEntry(
        NOON + hour * HOUR_MS,
        { category, place: 1, productId, score, views: score, carts: 0, purchases: 0 },
        [category, 1],
      );
    views.commit({
      trending_hours: [entry(0, 'toys', 'bear', 5), entry(0, 'books', 'novel', 7), entry(1, 'toys', 'bear', 4)],
    });
    const range = `from=${iso(NOON)}&to=${iso(NOON + 2 * HOUR_MS)}`;
    const { body } = await get(`/v1/trending/hours?${range}`);
    expect(body.items.map(({ productId, score }: ViewRow) => [productId, score])).toEqual([
      ['bear', 9],
      ['novel', 7],
    ]);
    const books = await get(`/v1/trending/hours?${range}&category=books`);
    expect(books.body.items).toMatchObject([{ productId: 'novel', category: 'books' }]);
  });
});
