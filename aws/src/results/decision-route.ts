/** `GET /v1/decisions/{orderId}`: the decision that stands of an order, with what became known of it since. */

import { DecisionAnswer } from '@millrace/shop/serving/decision-answer.ts';
import { noDecision } from '@millrace/shop/serving/decision-problems.ts';
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import type { StoredDecisions } from './stored-decisions.ts';
import { unavailable } from './unavailable.ts';

const OrderParameters = Type.Object({ orderId: Type.String({ minLength: 1, maxLength: 200 }) });

export function decisionRoute(app: FastifyInstance, decisions: Pick<StoredDecisions, 'find'>): void {
  app.get<{ Params: Type.Static<typeof OrderParameters> }>(
    '/v1/decisions/:orderId',
    {
      schema: {
        summary: 'The decision on an order',
        tags: ['fraud'],
        params: OrderParameters,
        response: { 200: DecisionAnswer },
      },
    },
    async ({ params: { orderId } }) => {
      const found = await decisions.find(orderId).catch((error: unknown) => {
        throw unavailable(error);
      });
      if (found) return found;
      throw noDecision(orderId);
    },
  );
}
