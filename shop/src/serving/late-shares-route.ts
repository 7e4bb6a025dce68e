/** `GET /v1/late/shares`: which share of its rows each query refused as late, over time. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { LateHistory, LatePoint } from '../operations/late-history.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import { timeParameter } from './time-parameter.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The first that gives a range no more than MOST_POINTS is taken. */
const STEPS_MS = [1, 5, 15, 30, 60, 180, 360, 1440].map((minutes) => minutes * MINUTE_MS);
const MOST_POINTS = 120;

const SharesQuery = Type.Object({
  from: Type.Optional(Type.String({ description: 'From this time (ISO 8601); a day ago by default.' })),
  to: Type.Optional(Type.String({ description: 'Before this time (ISO 8601); now by default.' })),
});
const Counted = {
  rows: Type.Integer({ description: 'Rows that came to its first window or join, late ones included.' }),
  late: Type.Integer({ description: 'Those of them that came too late.' }),
};
const Shares = Type.Object({
  from: Type.String({ format: 'date-time' }),
  to: Type.String({ format: 'date-time' }),
  stepSeconds: Type.Integer(),
  items: Type.Array(
    Type.Object({
      query: Type.String(),
      ...Counted,
      share: Type.Number({ minimum: 0, maximum: 1 }),
      points: Type.Array(Type.Object({ at: Type.String({ format: 'date-time' }), ...Counted }), {
        description: 'Steps in which there were rows, oldest first.',
      }),
    }),
    { description: 'Queries that had rows, by name.' },
  ),
});

export interface LateSharesOptions {
  readonly history: Pick<LateHistory, 'steps'>;
  readonly now: () => number;
}

export function lateSharesRoute(app: FastifyInstance, options: LateSharesOptions): void {
  const schema = {
    summary: 'The share of late rows by query, over time',
    tags: ['operate'],
    querystring: SharesQuery,
    response: { 200: Shares, 400: ProblemDocument },
  };
  app.get<{ Querystring: Static<typeof SharesQuery> }>(
    '/v1/late/shares',
    { schema, config: { access: 'read' } },
    ({ query }) => lateShares(options, query),
  );
}

function lateShares({ history, now }: LateSharesOptions, query: Static<typeof SharesQuery>): Static<typeof Shares> {
  const nowMs = now();
  const toMs = timeParameter('to', query.to) ?? nowMs;
  const fromMs = timeParameter('from', query.from) ?? toMs - DAY_MS;
  if (fromMs >= toMs) throw BACKWARDS;
  const stepMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= MOST_POINTS) ?? DAY_MS;
  const steps = history.steps({ fromMs, toMs, stepMs });
  const items = Array.from(steps, ([name, points]) => shareItem(name, points));
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    stepSeconds: stepMs / 1000,
    items: items.sort((a, b) => (a.query < b.query ? -1 : 1)),
  };
}

function shareItem(query: string, points: readonly LatePoint[]) {
  const rows = points.reduce((sum, point) => sum + point.rows, 0);
  const late = points.reduce((sum, point) => sum + point.late, 0);
  const told = points.map((point) => ({ at: new Date(point.atMs).toISOString(), rows: point.rows, late: point.late }));
  return { query, rows, late, share: rows === 0 ? 0 : Math.min(1, late / rows), points: told };
}

const BACKWARDS = badRequest([
  { where: 'query.from', what: 'it is not before `to`', mend: 'Give an earlier time, or leave it out.' },
]);
