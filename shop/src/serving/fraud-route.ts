/** `GET /v1/fraud/scores`: how suspicious each order was at the moment it arrived, and why. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { ViewCatalog } from './view-catalog.ts';
import { viewListRoute } from './view-list-route.ts';

const Minimum = Type.Integer({ minimum: 0, maximum: 100, default: 0, description: 'Only scores of at least this.' });

export function fraudRoute(app: FastifyInstance, views: ViewCatalog): void {
  viewListRoute(app, views, {
    path: '/v1/fraud/scores',
    summary: 'Fraud scores of orders with their reasons, newest first',
    view: 'fraud_scores',
    keyLength: 2,
    byTime: true,
    newestFirst: true,
    columns: {
      receivedAt: 'time',
      orderId: 'text',
      visitor: 'text',
      ip: 'text',
      country: 'text',
      deviceId: 'text',
      orderValue: 'money',
      score: 'integer',
      reasons: 'text',
    },
    filters: { minimum: Minimum },
    accepts: ({ row }, { minimum }) => Number(row.score) >= Number(minimum),
  });
}
