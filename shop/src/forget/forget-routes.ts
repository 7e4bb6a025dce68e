/** `POST /v1/users/{userId}/forget`: removes a person's data everywhere, and tells what it did. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { explainFaults, ProblemDocument } from '../serving/bad-request.ts';
import { Problem } from '../sources/http/problem.ts';
import type { ForgetDesk } from './forget-desk.ts';

const Report = Type.Object({
  forgetId: Type.String(),
  status: Type.Enum(['waiting', 'running', 'done', 'failed']),
  dryRun: Type.Boolean(),
  step: Type.Union([Type.String(), Type.Null()], { description: 'What it is at.' }),
  share: Type.Number({ description: 'How far the step is, from 0 to 1.' }),
  startedAt: Type.String({ format: 'date-time' }),
  finishedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  anonymousVisitors: Type.Integer({ description: 'Anonymous visitors that turned out to be this user.' }),
  counts: Type.Record(Type.String(), Type.Integer(), { description: 'What was found of the user, by place.' }),
  notes: Type.Array(Type.String(), { description: 'What stays, and until when.' }),
});

const forgetSchema = {
  summary: 'Forget a user: state, features, results, log and warehouse',
  description:
    'Answers at once; ask for the report until it is done. Asking again while it is under way begins nothing.',
  tags: ['users'],
  params: Type.Object({ userId: Type.String({ minLength: 1, maxLength: 200 }) }),
  body: Type.Object({ dryRun: Type.Boolean({ default: false, description: 'Counts, and changes nothing.' }) }),
  response: { 202: Report, 400: ProblemDocument },
};
const reportSchema = {
  summary: 'How far a forgetting is, and what it did',
  tags: ['users'],
  params: Type.Object({ forgetId: Type.String({ maxLength: 100 }) }),
  response: { 200: Report },
};
const reportsSchema = {
  summary: 'Forgettings that are under way, and the newest that are done',
  tags: ['users'],
  response: { 200: Type.Object({ items: Type.Array(Report) }) },
};

interface ForgetRequest {
  Params: { userId: string };
  Body: { dryRun: boolean };
}

export function forgetRoutes(app: FastifyInstance, desk: ForgetDesk): void {
  app.setErrorHandler(explainFaults);
  const config = { access: 'admin', namesPerson: true } as const;
  app.post<ForgetRequest>('/v1/users/:userId/forget', { schema: forgetSchema, config }, async (request, reply) => {
    const report = await desk.forget(request.params.userId, request.body.dryRun);
    request.auditDetails = { forgetId: report.forgetId, dryRun: String(report.dryRun) };
    return reply.code(202).send(report);
  });
  app.get('/v1/forgets', { schema: reportsSchema, config: { access: 'admin' } }, () => ({ items: desk.reports() }));
  app.get<{ Params: { forgetId: string } }>(
    '/v1/forgets/:forgetId',
    { schema: reportSchema, config: { access: 'admin' } },
    ({ params }) => {
      const report = desk.report(params.forgetId);
      if (report) return report;
      throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no forgetting ${params.forgetId}.` });
    },
  );
}
