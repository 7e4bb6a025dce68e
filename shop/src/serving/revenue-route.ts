/** `GET /v1/revenue`: what was taken, by five-minute window and category, oldest first. */

import type { ViewEntry } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import { ProblemDocument } from './bad-request.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { moneyText } from './money-text.ts';
import { timeParameter } from './time-parameter.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { readPage } from './view-page.ts';

const RevenueQuery = Type.Object({
  from: Type.Optional(Type.String({ description: 'Windows that start at or after this time (ISO 8601).' })),
  to: Type.Optional(Type.String({ description: 'Windows that start before this time (ISO 8601).' })),
  category: Type.Optional(Type.String({ description: 'Only this category.' })),
  final: Type.Optional(
    Type.Boolean({ description: 'true: only windows that have closed. false: only windows still counting.' }),
  ),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
type RevenueQuery = Type.Static<typeof RevenueQuery>;

const RevenuePage = Type.Object({
  items: Type.Array(
    Type.Object({
      windowStart: Type.String({ format: 'date-time' }),
      windowEnd: Type.String({ format: 'date-time' }),
      category: Type.String(),
      revenue: Type.String({ description: 'Exact decimal, at least two decimals.' }),
      orders: Type.Integer(),
      averageOrderValue: Type.String({ description: 'Exact to six decimals.' }),
      final: Type.Boolean({ description: 'False while the window still counts.' }),
    }),
  ),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

export function revenueRoute(app: FastifyInstance, views: ViewCatalog): void {
  const schema = {
    summary: 'Revenue by five-minute window and category',
    tags: ['analytics'],
    querystring: RevenueQuery,
    response: { 200: RevenuePage, 400: ProblemDocument },
  };
  app.get<{ Querystring: RevenueQuery }>('/v1/revenue', { schema, config: { access: 'read' } }, (request) =>
    revenuePage(views, request.query),
  );
}

function revenuePage(views: ViewCatalog, query: RevenueQuery): Type.Static<typeof RevenuePage> {
  const from = timeParameter('from', query.from);
  const to = timeParameter('to', query.to);
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, 2);
  const view = views.get('revenue');
  if (!view) return { items: [], nextCursor: null };
  const page = readPage(view, {
    ...(from !== undefined && { from: [from] }),
    ...(to !== undefined && { to: [to] }),
    ...(after && { after }),
    limit: query.limit,
    accepts: (entry) => matches(entry, query),
  });
  return { items: page.entries.map(revenueItem), nextCursor: page.next ? encodeCursor(page.next) : null };
}

function matches({ row, final }: ViewEntry, query: RevenueQuery): boolean {
  return (query.category ?? row.category) === row.category && (query.final ?? final) === final;
}

function revenueItem({ row, final }: ViewEntry): Type.Static<typeof RevenuePage>['items'][number] {
  return {
    windowStart: String(row.windowStart),
    windowEnd: String(row.windowEnd),
    category: String(row.category),
    revenue: moneyText(row.revenue),
    orders: Number(row.orders),
    averageOrderValue: moneyText(row.averageOrderValue),
    final,
  };
}
