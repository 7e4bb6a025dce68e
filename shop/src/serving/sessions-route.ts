/** `GET /v1/sessions?userId=`: the closed sessions of one visitor, newest first. */

import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { ProblemDocument } from './bad-request.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { moneyText } from './money-text.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { AFTER_ALL, readPage } from './view-page.ts';

const SessionsQuery = Type.Object({
  userId: Type.String({ minLength: 1, description: 'A userId, or the anonymousId of a visitor not known by name.' }),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
});
type SessionsQuery = Static<typeof SessionsQuery>;

const Nullable = { text: Type.Union([Type.String(), Type.Null()]) };

const SessionsPage = Type.Object({
  items: Type.Array(
    Type.Object({
      userId: Type.String(),
      start: Type.String({ format: 'date-time' }),
      end: Type.String({ format: 'date-time' }),
      durationSeconds: Type.Integer(),
      events: Type.Integer(),
      pageViews: Type.Integer(),
      productsSeen: Type.Integer(),
      cartAdds: Type.Integer(),
      orders: Type.Integer(),
      revenue: Type.String(),
      converted: Type.Boolean(),
      minutesToConversion: Nullable.text,
      device: Nullable.text,
      entryProduct: Nullable.text,
      exitProduct: Nullable.text,
    }),
  ),
  nextCursor: Nullable.text,
});

export function sessionsRoute(app: FastifyInstance, views: ViewCatalog): void {
  const schema = {
    summary: 'The closed sessions of one visitor',
    tags: ['analytics'],
    querystring: SessionsQuery,
    response: { 200: SessionsPage, 400: ProblemDocument },
  };
  app.get<{ Querystring: SessionsQuery }>('/v1/sessions', { schema }, (request) => sessionsPage(views, request.query));
}

function sessionsPage(views: ViewCatalog, query: SessionsQuery): Static<typeof SessionsPage> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, 2);
  const view = views.get('sessions');
  if (!view) return { items: [], nextCursor: null };
  const page = readPage(view, {
    from: [query.userId],
    to: [query.userId, AFTER_ALL],
    reverse: true,
    limit: query.limit,
    ...(after && { after }),
  });
  return {
    items: page.entries.map((entry) => sessionItem(entry.row)),
    nextCursor: page.next ? encodeCursor(page.next) : null,
  };
}

function sessionItem(row: ViewRow): Static<typeof SessionsPage>['items'][number] {
  return {
    userId: String(row.visitor),
    start: String(row.sessionStart),
    end: String(row.sessionEnd),
    durationSeconds: Number(row.durationSeconds),
    events: Number(row.events),
    pageViews: Number(row.pageViews),
    productsSeen: Number(row.productsSeen),
    cartAdds: Number(row.cartAdds),
    orders: Number(row.orders),
    revenue: moneyText(row.revenue),
    converted: row.converted === true,
    minutesToConversion: textOrNull(row, 'minutesToConversion'),
    device: textOrNull(row, 'device'),
    entryProduct: textOrNull(row, 'entryProduct'),
    exitProduct: textOrNull(row, 'exitProduct'),
  };
}

function textOrNull(row: ViewRow, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
}
