/** `POST /v1/decisions`: an order in, its decision out, in one round trip; in front of the log as in front of a stream. */
import type { FastifyInstance } from 'fastify';
import { Problem } from '../sources/http/problem.ts';
import { badRequest } from './bad-request.ts';
import { DecisionAnswer } from './decision-answer.ts';
import { OrderBody } from './order-events.ts';

/** @param decide throws Problem 422 for an order that cannot be taken, 503 for one that is not decided in time. */
export function decideRoute(app: FastifyInstance, decide: (order: OrderBody) => Promise<DecisionAnswer>): void {
  app.post<{ Body: OrderBody }>(
    '/v1/decisions',
    {
      schema: { summary: 'Decide on an order', tags: ['fraud'], body: OrderBody, response: { 200: DecisionAnswer } },
      config: { access: ['write', 'fraud'] },
    },
    async ({ body }) => {
      if (body.userId === undefined && body.anonymousId === undefined) throw nobody;
      return decide(body);
    },
  );
}

const nobody = badRequest([
  { where: 'body', what: 'it names nobody who orders', mend: 'Give a userId or an anonymousId.' },
]);

/** @param how what is known of the order, as a sentence's beginning. @param cause why no more of it is known. */
export function decisionPending(orderId: string, how: string, cause?: unknown): Problem {
  const poll = `/v1/decisions/${encodeURIComponent(orderId)}`;
  const detail = `${how}. Ask ${poll}, or send the same order again.`;
  return new Problem({ status: 503, code: 'DECISION_PENDING', detail, retryAfterSeconds: 1, more: { poll } }, cause);
}

export function noDecision(orderId: string): Problem {
  const detail = `There is no decision on the order ${orderId}, or not yet.`;
  return new Problem({ status: 404, code: 'NOT_FOUND', detail });
}
