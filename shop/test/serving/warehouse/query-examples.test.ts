/** The saved example queries, against answers worked out by hand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../server/test-server.ts';
import { openQueryWorld, type QueryWorld } from './query-world.ts';
import { writeRows } from './written-warehouse.ts';

/** A machine may be busy when a whole shop starts. */
const PATIENCE_MS = 30_000;
let world: QueryWorld;

/** Three weeks: ann comes in each and orders twice, ben in two and orders once, cleo only looks. */
const VISITS = [
  { visitor: 'ann', session_start: '2026-01-05T10:00:00Z', products_seen: 2, cart_adds: 1, orders: 1, revenue: '100' },
  { visitor: 'ann', session_start: '2026-01-12T10:00:00Z', products_seen: 1, cart_adds: 0, orders: 0, revenue: '0' },
  { visitor: 'ann', session_start: '2026-01-19T10:00:00Z', products_seen: 1, cart_adds: 1, orders: 1, revenue: '20' },
  { visitor: 'ben', session_start: '2026-01-06T10:00:00Z', products_seen: 1, cart_adds: 1, orders: 0, revenue: '0' },
  { visitor: 'ben', session_start: '2026-01-20T10:00:00Z', products_seen: 1, cart_adds: 1, orders: 1, revenue: '30' },
  { visitor: 'cleo', session_start: '2026-01-07T10:00:00Z', products_seen: 0, cart_adds: 0, orders: 0, revenue: '0' },
];

const click = (user_id: string, category: string, event_time: string) => ({
  event_type: 'product_click',
  user_id,
  category,
  event_time,
});
const bought = (user_id: string, order_id: string, price: string, event_time: string) => ({
  event_type: 'purchase',
  user_id,
  order_id,
  price,
  quantity: 2,
  event_time,
});

beforeAll(async () => {
  world = await openQueryWorld(async (folder) => {
    await writeRows(folder, 'sessions', VISITS);
    await writeRows(folder, 'revenue', [
      { window_start: '2026-01-20T10:00:00Z', category: 'books', revenue: '10.5', orders: 2 },
      { window_start: '2026-01-20T10:55:00Z', category: 'games', revenue: '4', orders: 1 },
      { window_start: '2026-01-20T11:00:00Z', category: 'books', revenue: '7', orders: 1 },
    ]);
    await writeRows(folder, 'revenue_corrections', [
      { window_start: '2026-01-20T10:00:00Z', event_id: 'e1', kind: 'taken back', amount: '-0.5' },
      { window_start: '2026-01-20T11:00:00Z', event_id: 'e2', kind: 'late', amount: '1.25' },
    ]);
    await writeRows(folder, 'events', [
      // Longer ago than a look counts.
      click('ann', 'garden', '2026-01-01T10:00:00Z'),
      click('ann', 'books', '2026-01-18T10:00:00Z'),
      click('ann', 'games', '2026-01-19T10:00:00Z'),
      bought('ann', 'o1', '10', '2026-01-19T11:00:00Z'),
      // After the order, and so no reason for it.
      click('ann', 'music', '2026-01-19T12:00:00Z'),
      click('ben', 'books', '2026-01-20T09:00:00Z'),
      bought('ben', 'o2', '2.5', '2026-01-20T10:00:00Z'),
    ]);
  });
}, PATIENCE_MS);
afterAll(() => world.close());

async function rowsOf(example: string, parameters: object = {}): Promise<readonly unknown[]> {
  const { body } = await answer(`${world.shop.url}/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ example, parameters }),
  });
  return body.rows ?? body;
}

describe('the example', () => {
  it('funnel counts visits by step', async () => {
    expect(await rowsOf('funnel')).toEqual([
      ['1 visited', 6, 100, null],
      ['2 looked at a product', 5, 83.33, 83.33],
      ['3 filled a cart', 4, 66.67, 80],
      ['4 ordered', 3, 50, 75],
    ]);
  });

  it('funnel counts the days that are asked for', async () => {
    expect((await rowsOf('funnel', { from: '2026-01-06', to: '2026-01-12' }))[0]).toEqual(['1 visited', 3, 100, null]);
  });

  it('funnel has no shares of nothing, where no visit has ended yet', async () => {
    const rows = await rowsOf('funnel', { from: '2025-01-01', to: '2025-01-02' });
    expect(rows).toEqual([
      ['1 visited', 0, null, null],
      ['2 looked at a product', 0, null, null],
      ['3 filled a cart', 0, null, null],
      ['4 ordered', 0, null, null],
    ]);
  });

  it('retention follows each week of first visits', async () => {
    expect(await rowsOf('retention')).toEqual([
      ['2026-01-05', 0, 3, 100],
      ['2026-01-05', 1, 1, 33.33],
      ['2026-01-05', 2, 2, 66.67],
    ]);
  });

  it('retention has weeks of the calendar, whatever day is the first', async () => {
    expect(await rowsOf('retention', { from: '2026-01-07' })).toEqual([
      ['2026-01-05', 0, 1, 100],
      ['2026-01-12', 0, 1, 100],
      ['2026-01-12', 1, 1, 100],
      ['2026-01-19', 0, 1, 100],
    ]);
  });

  it('revenue by hour has corrections in their own hour', async () => {
    expect(await rowsOf('revenue-by-hour')).toEqual([
      ['2026-01-20T10:00:00.000Z', '14.0000', 3],
      ['2026-01-20T11:00:00.000Z', '8.2500', 1],
    ]);
  });

  it('rfm has every customer once, with all of the revenue', async () => {
    const rows = (await rowsOf('rfm')) as (readonly (string | number)[])[];
    expect(rows.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(2);
    expect(rows.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(150);
  });

  it('attribution credits first and last looks before the order', async () => {
    expect(await rowsOf('attribution')).toEqual([
      ['games', 0, null, 1, '20.0000'],
      ['books', 2, '25.0000', 1, '5.0000'],
    ]);
  });

  it('says what is wrong with a name or a parameter', async () => {
    expect(await rowsOf('funnle')).toMatchObject({
      code: 'QUERY_EXAMPLE',
      status: 400,
      detail: expect.stringContaining('funnel'),
    });
    expect(await rowsOf('funnel', { form: '2026-01-01' })).toMatchObject({ detail: expect.stringContaining('from') });
  });

  it('is described, with its parameters', async () => {
    const { body } = await world.shop.get('/v1/query/examples');
    for (const { title, about, parameters } of body.examples) {
      expect([title, about]).toEqual([expect.stringMatching(/.{10}/), expect.stringMatching(/.{30}\.$/)]);
      for (const parameter of parameters) {
        expect(parameter.about).not.toBe('');
        if (String(parameter.default).startsWith('newest')) expect(parameter.value).toMatch(/^\d{4}-\d\d-\d\d$/);
      }
    }
  });

  it('reads tables that are listed with their columns', async () => {
    const { body } = await world.shop.get('/v1/query/tables');
    const events = body.tables.find(({ name }: { name: string }) => name === 'events');
    expect(events.columns.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['visitor', 'event_time', 'date', 'hour']),
    );
  });
});
