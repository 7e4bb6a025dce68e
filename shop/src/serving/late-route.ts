/** `GET /v1/late`: the rows that came after their window had closed. They are counted and kept, never lost. */

import type { ViewReader } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { ProblemDocument } from './bad-request.ts';
import type { ViewCatalog } from './view-catalog.ts';

/** What the name of a view of late rows ends with: `revenue.late`. */
export const LATE_SUFFIX = '.late';

const LateQuery = Type.Object({
  query: Type.Optional(Type.String({ description: 'Only the late rows of this query, such as revenue.' })),
  limit: Type.Integer({ minimum: 0, maximum: 1000, default: 100, description: 'Rows of each query, newest first.' }),
});
type LateQuery = Static<typeof LateQuery>;

const LateRows = Type.Object({
  items: Type.Array(
    Type.Object({
      query: Type.String(),
      count: Type.Integer({ description: 'All that ever came late, of which the newest are kept.' }),
      rows: Type.Array(Type.Object({}, { additionalProperties: true })),
    }),
  ),
});

export function lateRoute(app: FastifyInstance, views: ViewCatalog): void {
  const schema = {
    summary: 'Rows that came too late, by query',
    tags: ['operate'],
    querystring: LateQuery,
    response: { 200: LateRows, 400: ProblemDocument },
  };
  app.get<{ Querystring: LateQuery }>('/v1/late', { schema, config: { access: 'analyst' } }, (request) =>
    lateRows(views, request.query),
  );
}

function lateRows(views: ViewCatalog, { query, limit }: LateQuery): Static<typeof LateRows> {
  const names = [...views.keys()].filter((name) => name.endsWith(LATE_SUFFIX)).sort();
  const items = names.map((name) => lateItem(name.slice(0, -LATE_SUFFIX.length), views.get(name), limit));
  return { items: items.filter((item) => item.query === (query ?? item.query)) };
}

function lateItem(query: string, view: ViewReader | undefined, limit: number) {
  if (!view) return { query, count: 0, rows: [] };
  const count = view.lastChange();
  const newest = limit === 0 ? [] : view.changes(Math.max(0, count - limit), limit);
  return { query, count, rows: newest.map((change) => ({ ...change.row })).reverse() };
}
