/**
 * Recommendations for a user, a visit and a product, and what lists brought about. Whatever is unknown is answered 200
 * with what draws interest now, and a reason.
 */
import { randomInt } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { LIST_KINDS, listId } from '../functions/recommend/list-id.ts';
import type {
  ItemReason,
  ListOptions,
  RecommendationList,
  RecommendationQuestion,
  RecommendedItem,
} from '../functions/recommend/recommendation-list.ts';
import { ProblemDocument } from './bad-request.ts';
import {
  ProductListQuery,
  ProductParameters,
  RecommendationAnswer,
  SessionBody,
  StatsAnswer,
  UserListQuery,
  UserParameters,
} from './recommendation-answers.ts';
import { exclusionText, fallbackText, itemReasonText } from './recommendation-texts.ts';
import type { ViewCatalog } from './view-catalog.ts';

/** Enough salts that lists of one millisecond are told apart. */
const SALTS = 36 ** 6;
const RATE_DIGITS = 1e4;

type Options = Static<typeof ProductListQuery>;

/** Products, and nobody's: what is made for one user is for staff. */
const forAll = { access: 'read' } as const;

export function recommendationRoutes(
  app: FastifyInstance,
  recommend: (question: RecommendationQuestion) => RecommendationList | Promise<RecommendationList>,
  views: ViewCatalog,
): void {
  const ask = async (question: RecommendationQuestion) => shownList(await recommend(question), question.nowMs);
  userRoute(app, ask);
  visitRoute(app, ask);
  productRoute(app, ask, { path: 'similar', kind: 'similar', summary: 'Products that are like a product' });
  productRoute(app, ask, {
    path: 'bought-together',
    kind: 'bought-together',
    summary: 'Products that are bought together with a product',
  });
  app.get(
    '/v1/recommendations/stats',
    { schema: schemaOf('What lists of recommendations brought about, by kind', StatsAnswer, {}), config: forAll },
    () => ({ items: LIST_KINDS.map((kind) => statsOf(views, kind)) }),
  );
}

type Ask = (question: RecommendationQuestion) => Promise<Static<typeof RecommendationAnswer>>;

function userRoute(app: FastifyInstance, ask: Ask): void {
  const input = { params: UserParameters, querystring: UserListQuery };
  app.get<{ Params: Static<typeof UserParameters>; Querystring: Static<typeof UserListQuery> }>(
    '/v1/recommendations/:userId',
    { schema: schemaOf('Products for a user, or for an anonymous visitor', RecommendationAnswer, input) },
    ({ params: { userId }, query }) =>
      ask({ kind: 'personal', visitor: userId, ...optionsOf(query), includeSeen: query.includeSeen }),
  );
}

function visitRoute(app: FastifyInstance, ask: Ask): void {
  app.post<{ Body: Static<typeof SessionBody> }>(
    '/v1/recommendations/session',
    {
      schema: schemaOf('Products for a visit that is sent along', RecommendationAnswer, { body: SessionBody }),
      config: forAll,
    },
    ({ body: { events, n, category, exclude, explain, includeSeen } }) => {
      const products = events.flatMap(({ productId }) => productId ?? []);
      const options = { n, category: category ?? null, exclude: exclude ?? [], explain, includeSeen };
      return ask({ kind: 'session', products, ...options, nowMs: Date.now() });
    },
  );
}

function productRoute(
  app: FastifyInstance,
  ask: Ask,
  route: { readonly path: string; readonly kind: 'similar' | 'bought-together'; readonly summary: string },
): void {
  const input = { params: ProductParameters, querystring: ProductListQuery };
  app.get<{ Params: Static<typeof ProductParameters>; Querystring: Options }>(
    `/v1/products/:productId/${route.path}`,
    { schema: schemaOf(route.summary, RecommendationAnswer, input), config: forAll },
    ({ params: { productId }, query }) => ask({ kind: route.kind, productId, ...optionsOf(query) }),
  );
}

function schemaOf(summary: string, answer: unknown, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { summary, tags: ['functions'], ...input, response: { 200: answer, 400: ProblemDocument } };
}

function optionsOf({ n, category, exclude, explain }: Options): ListOptions {
  const left = exclude === undefined ? [] : exclude.split(',').filter((id) => id !== '');
  return { n, category: category ?? null, exclude: left, explain, includeSeen: false, nowMs: Date.now() };
}

function shownList(
  { kind, reason, items, excluded }: RecommendationList,
  nowMs: number,
): Static<typeof RecommendationAnswer> {
  return {
    recommendationId: listId(kind, nowMs, randomInt(SALTS).toString(36)),
    kind,
    reason: reason === null ? null : { code: reason, text: fallbackText(reason) },
    items: items.map(shownItem),
    ...(excluded && {
      excluded: excluded.map(({ why, ...product }) => ({ ...product, code: why, text: exclusionText(why) })),
    }),
  };
}

function shownItem({ reasons, ...item }: RecommendedItem): Static<typeof RecommendationAnswer>['items'][number] {
  if (!reasons) return item;
  return { ...item, reasons: reasons.map(shownReason) };
}

function shownReason(reason: ItemReason) {
  const { why, about, weight } = reason;
  return { code: why, about, weight, text: itemReasonText(reason) };
}

function statsOf(views: ViewCatalog, kind: (typeof LIST_KINDS)[number]): Static<typeof StatsAnswer>['items'][number] {
  const row = views.get('recommendation_stats')?.get([kind])?.row;
  const impressions = Number(row?.impressions ?? 0);
  const clicks = Number(row?.clicks ?? 0);
  const purchases = Number(row?.purchases ?? 0);
  const rates = { clickThroughRate: rate(clicks, impressions), conversionRate: rate(purchases, clicks) };
  return { kind, impressions, clicks, purchases, ...rates };
}

function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * RATE_DIGITS) / RATE_DIGITS;
}
