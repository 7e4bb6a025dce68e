/** `GET /v1/alerts`: what the shop should look at, and what it has looked at, newest first. */
import type { ViewEntry, ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import { ProblemDocument } from './bad-request.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { silencesIn } from './silence-routes.ts';
import { timeParameter } from './time-parameter.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { readPage } from './view-page.ts';

const Time = Type.String({ format: 'date-time' });
const Texts = Type.Record(Type.String(), Type.String());
const Status = Type.Enum(['firing', 'resolved'], { description: 'Whether it goes on.' });

const AlertsQuery = Type.Object({
  status: Type.Optional(Status),
  alertname: Type.Optional(Type.String({ description: 'Only alerts of this name, such as StockLow.' })),
  severity: Type.Optional(Type.String({ description: 'Only alerts of this severity: warning or critical.' })),
  fingerprint: Type.Optional(Type.String({ description: 'Only the alert with these labels.' })),
  from: Type.Optional(Type.String({ description: 'That began at or after this time (ISO 8601).' })),
  to: Type.Optional(Type.String({ description: 'That began before this time (ISO 8601).' })),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
type AlertsQuery = Type.Static<typeof AlertsQuery>;

const Acknowledged = Type.Object({ by: Type.String(), at: Time, note: Type.String() });
const SilencedBy = Type.Object({ id: Type.String(), endsAt: Time, createdBy: Type.String(), comment: Type.String() });

export const AlertItem = Type.Object({
  fingerprint: Type.String({ description: 'Its labels in short, as Alertmanager has it.' }),
  status: Status,
  labels: Texts,
  annotations: Texts,
  startsAt: Time,
  endsAt: Type.Union([Time, Type.Null()], { description: 'When it ended, or will by itself; null: not known.' }),
  suppressedBy: Type.Union([Type.String(), Type.Null()], {
    description: 'What keeps it from being told: `silence <id>` or `alert <fingerprint>`.',
  }),
  acknowledged: Type.Union([Acknowledged, Type.Null()], { description: 'Who has it in hand, until it is resolved.' }),
  silence: Type.Union([SilencedBy, Type.Null()], { description: 'The silence that keeps it back, if one does.' }),
});
type AlertItem = Type.Static<typeof AlertItem>;
const AlertsAnswer = Type.Object({
  items: Type.Array(AlertItem),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

/** Columns that a query parameter may ask for as they are. */
const FILTERS = ['status', 'alertname', 'severity', 'fingerprint'] as const;

export function alertRoutes(app: FastifyInstance, views: ViewCatalog): void {
  const schema = {
    summary: 'Alerts, newest first',
    tags: ['alerts'],
    querystring: AlertsQuery,
    response: { 200: AlertsAnswer, 400: ProblemDocument },
  };
  app.get<{ Querystring: AlertsQuery }>('/v1/alerts', { schema }, ({ query }) => listAlerts(views, query));
}

function listAlerts(views: ViewCatalog, query: AlertsQuery): Type.Static<typeof AlertsAnswer> {
  const from = timeParameter('from', query.from);
  const to = timeParameter('to', query.to);
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, 2);
  const view = views.get('alerts');
  if (!view) return { items: [], nextCursor: null };
  const { entries, next } = readPage(view, {
    ...(from !== undefined && { from: [from] }),
    ...(to !== undefined && { to: [to] }),
    ...(after && { after }),
    reverse: true,
    limit: query.limit,
    accepts: ({ row }: ViewEntry) => FILTERS.every((name) => query[name] === undefined || query[name] === row[name]),
  });
  return { items: alertItems(views, entries), nextCursor: next ? encodeCursor(next) : null };
}

/** Rows of the view `alerts` as the API shows them. */
export function alertItems(views: ViewCatalog, entries: readonly ViewEntry[]): AlertItem[] {
  const isSilenced = entries.some(({ row }) => silenceIdOf(row) !== undefined);
  const silences = new Map((isSilenced ? silencesIn(views) : []).map((silence) => [silence.id, silence]));
  return entries.map(({ row }) => {
    const silence = silences.get(silenceIdOf(row) ?? '');
    const { id = '', endsAt = '', createdBy = '', comment = '' } = silence ?? {};
    return { ...alertItem(row), silence: silence ? { id, endsAt, createdBy, comment } : null };
  });
}

function silenceIdOf({ suppressedBy }: ViewRow): string | undefined {
  const [, id] = /^silence (.+)$/s.exec(String(suppressedBy)) ?? [];
  return id;
}

function alertItem(row: ViewRow): Omit<AlertItem, 'silence'> {
  return {
    fingerprint: String(row.fingerprint),
    status: row.status === 'firing' ? 'firing' : 'resolved',
    labels: JSON.parse(String(row.labels)),
    annotations: JSON.parse(String(row.annotations)),
    startsAt: String(row.startsAt),
    endsAt: row.endsAt === null ? null : String(row.endsAt),
    suppressedBy: row.suppressedBy === null ? null : String(row.suppressedBy),
    acknowledged: acknowledgedIn(row),
  };
}

/** Rows that were written before there were acknowledgements have no such columns. */
function acknowledgedIn({ acknowledgedBy, acknowledgedAt, acknowledgeNote }: ViewRow): AlertItem['acknowledged'] {
  if (typeof acknowledgedBy !== 'string') return null;
  return { by: acknowledgedBy, at: String(acknowledgedAt), note: String(acknowledgeNote) };
}
