/** Alerts of stock as they came, and the products that sell faster than they use to. */
import type { FastifyInstance } from 'fastify';
import type { ViewCatalog } from './view-catalog.ts';
import { viewListRoute } from './view-list-route.ts';

export function inventoryRoutes(app: FastifyInstance, views: ViewCatalog): void {
  viewListRoute(app, views, {
    path: '/v1/inventory/alerts',
    summary: 'Products whose stock fell below their threshold, newest first',
    access: 'read',
    view: 'stock_alerts',
    keyLength: 3,
    byTime: true,
    newestFirst: true,
    columns: {
      alertedAt: 'time',
      productId: 'text',
      onHand: 'integer',
      threshold: 'integer',
      daysOfCover: 'decimal',
      reorder: 'integer',
    },
    filters: {},
  });
  viewListRoute(app, views, {
    path: '/v1/inventory/fast-movers',
    summary: 'Products that sold far more within an hour than they use to, newest first',
    access: 'read',
    view: 'fast_movers',
    keyLength: 2,
    byTime: true,
    newestFirst: true,
    columns: {
      windowStart: 'time',
      windowEnd: 'time',
      productId: 'text',
      soldInAnHour: 'integer',
      usuallyAnHour: 'decimal',
    },
    filters: {},
  });
}
