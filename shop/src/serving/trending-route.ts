/** `GET /v1/trending` and `/v1/trending/categories`: what draws most interest in the newest window. */

import type { KeyPart, ViewEntry, ViewReader, ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, type TProperties, Type } from 'typebox';
import { ProblemDocument } from './problem.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { AFTER_ALL } from './view-page.ts';

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

export function trendingRoutes(app: FastifyInstance, views: ViewCatalog): void {
  app.get<{ Querystring: Static<typeof TrendingQuery> }>(
    '/v1/trending',
    { schema: schemaOf('The products that draw most interest now', TrendingQuery, Products) },
    ({ query: { category, n } }) => {
      if (category === undefined) return newestPlaces(views.get('trending_now'), [], n, productPlace);
      return newestPlaces(views.get('trending_in_category'), [category], n, productPlace);
    },
  );
  app.get<{ Querystring: Static<typeof CategoriesQuery> }>(
    '/v1/trending/categories',
    { schema: schemaOf('The categories that draw most interest now', CategoriesQuery, Categories) },
    ({ query: { n } }) => newestPlaces(views.get('trending_categories'), [], n, categoryPlace),
  );
}

function schemaOf(summary: string, querystring: unknown, answer: unknown): Record<string, unknown> {
  return { summary, tags: ['analytics'], querystring, response: { 200: answer, 400: ProblemDocument } };
}

function listOf<Columns extends TProperties>(columns: Columns) {
  const time = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
  return Type.Object({
    windowStart: time,
    windowEnd: time,
    final: Type.Boolean({ description: 'False while the window still counts.' }),
    items: Type.Array(Type.Object(columns)),
  });
}

/** The places of the view's newest window, within the key prefix that follows the window's start. */
function newestPlaces<Item>(
  view: ViewReader | undefined,
  prefix: readonly KeyPart[],
  limit: number,
  place: (row: ViewRow) => Item,
) {
  const newest = view?.range({ limit: 1, reverse: true })[0];
  if (!view || !newest) return { windowStart: null, windowEnd: null, final: false, items: [] };
  const window = newest.key[0] ?? null;
  const entries: readonly ViewEntry[] = view.range({
    from: [window, ...prefix],
    to: [window, ...prefix, AFTER_ALL],
    limit,
  });
  return {
    windowStart: String(newest.row.windowStart),
    windowEnd: String(newest.row.windowEnd),
    final: newest.final,
    items: entries.map((entry) => place(entry.row)),
  };
}

function productPlace(row: ViewRow): Static<typeof Products>['items'][number] {
  return { ...categoryPlace(row), productId: String(row.productId) };
}

function categoryPlace(row: ViewRow): Static<typeof Categories>['items'][number] {
  return {
    place: Number(row.place),
    category: String(row.category),
    score: Number(row.score),
    views: Number(row.views),
    carts: Number(row.carts),
    purchases: Number(row.purchases),
  };
}
