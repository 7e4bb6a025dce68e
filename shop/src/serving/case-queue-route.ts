/** `GET /v1/cases/queue`: what waits to be looked into, the highest score first, with what a glance needs of the order. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { CASE_STATUSES } from '../functions/score/fraud-case.ts';
import { ProblemDocument } from './bad-request.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { readPage } from './view-page.ts';

const Text = Type.Union([Type.String(), Type.Null()]);
const Time = Type.String({ format: 'date-time' });

const QueueQuery = Type.Object({
  status: Type.Optional(Type.Enum(CASE_STATUSES.filter((status) => status !== 'closed'))),
  assignee: Type.Optional(Type.String({ description: 'Only cases of this person.' })),
  unassigned: Type.Boolean({ default: false, description: 'Only cases that nobody has.' }),
  minimum: Type.Integer({ minimum: 0, maximum: 100, default: 0, description: 'Only scores of at least this.' }),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
});
type QueueQuery = Static<typeof QueueQuery>;

const QueueItem = Type.Object({
  caseId: Type.String(),
  orderId: Type.String(),
  visitor: Text,
  openedAt: Time,
  updatedAt: Time,
  status: Type.Enum([...CASE_STATUSES]),
  assignee: Text,
  outcome: Type.String(),
  score: Type.Integer(),
  version: Type.Integer(),
  orderValue: Type.Union([Type.String({ description: 'Exact decimal.' }), Type.Null()]),
  country: Text,
  reasons: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), weight: Type.Integer() }), {
    description: 'The weightiest five.',
  }),
  notes: Type.Integer({ description: 'How many notes there are.' }),
});
const QueuePage = Type.Object({
  items: Type.Array(QueueItem),
  nextCursor: Text,
  counts: Type.Object(
    { pending: Type.Integer(), investigating: Type.Integer() },
    { description: 'Of the whole queue, whatever the filters.' },
  ),
});
type QueuePage = Static<typeof QueuePage>;

export function caseQueueRoute(app: FastifyInstance, views: ViewCatalog, functions: FunctionHost): void {
  app.get<{ Querystring: QueueQuery }>(
    '/v1/cases/queue',
    {
      schema: {
        summary: 'Open cases, the highest score first, the oldest of one score before others',
        tags: ['fraud'],
        querystring: QueueQuery,
        response: { 200: QueuePage, 400: ProblemDocument },
      },
    },
    async ({ query }): Promise<QueuePage> => {
      const counts = await functions.ask('fraudQueue', null);
      return { ...queuePage(views, query), counts };
    },
  );
}

function queuePage(views: ViewCatalog, query: QueueQuery): Omit<QueuePage, 'counts'> {
  const { status, assignee, unassigned, minimum, cursor, limit } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursor, 3);
  const view = views.get('fraud_queue');
  if (!view) return { items: [], nextCursor: null };
  const page = readPage(view, {
    ...(after && { after }),
    // The rank is what is missing to 100.
    to: [101 - minimum],
    limit,
    accepts: ({ row }) =>
      row.status === (status ?? row.status) &&
      row.assignee === (assignee ?? row.assignee) &&
      (!unassigned || row.assignee === null),
  });
  const items = page.entries.map(({ row: { rank: _rank, ...row } }) => ({
    ...row,
    reasons: JSON.parse(String(row.reasons)),
  }));
  // The view's rows are written by the functions alone, in the shape of the schema.
  return { items: items as QueuePage['items'], nextCursor: page.next ? encodeCursor(page.next) : null };
}
