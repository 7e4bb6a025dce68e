/** `GET /v1/revenue/corrections`: what has changed of windows that had closed, line by line. */
import type { FastifyInstance } from 'fastify';
import * as Type from 'typebox';
import type { ViewCatalog } from './view-catalog.ts';
import { viewListRoute } from './view-list-route.ts';

export function correctionRoute(app: FastifyInstance, views: ViewCatalog): void {
  viewListRoute(app, views, {
    path: '/v1/revenue/corrections',
    summary: 'Lines that came late or were cancelled or refunded later, by the window that they belong to',
    access: 'read',
    view: 'revenue_corrections',
    keyLength: 3,
    byTime: true,
    columns: {
      windowStart: 'time',
      windowEnd: 'time',
      eventId: 'text',
      kind: 'text',
      correctedAt: 'time',
      reason: 'text',
      category: 'text',
      orderId: 'text',
      amount: 'money',
    },
    filters: { category: Type.Optional(Type.String({ description: 'Only this category.' })) },
    accepts: ({ row }, { category }) => (category ?? row.category) === row.category,
  });
}
