/** What the server tells of its streams. */
import type { FastifyInstance } from 'fastify';
import { SHOP_FUNCTIONS } from '../functions/event-functions.ts';
import { embeddedScripts } from '../pipelines/pipeline-groups.ts';
import { explainFaults } from '../serving/bad-request.ts';
import { streamsRoutes } from '../serving/streams-route.ts';
import type { ViewCatalog } from '../serving/view-catalog.ts';
import { type StreamTable, streamTables } from '../streams/stream-tables.ts';
import { LOG_RETENTION_MS } from './retention.ts';
import type { ServerCore } from './server-core.ts';

export interface StreamPluginOptions {
  readonly core: ServerCore;
  readonly views: ViewCatalog;
}

export async function streamPlugin(app: FastifyInstance, { core, views }: StreamPluginOptions): Promise<void> {
  app.setErrorHandler(explainFaults);
  let tables: Promise<ReadonlyMap<string, StreamTable>> | undefined;
  streamsRoutes(app, {
    views,
    // When somebody asks: parsing the scripts would be a good part of the time to the first answer.
    tables: () => (tables ??= streamTables(embeddedScripts(), SHOP_FUNCTIONS.views)),
    log: core.log,
    types: core.collector.types,
    retentionMs: LOG_RETENTION_MS,
  });
}
