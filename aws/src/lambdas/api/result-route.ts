/** `GET /v1/results/{view}`: rows of any view that is stored, in the order of its key, as the pipelines wrote them. */
import { badRequest, ProblemDocument } from '@millrace/shop/serving/bad-request.ts';
import { decodeCursor, encodeCursor } from '@millrace/shop/serving/cursor.ts';
import { timeParameter } from '@millrace/shop/serving/time-parameter.ts';
import { readPage } from '@millrace/shop/serving/view-page.ts';
import { Problem } from '@millrace/shop/sources/http/problem.ts';
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import { STORED_VIEWS } from '../../results/stored-views.ts';
import { TIME_COLUMN } from '../../stream/insight-record.ts';
import type { FetchedViews } from './fetched-views.ts';

const ViewParameters = Type.Object({ view: Type.String({ minLength: 1, maxLength: 100 }) });

const ResultsQuery = Type.Object({
  from: Type.Optional(Type.String({ description: 'At or after this time (ISO 8601), where the key begins with one.' })),
  to: Type.Optional(Type.String({ description: 'Before this time (ISO 8601).' })),
  newest: Type.Boolean({ default: false, description: 'The last ones first.' }),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
type ResultsQuery = Type.Static<typeof ResultsQuery>;

const ResultsPage = Type.Object({
  items: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

export function resultRoute(app: FastifyInstance, views: FetchedViews): void {
  const schema = {
    summary: 'Rows of a result table',
    tags: ['analytics'],
    params: ViewParameters,
    querystring: ResultsQuery,
    response: { 200: ResultsPage, 400: ProblemDocument },
  };
  app.get<{ Params: Type.Static<typeof ViewParameters>; Querystring: ResultsQuery }>(
    '/v1/results/:view',
    { schema },
    ({ params: { view }, query }) => resultsPage(views, view, query),
  );
}

function resultsPage(views: FetchedViews, name: string, query: ResultsQuery): Type.Static<typeof ResultsPage> {
  const view = views.get(name);
  const key = STORED_VIEWS.get(name)?.key;
  if (!view || !key) throw noSuchView(name);
  const [from, to] = [timeParameter('from', query.from), timeParameter('to', query.to)];
  if ((from ?? to) !== undefined && !TIME_COLUMN.test(key[0] ?? '')) throw notByTime(name);
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, key.length);
  const page = readPage(view, {
    ...(from !== undefined && { from: [from] }),
    ...(to !== undefined && { to: [to] }),
    ...(after && { after }),
    reverse: query.newest,
    limit: query.limit,
  });
  return { items: page.entries.map(({ row }) => ({ ...row })), nextCursor: page.next ? encodeCursor(page.next) : null };
}

function noSuchView(name: string): Problem {
  const detail = `There are no rows of ${name} here. Stored are: ${[...STORED_VIEWS.keys()].sort().join(', ')}.`;
  return new Problem({ status: 404, code: 'NOT_FOUND', detail });
}

function notByTime(name: string): Problem {
  const what = `the rows of ${name} are not in the order of a time`;
  return badRequest([{ where: 'query.from', what, mend: 'Leave from and to out.' }]);
}
