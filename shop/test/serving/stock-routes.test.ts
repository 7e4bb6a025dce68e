/** Lists of stock: filtered, sorted and searched page by page, as a file, and following what changes. */
import { MemoryEnvironment } from '@millrace/engine/storage/memory-environment.ts';
import { openViewWriter } from '@millrace/engine/views/environment-view.ts';
import type { ViewEntry } from '@millrace/engine/views/view-store.ts';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerWithProblems } from '../../src/server/problem-answers.ts';
import { servingRoutes } from '../../src/serving/serving-routes.ts';
import { ProductTable } from '../../src/serving/stock/product-table.ts';
import { STOCK_SORTS, type StockSort, stockPage } from '../../src/serving/stock/stock-list.ts';
import { PipelineViews } from './pipeline-views.ts';

interface Figures {
  readonly onHand: number;
  readonly threshold?: number;
  readonly reorder?: number;
  readonly daysOfCover?: string | null;
  readonly soldADay?: string;
}

function stock(productId: string, figures: Figures): ViewEntry {
  const more = { threshold: 10, reorder: 0, daysOfCover: null, soldADay: '0.0000', onOrder: 0, ...figures };
  return { key: [productId], row: { productId, movedAt: '2026-01-05T12:00:00.000Z', ...more }, final: true };
}

function product(productId: string, name: string | null, category: string | null, price: string | null): ViewEntry {
  return { key: [productId], row: { productId, name, brand: 'Oak', category, price, hidden: false }, final: true };
}

const views = new PipelineViews();
const app: FastifyInstance = fastify();

beforeAll(async () => {
  views.commit({
    stock: [
      stock('p-1', { onHand: 3, reorder: 12, daysOfCover: '1.50', soldADay: '2.0000' }),
      stock('p-2', { onHand: 50, daysOfCover: '10.00', soldADay: '5.0000' }),
      stock('p-3', { onHand: 0, reorder: 4 }),
      stock('p-4', { onHand: 9, threshold: 9 }),
    ],
    products: [
      product('p-1', 'Tent for two', 'camping', '199.0000'),
      product('p-2', '=HYPERLINK("http://evil","x")', 'camping', '5.5000'),
      product('p-4', '<script>alert(1)</script>, "quoted"', 'toys', null),
      product('p-9', 'Never moved', 'toys', '1.0000'),
    ],
    sessions: ['ann', 'anna', 'anna', 'bob'].map((visitor, number) => ({
      key: [visitor, number],
      row: { visitor },
      final: true,
    })),
  });
  answerWithProblems(app);
  await app.register(servingRoutes, { views });
});
afterAll(() => app.close());

async function get(url: string) {
  const response = await app.inject({ url });
  return { status: response.statusCode, headers: response.headers, text: response.body };
}

async function list(query: string): Promise<{ items: Record<string, unknown>[]; nextCursor: string | null }> {
  return JSON.parse((await get(`/v1/inventory?${query}`)).text);
}

const ids = async (query: string) => (await list(query)).items.map(({ productId }) => productId);

describe('GET /v1/inventory', () => {
  it('tells of each product what the catalogue knows and how its stock stands', async () => {
    const { items, nextCursor } = await list('limit=1');
    expect(items).toEqual([
      {
        productId: 'p-1',
        name: 'Tent for two',
        brand: 'Oak',
        category: 'camping',
        price: '199.00',
        hidden: false,
        movedAt: '2026-01-05T12:00:00.000Z',
        onHand: 3,
        onOrder: 0,
        threshold: 10,
        soldADay: '2.0000',
        daysOfCover: '1.50',
        reorder: 12,
      },
    ]);
    expect(nextCursor).not.toBeNull();
  });

  it.each([
    ['', ['p-1', 'p-2', 'p-3', 'p-4']],
    ['below=threshold', ['p-1', 'p-3']],
    ['below=reorder', ['p-1', 'p-3']],
    ['below=zero', ['p-3']],
    ['category=camping', ['p-1', 'p-2']],
    ['search=TWO%20tent', ['p-1']],
    ['search=oak%20p-2', ['p-2']],
    ['search=nothing', []],
    ['sort=daysOfCover', ['p-1', 'p-2', 'p-3', 'p-4']],
    ['sort=daysOfCover&order=descending', ['p-2', 'p-1', 'p-3', 'p-4']],
    ['sort=onHand', ['p-3', 'p-1', 'p-4', 'p-2']],
    ['sort=name', ['p-4', 'p-2', 'p-1', 'p-3']],
    ['sort=price&order=descending&category=camping', ['p-1', 'p-2']],
  ])('with %s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it.each(['sort=colour', 'order=up', 'below=all', 'limit=0', 'cursor=x'])('refuses %s', async (query) => {
    expect((await get(`/v1/inventory?${query}`)).status).toBe(400);
  });

  it('shows what has changed when it is asked again', async () => {
    views.commit({ stock: [stock('p-5', { onHand: 1 })], products: [product('p-5', 'Lamp', 'light', null)] });
    expect((await list('search=lamp')).items).toMatchObject([{ productId: 'p-5', onHand: 1, category: 'light' }]);
    views.commit({ stock: [stock('p-5', { onHand: 0 })] });
    expect((await list('search=lamp')).items).toMatchObject([{ onHand: 0 }]);
  });
});

describe('GET /v1/inventory/summary', () => {
  it('counts what is low, gone and to be ordered, in all or of what is searched for', async () => {
    const { text } = await get('/v1/inventory/summary?search=p-');
    expect(JSON.parse(text)).toMatchObject({ products: 5, belowThreshold: 3, nothingLeft: 2, toReorder: 2 });
    const camping = JSON.parse((await get('/v1/inventory/summary?category=camping')).text);
    expect(camping).toEqual({
      products: 2,
      belowThreshold: 1,
      nothingLeft: 0,
      toReorder: 1,
      piecesToReorder: 12,
      categories: [{ category: 'camping', products: 2, belowThreshold: 1 }],
    });
  });
});

describe('GET /v1/inventory/export', () => {
  it('is the whole filtered list as a file that no spreadsheet runs', async () => {
    const { headers, text } = await get('/v1/inventory/export?sort=onHand&order=descending');
    expect(headers['content-type']).toMatch('text/csv');
    expect(headers['content-disposition']).toBe('attachment; filename="stock.csv"');
    const rows: Record<string, string>[] = parse(text, { columns: true });
    expect(rows.map(({ productId }) => productId)).toEqual(['p-2', 'p-4', 'p-1', 'p-3', 'p-5']);
    expect(rows[0]?.name).toBe('\'=HYPERLINK("http://evil","x")');
    expect(rows[1]).toMatchObject({ name: '<script>alert(1)</script>, "quoted"', price: '', daysOfCover: '' });
    expect(rows[2]).toMatchObject({ onHand: '3', daysOfCover: '1.50', price: '199.0000' });
    expect((await get('/v1/inventory/export?category=camping')).text.trimEnd().split('\n')).toHaveLength(3);
  });

  it('refuses what is no filter before anything is sent', async () => {
    expect((await get('/v1/inventory/export?sort=colour')).status).toBe(400);
  });
});

describe('GET /v1/inventory/alerts/firing', () => {
  it('lists what is low now, newest first, with the product and who has it in hand', async () => {
    const alert = (ms: number, productId: string, more: object): ViewEntry => ({
      key: [ms, productId],
      row: {
        fingerprint: productId,
        alertname: 'StockLow',
        status: 'firing',
        startsAt: new Date(ms).toISOString(),
        endsAt: null,
        suppressedBy: null,
        labels: JSON.stringify({ alertname: 'StockLow', productId }),
        annotations: '{}',
        ...more,
      },
      final: true,
    });
    const hand = { acknowledgedBy: 'ann', acknowledgedAt: '2026-01-05T12:00:00.000Z', acknowledgeNote: 'ordered' };
    views.commit({
      alerts: [
        alert(1, 'p-1', hand),
        alert(2, 'p-3', {}),
        alert(3, 'p-4', { status: 'resolved' }),
        alert(4, 'o-1', { alertname: 'FraudSuspected' }),
        alert(5, 'gone', {}),
      ],
    });
    const { items, nextCursor } = JSON.parse((await get('/v1/inventory/alerts/firing?limit=2')).text);
    expect(items).toMatchObject([
      { productId: 'gone', name: null, onHand: null },
      { productId: 'p-3', onHand: 0, reorder: 4, acknowledged: null, silence: null },
    ]);
    const rest = JSON.parse((await get(`/v1/inventory/alerts/firing?limit=2&cursor=${nextCursor}`)).text);
    expect(rest).toMatchObject({
      items: [{ productId: 'p-1', name: 'Tent for two', acknowledged: { by: 'ann', note: 'ordered' } }],
      nextCursor: null,
    });
  });
});

describe('GET /v1/products', () => {
  it('knows several products at once, those that never moved too, and leaves unknown ones out', async () => {
    const { items } = JSON.parse((await get('/v1/products?ids=p-9,p-1,nothing,p-9')).text);
    expect(items).toMatchObject([
      { productId: 'p-9', name: 'Never moved', price: '1.00', onHand: null },
      { productId: 'p-1', onHand: 3, daysOfCover: '1.50' },
    ]);
    expect((await get(`/v1/products?ids=${Array.from({ length: 201 }, (_, index) => index)}`)).status).toBe(400);
  });
});

describe('suggestions', () => {
  const suggested = async (of: string, text: string, more = '') =>
    JSON.parse((await get(`/v1/suggestions/${of}?text=${encodeURIComponent(text)}${more}`)).text).items;

  it('find products by the beginning of id or of a word, then by any part', async () => {
    expect(await suggested('products', 'P-9')).toEqual([{ productId: 'p-9', name: 'Never moved', category: 'toys' }]);
    expect((await suggested('products', 't')).map(({ productId }: { productId: string }) => productId)[0]).toBe('p-1');
    expect((await suggested('products', 'ever')).map(({ name }: { name: string }) => name)).toEqual(['Never moved']);
    expect(await suggested('products', 'p', '&n=2')).toHaveLength(2);
    expect(await suggested('products', 'zzz')).toEqual([]);
  });

  it('find visitors by the beginning of their id, each once', async () => {
    expect(await suggested('users', 'an')).toEqual([{ userId: 'ann' }, { userId: 'anna' }]);
    expect(await suggested('users', 'an', '&n=1')).toEqual([{ userId: 'ann' }]);
    expect(await suggested('users', 'zoe')).toEqual([]);
  });
});

describe('the table of products', () => {
  const figures = fc.record({
    onHand: fc.integer({ min: -2, max: 5 }),
    daysOfCover: fc.option(fc.constantFrom('0.50', '1.00', '12.00')),
  });

  function open(feedLength: number) {
    const environment = new MemoryEnvironment();
    const schema = [{ name: 'productId', type: { kind: 'BIGINT', nullable: true } as const }];
    const view = openViewWriter(environment, { name: 'stock', schema, primaryKey: ['productId'], feedLength });
    const catalog = new Map([['stock', view]]);
    return {
      table: new ProductTable(catalog),
      commit: (entries: readonly ViewEntry[]) =>
        environment.transaction(() => {
          for (const entry of entries) view.put(entry);
        }),
      remove: (productId: string) => environment.transaction(() => view.remove([productId])),
    };
  }

  async function allPages(table: ProductTable, sort: StockSort, descending: boolean, limit: number) {
    const found: string[] = [];
    let page = await stockPage(table, { sort, descending, limit });
    for (;;) {
      found.push(...page.lines.map(({ productId }) => productId));
      if (!page.next) return found;
      page = await stockPage(table, { sort, descending, limit, after: page.next });
    }
  }

  it('gives every product once, in any order and by any page size, whatever changed and however long the feed is', async () => {
    const change = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.option(figures, { freq: 8 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { maxLength: 15 }), { maxLength: 6 }),
        fc.constantFrom(...STOCK_SORTS),
        fc.boolean(),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(3, 1_000),
        async (commits, sort, descending, limit, feedLength) => {
          const { table, commit, remove } = open(feedLength);
          const expected = new Set<string>();
          for (const changes of commits) {
            for (const [number, given] of changes) {
              const id = `p-${String(number).padStart(2, '0')}`;
              if (given === null) {
                expected.delete(id);
                remove(id);
              } else {
                expected.add(id);
                commit([stock(id, given)]);
              }
            }
            await stockPage(table, { sort, descending, limit });
          }
          const found = await allPages(table, sort, descending, limit);
          expect(found.toSorted()).toEqual([...expected].sort());
          expect(await allPages(table, sort, descending, 100)).toEqual(found);
        },
      ),
    );
  });
});
