/** The queries of a server: routes, processes, and what is measured of them. */
import type { FastifyInstance } from 'fastify';
import type { ServerMetrics } from '../../server/server-metrics.ts';
import { Manifest } from '../../sinks/warehouse/manifest.ts';
import { explainFaults } from '../bad-request.ts';
import { type DeskLimits, QueryDesk } from './query-desk.ts';
import { queryMetrics } from './query-metrics.ts';
import { queryRoutes } from './query-route.ts';

export interface QueryPluginOptions {
  readonly dataFolder: string;
  readonly metrics: ServerMetrics;
  readonly limits?: Partial<DeskLimits>;
}

/** Register it with `app.register(queryPlugin, options)`. */
export async function queryPlugin(app: FastifyInstance, options: QueryPluginOptions): Promise<void> {
  app.setErrorHandler(explainFaults);
  const manifest = new Manifest(options.dataFolder);
  const desk = new QueryDesk(options);
  app.addHook('onClose', () => manifest.close());
  queryRoutes(app, { desk, manifest, metrics: queryMetrics(options.metrics, desk) });
}
