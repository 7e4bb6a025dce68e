import fc from 'fast-check';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerWithProblems } from '../../src/server/problem-answers.ts';
import { moneyText } from '../../src/serving/money-text.ts';
import { servingRoutes } from '../../src/serving/serving-routes.ts';
import { NOON, PipelineViews, revenueEntry, WINDOW_MS } from './pipeline-views.ts';

const views = new PipelineViews();
const app: FastifyInstance = fastify();

beforeAll(async () => {
  views.commit({
    revenue: [
      revenueEntry(NOON, 'books', { revenue: '1234567890123456789.1200', averageOrderValue: '0.333333' }),
      revenueEntry(NOON, 'toys', { revenue: null, averageOrderValue: null }),
      revenueEntry(NOON + WINDOW_MS, 'books', { revenue: '12.3456', averageOrderValue: '6.172800' }),
      revenueEntry(NOON + 2 * WINDOW_MS, 'books', { revenue: '5.0000' }, false),
    ],
  });
  answerWithProblems(app);
  await app.register(servingRoutes, { views });
});
afterAll(() => app.close());

async function revenue(query: string) {
  const response = await app.inject(`/v1/revenue?${query}`);
  return { status: response.statusCode, body: response.json() };
}

function places(items: readonly { windowStart: string; category: string }[]): readonly string[] {
  return items.map((item) => `${item.windowStart.slice(11, 16)} ${item.category}`);
}

describe('GET /v1/revenue', () => {
  it('lists windows by time and category, with money to the last digit and no idle zeros', async () => {
    const { body } = await revenue('');
    expect(body.items).toEqual([
      {
        windowStart: '2024-01-15T12:00:00.000Z',
        windowEnd: '2024-01-15T12:05:00.000Z',
        category: 'books',
        revenue: '1234567890123456789.12',
        orders: 1,
        averageOrderValue: '0.333333',
        final: true,
      },
      expect.objectContaining({ category: 'toys', revenue: '0.00', averageOrderValue: '0.00' }),
      expect.objectContaining({ revenue: '12.3456', averageOrderValue: '6.1728' }),
      expect.objectContaining({ revenue: '5.00', final: false }),
    ]);
    expect(body.nextCursor).toBeNull();
  });

  it('takes from as the first window and to as the first that is left out, in any zone', async () => {
    const { body } = await revenue('from=2024-01-15T13:05:00%2B01:00&to=2024-01-15T12:10:00Z');
    expect(places(body.items)).toEqual(['12:05 books']);
  });

  it('filters by category and by whether a window still counts', async () => {
    expect(places((await revenue('category=toys')).body.items)).toEqual(['12:00 toys']);
    expect(places((await revenue('final=false')).body.items)).toEqual(['12:10 books']);
    expect(places((await revenue('final=true&category=books')).body.items)).toEqual(['12:00 books', '12:05 books']);
  });

  it.each([
    ['from=yesterday', 'query.from', '2024-01-15T10:30:00Z'],
    ['to=2024-01-15T10:30', 'query.to', 'zone'],
    ['from=2024-13-45', 'query.from', 'ISO 8601'],
    ['limit=0', 'query.limit', '>= 1'],
    ['limit=many', 'query.limit', 'integer'],
    ['final=perhaps', 'query.final', 'boolean'],
    ['cursor=rubbish', 'query.cursor', 'nextCursor'],
    ['cursor=WzFd', 'query.cursor', 'nextCursor'],
  ])('explains what is wrong with %s', async (query, where, mend) => {
    const response = await app.inject(`/v1/revenue?${query}`);
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    const [fault] = response.json().errors;
    expect(fault.where).toBe(where);
    expect(fault.mend).toContain(mend);
  });

  it('pages through every row exactly once, whatever the page size and whatever comes in between', async () => {
    const many = new PipelineViews();
    const rows = Array.from({ length: 40 }, (_, index) => revenueEntry(NOON + index * WINDOW_MS, 'books'));
    many.commit({ revenue: rows });
    const server = fastify();
    await server.register(servingRoutes, { views: many });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), async (limit) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const after: string = cursor === null ? '' : `&cursor=${cursor}`;
          const page = (await server.inject(`/v1/revenue?limit=${limit}${after}`)).json();
          seen.push(...page.items.map((item: { windowStart: string }) => item.windowStart));
          cursor = page.nextCursor;
          // A row that comes before the cursor must not move it.
          many.commit({ revenue: [revenueEntry(NOON, 'books')] });
        } while (cursor !== null);
        expect(seen).toEqual(rows.map((entry) => entry.row.windowStart));
      }),
    );
    await server.close();
  });

  it('goes on behind a cursor whose row has gone', async () => {
    const few = new PipelineViews();
    few.commit({ revenue: [revenueEntry(NOON, 'a'), revenueEntry(NOON, 'b'), revenueEntry(NOON, 'c')] });
    const server = fastify();
    await server.register(servingRoutes, { views: few });
    const { nextCursor } = (await server.inject('/v1/revenue?limit=2')).json();
    few.remove('revenue', [NOON, 'b']);
    const rest = (await server.inject(`/v1/revenue?limit=2&cursor=${nextCursor}`)).json();
    expect(places(rest.items)).toEqual(['12:00 c']);
    await server.close();
  });
});

describe('money in answers', () => {
  it('keeps the value, has two decimals at least and no zero beyond them', () => {
    const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`));
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 34n), max: 10n ** 34n }), digits(6), (whole, fraction) => {
        const text = moneyText(`${whole}.${fraction}`);
        const [shownWhole, shownFraction = ''] = text.split('.');
        expect(shownWhole).toBe(String(whole));
        expect(shownFraction.padEnd(6, '0')).toBe(fraction);
        expect(shownFraction).toMatch(/^\d{2}(\d*[1-9])?$/);
      }),
    );
  });
});
