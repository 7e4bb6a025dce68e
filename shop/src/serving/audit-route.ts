/** `GET /v1/audit`: the audit trail, oldest first. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { AUDIT_KINDS, type AuditTrail } from '../audit/audit-trail.ts';
import { explainFaults, ProblemDocument } from './bad-request.ts';
import { timeParameter } from './time-parameter.ts';

const AuditQuery = Type.Object({
  from: Type.Optional(Type.String({ description: 'At or after this time (ISO 8601).' })),
  to: Type.Optional(Type.String({ description: 'Before this time (ISO 8601).' })),
  kind: Type.Optional(Type.Enum([...AUDIT_KINDS], { description: 'Only entries of this kind.' })),
  after: Type.Integer({ minimum: 0, default: 0, description: 'The number of the last entry already seen.' }),
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
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'What to give as `after` for more.' }),
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
    ({ query: { from, to, kind, after, limit } }) => {
      const bounds = { fromMs: timeParameter('from', from), toMs: timeParameter('to', to) };
      const { entries, next } = audit.page({ ...bounds, kind, after, limit });
      return { items: entries.map((entry) => ({ ...entry, keyName: entry.keyName ?? null })), next: next ?? null };
    },
  );
}
