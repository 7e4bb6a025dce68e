/** `/v1/decisions` of a collector: an order in, its decision out, and where to ask for it later. */
import { explainFaults } from '@millrace/shop/serving/bad-request.ts';
import { decideRoute } from '@millrace/shop/serving/decide-route.ts';
import type { FastifyInstance } from 'fastify';
import { decisionRoute } from '../results/decision-route.ts';
import { OrderDesk, type OrderDeskParts } from './order-desk.ts';

export async function orderRoutes(app: FastifyInstance, parts: OrderDeskParts): Promise<void> {
  const desk = new OrderDesk(parts);
  app.setErrorHandler(explainFaults);
  app.addHook('preClose', async () => desk.hurry());
  decideRoute(app, (order) => desk.decide(order));
  decisionRoute(app, parts.decisions);
}
