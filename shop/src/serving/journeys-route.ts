/**
 * `GET /v1/journeys/…`: what shoppers went through, newest first. Each list is a view of its own, by the time at which
 * the journey ended and the event that ended it; all page alike.
 */
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, type TProperties, Type } from 'typebox';
import { ProblemDocument } from './bad-request.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { isMoney, JOURNEYS, type Journey, Text } from './journeys.ts';
import { moneyText } from './money-text.ts';
import { timeParameter } from './time-parameter.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { readPage } from './view-page.ts';

const PAGE = {
  userId: Type.Optional(Type.String({ description: 'Only of this visitor: a userId, or an anonymousId.' })),
  from: Type.Optional(Type.String({ description: 'Only from this time on. ISO 8601.' })),
  to: Type.Optional(Type.String({ description: 'Only before this time. ISO 8601.' })),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }),
};
const Page = Type.Object(PAGE);
type PageQuery = Static<typeof Page>;
type JourneyQuery = PageQuery & { readonly ip?: string; readonly recorded?: boolean };

export function journeyRoutes(app: FastifyInstance, views: ViewCatalog): void {
  for (const journey of JOURNEYS) {
    const schema = {
      summary: journey.summary,
      tags: ['analytics'],
      querystring: Type.Object({ ...PAGE, ...journey.filters }),
      response: {
        200: Type.Object({ items: Type.Array(Type.Object(journey.columns)), nextCursor: Text }),
        400: ProblemDocument,
      },
    };
    app.get<{ Querystring: JourneyQuery }>(`/v1/journeys/${journey.path}`, { schema }, (request) =>
      journeyPage(views, journey, request.query),
    );
  }
}

function journeyPage(views: ViewCatalog, journey: Journey, query: JourneyQuery) {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, 2);
  const from = timeParameter('from', query.from);
  const to = timeParameter('to', query.to);
  const view = views.get(journey.view);
  if (!view) return { items: [], nextCursor: null };
  const page = readPage(view, {
    ...(from !== undefined && { from: [from] }),
    ...(to !== undefined && { to: [to] }),
    reverse: true,
    limit: query.limit,
    ...(after && { after }),
    accepts: ({ row }) => isAskedFor(row, query),
  });
  return {
    items: page.entries.map(({ row }) => journeyItem(row, journey.columns)),
    nextCursor: page.next ? encodeCursor(page.next) : null,
  };
}

function isAskedFor(row: ViewRow, { userId, ip, recorded }: JourneyQuery): boolean {
  if (userId !== undefined && row.visitor !== userId) return false;
  if (ip !== undefined && row.ip !== ip) return false;
  return recorded === undefined || recorded === (row.recordedAt !== null && row.recordedAt !== undefined);
}

function journeyItem(row: ViewRow, columns: TProperties): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, schema]) => {
      const value = row[name === 'userId' ? 'visitor' : name] ?? null;
      return [name, value !== null && isMoney(schema) ? moneyText(value) : value];
    }),
  );
}
