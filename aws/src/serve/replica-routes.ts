/** What a process that serves answers out of its replicas, by the routes of one process: lists, rows, changes as they come, pages. */
import { randomUUID } from 'node:crypto';
import { StoredViews } from '@millrace/shop/server/stored-views.ts';
import { explainFaults } from '@millrace/shop/serving/bad-request.ts';
import { pageRoutes } from '@millrace/shop/serving/page-routes.ts';
import { recommendationHistoryRoute } from '@millrace/shop/serving/recommendation-history-route.ts';
import { recommendationRoutes } from '@millrace/shop/serving/recommendation-routes.ts';
import { servingRoutes } from '@millrace/shop/serving/serving-routes.ts';
import { liveRoutes } from '@millrace/shop/sinks/live/live-routes.ts';
import type { FastifyInstance } from 'fastify';
import type { RecommendationState } from './recommendation-state.ts';
import type { RowState } from './row-state.ts';
import { servingOps } from './serving-ops.ts';
import type { StreamReplica } from './stream-replica.ts';

export interface ReplicaRoutesOptions {
  readonly recommendations: StreamReplica<RecommendationState>;
  readonly rows: StreamReplica<RowState>;
  /** ISO 4217. */
  readonly currency?: string | undefined;
  /** The built pages, where they are not those of this repository. */
  readonly pageFolder?: string | undefined;
}

export async function replicaRoutes(app: FastifyInstance, options: ReplicaRoutesOptions): Promise<void> {
  const { recommendations, rows, currency, pageFolder } = options;
  const views = new StoredViews([recommendations.state.environment, rows.state.environment]);
  await app.register(async (routes) => {
    routes.setErrorHandler(explainFaults);
    recommendationRoutes(routes, (question) => recommendations.state.recommendations.recommend(question), views);
    recommendationHistoryRoute(routes, views);
  });
  await app.register(servingRoutes, { views });
  const followed = () => ({
    events: recommendations.state.recommendations.events,
    lagMs: Math.max(recommendations.status().lagMs, rows.status().lagMs),
  });
  await app.register(liveRoutes, {
    views,
    ops: servingOps(followed),
    onCommitted: (listener) => {
      const stops = [recommendations.onCommitted(listener), rows.onCommitted(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    // Changes are numbered by each process for itself, and anew when it begins.
    origin: randomUUID().slice(0, 8),
    ...(currency === undefined ? {} : { currency }),
  });
  await app.register(pageRoutes, pageFolder === undefined ? {} : { folder: pageFolder });
}
