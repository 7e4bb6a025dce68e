/**
 * Lists over a range, from views that are told hour by hour: countries, searches and products, the hours from the one that
 * holds `from` to the one that holds the end.
 */
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { ProblemDocument } from '../bad-request.ts';
import type { ViewCatalog } from '../view-catalog.ts';
import { exactMoney, exactText } from './exact-money.ts';
import { hourRowsOf, totalsBy } from './hour-rows.ts';
import { RANGE_PARAMETERS, timeRange } from './time-range.ts';

const limit = (maximum: number) => Type.Integer({ minimum: 1, maximum, default: 20, description: 'How many places.' });
const SearchesQuery = Type.Object({ ...RANGE_PARAMETERS, n: limit(100) });
const CountriesQuery = Type.Object({ ...RANGE_PARAMETERS, n: limit(250) });
const ProductsQuery = Type.Object({
  ...RANGE_PARAMETERS,
  category: Type.Optional(Type.String({ description: 'Only products of this category.' })),
  n: limit(100),
});

const config = { access: 'read' } as const;
const Time = Type.String({ format: 'date-time' });
const COVERED = { from: Time, to: Time };
const Countries = Type.Object({
  ...COVERED,
  items: Type.Array(
    Type.Object({
      country: Type.Union([Type.String(), Type.Null()], { description: 'Null: not known.' }),
      visitors: Type.Integer({ description: 'Each once an hour.' }),
      buyers: Type.Integer(),
      conversion: Type.Union([Type.Number(), Type.Null()]),
      orders: Type.Integer(),
      revenue: Type.String({ description: 'What was bought, exact; later cancellations are not taken off.' }),
    }),
  ),
  countries: Type.Integer({ description: 'How many there are beside those that are listed, and with them.' }),
});
const Searches = Type.Object({
  ...COVERED,
  items: Type.Array(
    Type.Object({
      query: Type.String({ description: 'In small letters, its first hundred characters.' }),
      searches: Type.Integer(),
      searchers: Type.Integer({ description: 'Visitors, each once an hour.' }),
    }),
  ),
});
const Products = Type.Object({
  ...COVERED,
  items: Type.Array(
    Type.Object({
      productId: Type.String(),
      category: Type.String(),
      score: Type.Integer({ description: 'views + 3 × carts + 10 × purchases' }),
      views: Type.Integer(),
      carts: Type.Integer(),
      purchases: Type.Integer(),
    }),
  ),
});

export function hourlyLists(app: FastifyInstance, views: ViewCatalog, now: () => number): void {
  countriesRoute(app, views, now);
  searchesRoute(app, views, now);
  productsRoute(app, views, now);
}

function countriesRoute(app: FastifyInstance, views: ViewCatalog, now: () => number): void {
  const read = hourRowsOf(views, 'traffic_countries');
  const schema = schemaOf('Visitors, orders and revenue by country, over a range', CountriesQuery, Countries);
  app.get<{ Querystring: Static<typeof CountriesQuery> }>(
    '/v1/traffic/countries',
    { schema, config },
    async ({ query }) => {
      const { rows, ...covered } = await read(timeRange(query, now()));
      const totals = totalsBy(rows, 'country', { add: addCountry, rank: ({ visitors }) => visitors });
      const items = totals.slice(0, query.n).map(([country, { revenue, ...counts }]) => ({
        country: country === 'unknown' ? null : country,
        ...counts,
        conversion: counts.visitors === 0 ? null : counts.buyers / counts.visitors,
        revenue: exactText(revenue),
      }));
      return { ...covered, items, countries: totals.length };
    },
  );
}

function addCountry(
  total: { visitors: number; buyers: number; orders: number; revenue: bigint } | undefined,
  row: ViewRow,
) {
  return {
    ...addCounts(['visitors', 'buyers', 'orders'])(total, row),
    revenue: (total?.revenue ?? 0n) + exactMoney(row.revenue),
  };
}

function searchesRoute(app: FastifyInstance, views: ViewCatalog, now: () => number): void {
  const read = hourRowsOf(views, 'top_searches');
  const schema = {
    ...schemaOf('What visitors search for most, over a range', SearchesQuery, Searches),
    description: 'Added up from the thirty most frequent searches of each hour.',
  };
  const add = addCounts(['searches', 'searchers']);
  app.get<{ Querystring: Static<typeof SearchesQuery> }>('/v1/searches', { schema, config }, async ({ query }) => {
    const { rows, ...covered } = await read(timeRange(query, now()));
    const totals = totalsBy(rows, 'query', { add, rank: ({ searches }) => searches });
    return { ...covered, items: totals.slice(0, query.n).map(([text, counts]) => ({ query: text, ...counts })) };
  });
}

function productsRoute(app: FastifyInstance, views: ViewCatalog, now: () => number): void {
  const read = hourRowsOf(views, 'trending_hours');
  const schema = {
    ...schemaOf('The products that draw most interest, over a range', ProductsQuery, Products),
    description: "Added up from each hour's first ten products of each category.",
  };
  const add = addCounts(['score', 'views', 'carts', 'purchases']);
  app.get<{ Querystring: Static<typeof ProductsQuery> }>(
    '/v1/trending/hours',
    { schema, config },
    async ({ query }) => {
      const { rows, ...covered } = await read(timeRange(query, now()));
      const wanted = query.category === undefined ? rows : rows.filter(({ category }) => category === query.category);
      const categories = new Map(wanted.map(({ productId, category }) => [String(productId), String(category)]));
      const totals = totalsBy(wanted, 'productId', { add, rank: ({ score }) => score }).slice(0, query.n);
      const items = totals.map(([productId, counts]) => ({
        productId,
        category: categories.get(productId) ?? '',
        ...counts,
      }));
      return { ...covered, items };
    },
  );
}

function addCounts<Name extends string>(columns: readonly Name[]) {
  return (total: Readonly<Record<Name, number>> | undefined, row: ViewRow): Record<Name, number> =>
    Object.fromEntries(columns.map((name) => [name, (total?.[name] ?? 0) + Number(row[name])])) as Record<Name, number>;
}

function schemaOf(summary: string, querystring: unknown, answer: unknown): Record<string, unknown> {
  return { summary, tags: ['analytics'], querystring, response: { 200: answer, 400: ProblemDocument } };
}
