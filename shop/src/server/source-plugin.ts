/** The sources in the server: they start when it is ready, stop before it closes, and tell how they are. */
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { FastifyInstance } from 'fastify';
import type { SourceConfiguration } from '../config/source-config.ts';
import { sourcesRoutes } from '../serving/sources-route.ts';
import { addCdcMetrics } from '../sources/cdc/cdc-metrics.ts';
import { changeMappers } from '../sources/cdc/collect-records.ts';
import { PostgresSource } from '../sources/cdc/postgres/postgres-source.ts';
import { SourceList } from '../sources/cdc/source-list.ts';
import { cdcRoute } from '../sources/http/cdc-route.ts';
import type { ServerCore } from './server-core.ts';

export interface SourcePluginOptions {
  readonly core: ServerCore;
  readonly sources: SourceConfiguration;
  readonly onProblem?: (error: MillraceError) => void;
}

export async function sourcePlugin(app: FastifyInstance, options: SourcePluginOptions): Promise<void> {
  const { core, sources, onProblem } = options;
  const { collector, metrics, bodies } = core;
  const list = new SourceList();
  const mappers = changeMappers(sources.mapping);
  sourcesRoutes(app, list);
  await app.register(cdcRoute, {
    collector,
    mappers: () => mappers,
    bodies,
    onRead: core.limits.noteEvents,
    onCollected: (counts, durationMs) => metrics.noteCollected(counts, durationMs),
  });
  addCdcMetrics(metrics, list);
  app.addHook('onReady', async () => {
    for (const postgres of sources.postgres) {
      const told = onProblem ? { onProblem } : {};
      list.add(new PostgresSource({ options: postgres, collector, settings: core.progress, ...told }));
    }
  });
  app.addHook('onClose', () => list.stop());
}
