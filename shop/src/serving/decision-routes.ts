/** `/v1/decisions`: an order in, a decision out, in one round trip; and the decisions that were made. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { OUTCOMES } from '../functions/score/decision.ts';
import { ProblemDocument } from './bad-request.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { decideRoute } from './decide-route.ts';
import { DecisionAnswer, decisionAnswer } from './decision-answer.ts';
import type { DecisionDesk } from './decision-desk.ts';
import { noDecision } from './decision-problems.ts';
import { timeParameter } from './time-parameter.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { readPage } from './view-page.ts';

const OrderParameters = Type.Object({ orderId: Type.String({ minLength: 1, maxLength: 200 }) });

const ListQuery = Type.Object({
  outcome: Type.Optional(Type.Enum([...OUTCOMES])),
  visitor: Type.Optional(Type.String({ description: 'Only orders of this user or visitor.' })),
  minimum: Type.Integer({ minimum: 0, maximum: 100, default: 0, description: 'Only scores of at least this.' }),
  from: Type.Optional(Type.String({ description: 'Arrived at or after this time (ISO 8601).' })),
  to: Type.Optional(Type.String({ description: 'Arrived before this time (ISO 8601).' })),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
type ListQuery = Static<typeof ListQuery>;

const DecisionPage = Type.Object({
  items: Type.Array(DecisionAnswer),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

const tags = ['fraud'];

export function decisionRoutes(app: FastifyInstance, views: ViewCatalog, desk: DecisionDesk): void {
  decideRoute(app, async (order) => decisionAnswer(views, await desk.decide(order)));
  app.get<{ Params: Static<typeof OrderParameters> }>(
    '/v1/decisions/:orderId',
    {
      schema: { summary: 'The decision on an order', tags, params: OrderParameters, response: { 200: DecisionAnswer } },
    },
    async ({ params: { orderId } }) => {
      const stored = await desk.stored(orderId);
      if (stored) return decisionAnswer(views, stored);
      throw noDecision(orderId);
    },
  );
  app.get<{ Querystring: ListQuery }>(
    '/v1/decisions',
    {
      schema: {
        summary: 'Decisions, newest first',
        tags,
        querystring: ListQuery,
        response: { 200: DecisionPage, 400: ProblemDocument },
      },
    },
    ({ query }) => decisionPage(views, query),
  );
}

function decisionPage(views: ViewCatalog, query: ListQuery): Static<typeof DecisionPage> {
  const { outcome, visitor, minimum, cursor, limit } = query;
  const [from, to] = [timeParameter('from', query.from), timeParameter('to', query.to)];
  const after = cursor === undefined ? undefined : decodeCursor(cursor, 2);
  const view = views.get('decisions');
  if (!view) return { items: [], nextCursor: null };
  const page = readPage(view, {
    ...(from !== undefined && { from: [from] }),
    ...(to !== undefined && { to: [to] }),
    ...(after && { after }),
    reverse: true,
    limit,
    accepts: ({ row }) =>
      row.outcome === (outcome ?? row.outcome) &&
      row.visitor === (visitor ?? row.visitor) &&
      Number(row.score) >= minimum,
  });
  const items = page.entries.map((entry) => decisionAnswer(views, entry));
  return { items, nextCursor: page.next ? encodeCursor(page.next) : null };
}
