/** The read API over the pipelines' views, as a fastify plugin. */
import type { FastifyInstance } from 'fastify';
import { explainFaults } from './bad-request.ts';
import { correctionRoute } from './correction-route.ts';
import { fraudRoute } from './fraud-route.ts';
import { inventoryRoutes } from './inventory-routes.ts';
import { journeyRoutes } from './journeys-route.ts';
import { lateRoute } from './late-route.ts';
import { hourlyLists } from './ranges/hourly-lists.ts';
import { revenueTimelineRoute } from './ranges/revenue-timeline-route.ts';
import { trafficRoute } from './ranges/traffic-route.ts';
import { revenueRoute } from './revenue-route.ts';
import { type AnonymousIdsOf, sessionsRoute } from './sessions-route.ts';
import { firingAlertsRoute } from './stock/firing-alerts-route.ts';
import { ProductTable } from './stock/product-table.ts';
import { productsRoute } from './stock/products-route.ts';
import { stockRoutes } from './stock/stock-routes.ts';
import { suggestionRoutes } from './suggestion-routes.ts';
import { trendingRoutes } from './trending-route.ts';
import type { ViewCatalog } from './view-catalog.ts';

export interface ServingOptions {
  readonly views: ViewCatalog;
  /** The anonymous visitors who turned out to be a user; nobody's when absent. */
  readonly anonymousIdsOf?: AnonymousIdsOf;
  /** Epoch milliseconds; the machine's clock by default. */
  readonly now?: () => number;
}

/** Register it with `app.register(servingRoutes, { views })`: the problem documents then stay within these routes. */
export async function servingRoutes(app: FastifyInstance, options: ServingOptions): Promise<void> {
  const { views, anonymousIdsOf, now = Date.now } = options;
  app.setErrorHandler(explainFaults);
  revenueRoute(app, views);
  correctionRoute(app, views);
  revenueTimelineRoute(app, views, now);
  trafficRoute(app, views, now);
  hourlyLists(app, views, now);
  fraudRoute(app, views);
  const products = new ProductTable(views);
  stockRoutes(app, products);
  productsRoute(app, products);
  firingAlertsRoute(app, views, products);
  inventoryRoutes(app, views);
  suggestionRoutes(app, views, products);
  sessionsRoute(app, views, anonymousIdsOf);
  trendingRoutes(app, views);
  journeyRoutes(app, views);
  lateRoute(app, views);
}
