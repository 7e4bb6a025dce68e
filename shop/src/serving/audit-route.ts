/** `GET /v1/audit`: the audit trail, oldest first, or newest first for those who look at it. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { AUDIT_KINDS, type AuditEntry, type AuditPage, type AuditTrail } from '../audit/audit-trail.ts';
import { explainFaults, ProblemDocument } from './bad-request.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { timeParameter } from './time-parameter.ts';

const AuditQuery = Type.Object({
  from: Type.Optional(Type.String({ description: 'At or after this time (ISO 8601).' })),
  to: Type.Optional(Type.String({ description: 'Before this time (ISO 8601).' })),
  kind: Type.Optional(Type.Enum([...AUDIT_KINDS], { description: 'Only entries of this kind.' })),
  after: Type.Integer({ minimum: 0, default: 0, description: 'The number of the last entry already seen.' }),
  order: Type.Enum(['oldest', 'newest'], { default: 'oldest', description: 'Which entries come first.' }),
  cursor: Type.Optional(Type.String({ description: 'nextCursor of the page before, with `order=newest`.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
const Text = Type.Union([Type.String(), Type.Null()]);
const AuditItem = Type.Object({
  number: Type.Integer({ description: 'From 1, without gaps.' }),
  at: Type.String({ format: 'date-time' }),
  kind: Type.Enum([...AUDIT_KINDS]),
  ip: Text,
  key: Type.Union([Type.String(), Type.Null()], { description: 'The first digits of the SHA-256 of the key.' }),
  keyName: Type.Union([Type.String(), Type.Null()], { description: 'What the configuration calls the key.' }),
  action: Text,
  target: Text,
  status: Type.Union([Type.Integer(), Type.Null()]),
  details: Type.Record(Type.String(), Type.Unknown()),
});
const AuditAnswer = Type.Object({
  items: Type.Array(AuditItem),
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'What to give as `after` for more, oldest first.' }),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'What to give as `cursor`, newest first.' }),
});

export async function auditRoute(app: FastifyInstance, { audit }: { readonly audit: AuditTrail }): Promise<void> {
  app.setErrorHandler(explainFaults);
  const schema = {
    summary: 'The audit trail: refusals, admin actions, starts, stops, changes of the configuration',
    tags: ['operate'],
    querystring: AuditQuery,
    response: { 200: AuditAnswer, 400: ProblemDocument },
  };
  app.get<{ Querystring: Static<typeof AuditQuery> }>(
    '/v1/audit',
    { schema, config: { access: 'admin' } },
    ({ query: { from, to, kind, after, order, cursor, limit } }) => {
      const filter = { fromMs: timeParameter('from', from), toMs: timeParameter('to', to), kind, limit };
      if (order === 'oldest') return oldestFirst(audit.page({ ...filter, after }));
      const [before] = cursor === undefined ? [] : decodeCursor(cursor, 1);
      return newestFirst(audit.newest({ ...filter, before: before === undefined ? undefined : Number(before) }));
    },
  );
}

function oldestFirst({ entries, next }: AuditPage): Static<typeof AuditAnswer> {
  return { items: entries.map(auditItem), next: next ?? null, nextCursor: null };
}

function newestFirst({ entries, next }: AuditPage): Static<typeof AuditAnswer> {
  return { items: entries.map(auditItem), next: null, nextCursor: next === undefined ? null : encodeCursor([next]) };
}

function auditItem(entry: AuditEntry): Static<typeof AuditItem> {
  return { ...entry, keyName: entry.keyName ?? null };
}
