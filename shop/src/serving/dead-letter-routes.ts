/** `/v1/alerts/dead-letters`: notifications that a destination would not take, and the way to send them again. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { AlertDelivery } from '../sinks/alerts/alert-delivery.ts';
import type { DeadLetter } from '../sinks/alerts/dead-letters.ts';
import { Problem } from '../sources/http/problem.ts';
import { ProblemDocument } from './bad-request.ts';

const Time = Type.String({ format: 'date-time' });
const Letter = Type.Object({
  id: Type.Integer({ description: 'In the order of giving up.' }),
  destination: Type.String(),
  state: Type.Enum(['dead', 'resent']),
  tries: Type.Integer(),
  reason: Type.String({ description: 'Why the last try failed.' }),
  at: Time,
  resentAt: Type.Union([Time, Type.Null()]),
  notificationId: Type.String({ description: 'The key under which it is sent, again and again: webhook-id.' }),
  notifiedAt: Time,
  groupKey: Type.String(),
  status: Type.Enum(['firing', 'resolved']),
  alerts: Type.Integer({ description: 'How many alerts it tells of.' }),
});
const LettersQuery = Type.Object({
  after: Type.Integer({ minimum: 0, default: 0, description: 'The id of the last letter already seen.' }),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
});
const Letters = Type.Object({ items: Type.Array(Letter), next: Type.Union([Type.Integer(), Type.Null()]) });
const LetterId = Type.Object({ id: Type.Integer({ minimum: 1 }) });
const ResendAnswer = Type.Object({
  id: Type.Integer(),
  outcome: Type.Enum(['delivered', 'failed']),
  reason: Type.Union([Type.String(), Type.Null()]),
  tries: Type.Integer(),
});

const tags = ['alerts'];
const admin = { access: 'admin' } as const;

export function deadLetterRoutes(app: FastifyInstance, delivery: AlertDelivery): void {
  app.get<{ Querystring: Static<typeof LettersQuery> }>(
    '/v1/alerts/dead-letters',
    {
      schema: {
        summary: 'Notifications that could not be delivered',
        tags,
        querystring: LettersQuery,
        response: { 200: Letters, 400: ProblemDocument },
      },
      config: admin,
    },
    ({ query: { after, limit } }) => {
      const letters = delivery.deadLetters.list(after, limit);
      return { items: letters.map(letterItem), next: letters.length < limit ? null : (letters.at(-1)?.id ?? null) };
    },
  );
  app.post<{ Params: Static<typeof LetterId> }>(
    '/v1/alerts/dead-letters/:id/resend',
    {
      schema: {
        summary: 'Try a dead letter once more, now',
        description: 'Under its old key, whatever its destination has done before.',
        tags,
        params: LetterId,
        response: { 200: ResendAnswer, 400: ProblemDocument },
      },
      config: admin,
    },
    ({ params: { id } }) => resend(delivery, id),
  );
}

async function resend(delivery: AlertDelivery, id: number): Promise<Static<typeof ResendAnswer>> {
  const letter = delivery.deadLetters.get(id);
  if (!letter) throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no dead letter ${id}.` });
  const result = await delivery.resend(letter);
  if (!result) throw noDestination(letter);
  const { reason } = result;
  return {
    id,
    outcome: reason === undefined ? 'delivered' : 'failed',
    reason: reason ?? null,
    tries: result.letter.tries,
  };
}

function letterItem({ notification, ...letter }: DeadLetter): Static<typeof Letter> {
  const { id, notifiedAt, groupKey, status, alerts } = notification;
  return { ...letter, notificationId: id, notifiedAt, groupKey, status, alerts: alerts.length };
}

function noDestination({ destination }: DeadLetter): Problem {
  return new Problem({
    status: 409,
    code: 'NO_DESTINATION',
    detail: `The destination ${destination} is no longer configured: put it back into the configuration, and start again.`,
  });
}
