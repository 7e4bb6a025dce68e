/** `GET /v1/inventory`, its summary, and the whole of a filtered list as a CSV file. */
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { ProblemDocument } from '../bad-request.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { moneyText } from '../money-text.ts';
import type { ProductTable } from './product-table.ts';
import { stockCsv } from './stock-csv.ts';
import {
  isBelow,
  STOCK_CURSOR_PARTS,
  STOCK_LIMITS,
  STOCK_SORTS,
  type StockFilter,
  type StockLine,
  type StockOrder,
  stockFilter,
  stockPage,
} from './stock-list.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

const FilterQuery = {
  below: Type.Optional(
    Type.Enum([...STOCK_LIMITS], {
      description:
        'threshold: below theirs. reorder: of which something should be ordered. zero: of which nothing is left.',
    }),
  ),
  category: Type.Optional(Type.String({ maxLength: 200, description: 'Only products of this category.' })),
  search: Type.Optional(
    Type.String({ maxLength: 200, description: 'Words that must all be in id, name or brand, in any case.' }),
  ),
};
const OrderQuery = {
  sort: Type.Enum([...STOCK_SORTS], { default: 'productId', description: 'What has no value comes last.' }),
  order: Type.Enum(['ascending', 'descending'], { default: 'ascending' }),
};
const ListQuery = Type.Object({
  ...FilterQuery,
  ...OrderQuery,
  cursor: Type.Optional(Type.String({ maxLength: 2_000, description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
const ExportQuery = Type.Object({ ...FilterQuery, ...OrderQuery });
type ListQuery = Static<typeof ListQuery>;
type ExportQuery = Static<typeof ExportQuery>;

const StockItem = Type.Object({
  productId: Type.String(),
  name: Text,
  brand: Text,
  category: Text,
  price: Type.Union([Type.String({ description: 'Exact decimal.' }), Type.Null()]),
  hidden: Type.Boolean(),
  movedAt: Type.String({ format: 'date-time' }),
  onHand: Type.Integer(),
  onOrder: Type.Integer(),
  threshold: Type.Integer(),
  soldADay: Type.String({ description: 'Exact decimal: pieces a day over the last week.' }),
  daysOfCover: Type.Union([Type.String({ description: 'Exact decimal; null when nothing is sold.' }), Type.Null()]),
  reorder: Type.Integer({ description: 'How many pieces to order.' }),
});
const StockPageAnswer = Type.Object({ items: Type.Array(StockItem), nextCursor: Text });

const SummaryQuery = Type.Object(FilterQuery);
const SummaryAnswer = Type.Object({
  products: Count,
  belowThreshold: Count,
  nothingLeft: Count,
  toReorder: Type.Integer({ minimum: 0, description: 'Products of which something should be ordered.' }),
  piecesToReorder: Count,
  categories: Type.Array(Type.Object({ category: Type.String(), products: Count, belowThreshold: Count }), {
    description: 'By name, 500 at most; products without one are in none.',
  }),
});
const MOST_CATEGORIES = 500;

const tags = ['analytics'];
const config = { access: 'read' } as const;

export function stockRoutes(app: FastifyInstance, products: ProductTable): void {
  app.get<{ Querystring: ListQuery }>(
    '/v1/inventory',
    {
      schema: {
        summary: 'Stock by product, as of its last movement',
        tags,
        querystring: ListQuery,
        response: { 200: StockPageAnswer, 400: ProblemDocument },
      },
      config,
    },
    ({ query }) => listPage(products, query),
  );
  app.get<{ Querystring: Static<typeof SummaryQuery> }>(
    '/v1/inventory/summary',
    {
      schema: {
        summary: 'How many products are in stock, low, gone, or to be ordered',
        tags,
        querystring: SummaryQuery,
        response: { 200: SummaryAnswer, 400: ProblemDocument },
      },
      config,
    },
    ({ query }) => summary(products, query),
  );
  app.get<{ Querystring: ExportQuery }>(
    '/v1/inventory/export',
    {
      schema: {
        summary: 'The whole list as a CSV file, whose cells no spreadsheet takes for formulas',
        tags,
        querystring: ExportQuery,
        response: { 200: { content: { 'text/csv': { schema: Type.String() } } }, 400: ProblemDocument },
      },
      config,
    },
    ({ query }, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="stock.csv"')
        .send(Readable.from(stockCsv(products, { ...filterOf(query), ...orderOf(query) }))),
  );
}

async function listPage(products: ProductTable, query: ListQuery): Promise<Static<typeof StockPageAnswer>> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, STOCK_CURSOR_PARTS);
  const request = { ...filterOf(query), ...orderOf(query), after, limit: query.limit };
  const { lines, next } = await stockPage(products, request);
  return { items: lines.map(stockItem), nextCursor: next ? encodeCursor(next) : null };
}

async function summary(products: ProductTable, query: StockFilter): Promise<Static<typeof SummaryAnswer>> {
  const sums = { products: 0, belowThreshold: 0, nothingLeft: 0, toReorder: 0, piecesToReorder: 0 };
  const categories = new Map<string, { category: string; products: number; belowThreshold: number }>();
  const accepts = stockFilter(query);
  await products.scan((line) => {
    if (!accepts(line)) return;
    const isLow = isBelow(line.stock, 'threshold') ? 1 : 0;
    sums.products++;
    sums.belowThreshold += isLow;
    if (isBelow(line.stock, 'zero')) sums.nothingLeft++;
    if (isBelow(line.stock, 'reorder')) sums.toReorder++;
    sums.piecesToReorder += line.stock.reorder;
    const { category } = line.facts;
    if (category === null) return;
    const known = categories.get(category) ?? { category, products: 0, belowThreshold: 0 };
    known.products++;
    known.belowThreshold += isLow;
    categories.set(category, known);
  });
  const byName = [...categories.values()].sort((a, b) => (a.category < b.category ? -1 : 1));
  return { ...sums, categories: byName.slice(0, MOST_CATEGORIES) };
}

function filterOf({ below, category, search }: ExportQuery): StockFilter {
  return {
    ...(below !== undefined && { below }),
    ...(category !== undefined && { category }),
    ...(search !== undefined && { search }),
  };
}

function orderOf({ sort, order }: ExportQuery): StockOrder {
  return { sort, descending: order === 'descending' };
}

function stockItem({ productId, facts, stock }: StockLine): Static<typeof StockItem> {
  const { pace: _pace, cover: _cover, ...figures } = stock;
  return { productId, ...facts, price: facts.price === null ? null : moneyText(facts.price), ...figures };
}
