/**
 * `GET /v1/sessions?userId=`: the closed sessions of one visitor, newest first; of a user also those of the anonymous
 * visitors who turned out to be this user.
 */

import type { ViewEntry, ViewKey, ViewReader, ViewRow } from '@millrace/engine/views/view-store.ts';
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
      anonymousId: Type.Union([Type.String(), Type.Null()], {
        description: 'Under which name it was made, when the user was not known yet.',
      }),
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

export type AnonymousIdsOf = (userId: string) => Promise<readonly string[]>;

export function sessionsRoute(
  app: FastifyInstance,
  views: ViewCatalog,
  anonymousIdsOf: AnonymousIdsOf = async () => [],
): void {
  const schema = {
    summary: 'The closed sessions of one visitor',
    tags: ['analytics'],
    querystring: SessionsQuery,
    response: { 200: SessionsPage, 400: ProblemDocument },
  };
  app.get<{ Querystring: SessionsQuery }>('/v1/sessions', { schema }, async ({ query }) =>
    sessionsPage(views, query, await anonymousIdsOf(query.userId)),
  );
}

function sessionsPage(
  views: ViewCatalog,
  query: SessionsQuery,
  anonymousIds: readonly string[],
): Static<typeof SessionsPage> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, 2);
  const view = views.get('sessions');
  if (!view) return { items: [], nextCursor: null };
  const entries = [query.userId, ...anonymousIds]
    .flatMap((visitor) => newestOf(view, visitor, after, query.limit + 1))
    .sort(
      (left, right) => startOf(right.key) - startOf(left.key) || (visitorOf(left.key) < visitorOf(right.key) ? -1 : 1),
    );
  const page = entries.slice(0, query.limit);
  const last = entries.length > page.length ? page.at(-1) : undefined;
  return {
    items: page.map(({ row }) => sessionItem(row, query.userId)),
    nextCursor: last ? encodeCursor(last.key) : null,
  };
}

/** Those behind the cursor, in the order of the whole list: by time, the newest first, and equal times by name. */
function newestOf(view: ViewReader, visitor: string, after: ViewKey | undefined, limit: number): readonly ViewEntry[] {
  const isBehind = after !== undefined && visitor > visitorOf(after);
  const end = after === undefined ? AFTER_ALL : startOf(after) + (isBehind ? 1 : 0);
  return readPage(view, { from: [visitor], to: [visitor, end], reverse: true, limit }).entries;
}

function visitorOf([visitor]: ViewKey): string {
  return String(visitor);
}

function startOf([, start]: ViewKey): number {
  return Number(start);
}

function sessionItem(row: ViewRow, userId: string): Static<typeof SessionsPage>['items'][number] {
  return {
    userId,
    anonymousId: row.visitor === userId ? null : String(row.visitor),
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
