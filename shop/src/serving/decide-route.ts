/** `POST /v1/decisions`: an order in, its decision out, in one round trip; in front of the log as in front of a stream. */
import type { FastifyInstance } from 'fastify';
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
