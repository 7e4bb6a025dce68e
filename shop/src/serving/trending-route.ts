/** `GET /v1/trending` and `/v1/trending/categories`: what draws most interest in the newest window. */

import type { ViewEntry, ViewReader, ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, type TProperties, Type } from 'typebox';
import { ProblemDocument } from './bad-request.ts';
import type { ViewCatalog } from './view-catalog.ts';

/** Ten places of a hundred categories. */
const MOST_ROWS = 1_000;

const Count = Type.Integer({ minimum: 1, maximum: 10, default: 10, description: 'How many places.' });
const TrendingQuery = Type.Object({
  category: Type.Optional(Type.String({ description: 'Only products of this category.' })),
  n: Count,
});
const CategoriesQuery = Type.Object({ n: Count });

const interest = {
  score: Type.Integer({ description: 'views + 3 × carts + 10 × purchases' }),
  views: Type.Integer(),
  carts: Type.Integer(),
  purchases: Type.Integer(),
};
const Products = listOf({ place: Type.Integer(), productId: Type.String(), category: Type.String(), ...interest });
const Categories = listOf({ place: Type.Integer(), category: Type.String(), ...interest });

const config = { access: 'read' } as const;

export function trendingRoutes(app: FastifyInstance, views: ViewCatalog): void {
  app.get<{ Querystring: Static<typeof TrendingQuery> }>(
    '/v1/trending',
    {
      schema: schemaOf('The products that draw most interest in the last five minutes', TrendingQuery, Products),
      config,
    },
    ({ query: { category, n } }) => {
      const rows = newestRows(views.get('trending_now'), category);
      return { ...windowOf(rows), items: bestOf(rows, n).map(productPlace) };
    },
  );
  app.get<{ Querystring: Static<typeof CategoriesQuery> }>(
    '/v1/trending/categories',
    {
      schema: schemaOf('The categories that drew most interest in the last full window', CategoriesQuery, Categories),
      config,
    },
    ({ query: { n } }) => {
      const rows = newestRows(views.get('trending_categories'), undefined);
      return { ...windowOf(rows), items: rows.slice(0, n).map(({ row }) => categoryPlace(row, Number(row.place))) };
    },
  );
}

function schemaOf(summary: string, querystring: unknown, answer: unknown): Record<string, unknown> {
  return { summary, tags: ['analytics'], querystring, response: { 200: answer, 400: ProblemDocument } };
}

function listOf<Columns extends TProperties>(columns: Columns) {
  const time = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
  return Type.Object({ windowStart: time, windowEnd: time, items: Type.Array(Type.Object(columns)) });
}

/** The rows of the view's newest window, by place; of one category when one is named. */
function newestRows(view: ViewReader | undefined, category: string | undefined): readonly ViewEntry[] {
  const window = view?.range({ limit: 1, reverse: true })[0]?.key[0];
  if (!view || window === undefined) return [];
  const prefix = category === undefined ? [window] : [window, category];
  return view
    .range({ from: prefix, limit: MOST_ROWS })
    .filter(({ row }) => (category ?? row.category) === row.category);
}

function windowOf(rows: readonly ViewEntry[]): { windowStart: string | null; windowEnd: string | null } {
  const [first] = rows;
  if (!first) return { windowStart: null, windowEnd: null };
  return { windowStart: String(first.row.windowStart), windowEnd: String(first.row.windowEnd) };
}

/** The highest scores, equal ones by name, as the pipeline ranks them. */
function bestOf(rows: readonly ViewEntry[], count: number): readonly ViewRow[] {
  const ranked = rows.map((entry) => entry.row).sort((a, b) => Number(b.score) - Number(a.score) || byName(a, b));
  return ranked.slice(0, count);
}

function byName(left: ViewRow, right: ViewRow): number {
  return String(left.productId) < String(right.productId) ? -1 : 1;
}

function productPlace(row: ViewRow, index: number): Static<typeof Products>['items'][number] {
  return { ...categoryPlace(row, index + 1), productId: String(row.productId) };
}

function categoryPlace(row: ViewRow, place: number): Static<typeof Categories>['items'][number] {
  return {
    place,
    category: String(row.category),
    score: Number(row.score),
    views: Number(row.views),
    carts: Number(row.carts),
    purchases: Number(row.purchases),
  };
}
