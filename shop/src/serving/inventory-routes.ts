/** `GET /v1/inventory`, its alerts, and the products that sell faster than they use to. */
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { ViewCatalog } from './view-catalog.ts';
import { viewListRoute } from './view-list-route.ts';

const Below = Type.Optional(
  Type.Enum(['threshold', 'reorder'], {
    description: 'threshold: products below theirs. reorder: products of which something should be ordered.',
  }),
);

export function inventoryRoutes(app: FastifyInstance, views: ViewCatalog): void {
  viewListRoute(app, views, {
    path: '/v1/inventory',
    summary: 'Stock by product, as of its last movement',
    access: 'read',
    view: 'stock',
    keyLength: 1,
    byTime: false,
    columns: {
      productId: 'text',
      movedAt: 'time',
      onHand: 'integer',
      onOrder: 'integer',
      threshold: 'integer',
      soldADay: 'decimal',
      daysOfCover: 'decimal',
      reorder: 'integer',
    },
    filters: { below: Below },
    accepts: ({ row }, { below }) => isBelow(row, below),
  });
  alertRoutes(app, views);
}

function isBelow(row: ViewRow, below: unknown): boolean {
  if (below === 'threshold') return Number(row.onHand) < Number(row.threshold);
  return below !== 'reorder' || Number(row.reorder) > 0;
}

function alertRoutes(app: FastifyInstance, views: ViewCatalog): void {
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
