/** Feeds in a server: the upload log, imports while it runs, the watched folder, and the routes about them. */
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { explainFaults } from '../serving/bad-request.ts';
import { FeedDesk } from '../sources/csv/feed-desk.ts';
import { FeedFolder } from '../sources/csv/feed-folder.ts';
import { FeedMappings } from '../sources/csv/feed-mappings.ts';
import { FeedMetrics, unreadBytes } from '../sources/csv/feed-metrics.ts';
import { feedRoutes } from '../sources/csv/feed-routes.ts';
import { FeedSpool } from '../sources/csv/feed-spool.ts';
import { FeedUploads } from '../sources/csv/feed-uploads.ts';
import type { ServerCore } from './server-core.ts';

export interface FeedSettings {
  /** Holds `<feed>.json`, the mappings, and `<feed>/`, where files are dropped. */
  readonly folder?: string;
  /** Of one file as it is sent; 4 GiB by default. */
  readonly maxFileBytes?: number;
  /** How long a file of the folder must stay as it is before it is taken. */
  readonly stableMs?: number;
}

export interface FeedPluginOptions {
  readonly dataFolder: string;
  readonly core: ServerCore;
  readonly settings: FeedSettings;
  readonly now?: () => number;
}

const MAX_FILE_BYTES = 4 * 1024 ** 3;
/** Of all files that wait, in files of the largest size. */
const MOST_WAITING = 4;
/** Rows wait while the pipelines are this far behind: what is live comes first. */
const MOST_LAG_MS = 5_000;

/** Register it with `app.register(feedPlugin, options)`. Imports are let go of with the server, before the log is closed. */
export async function feedPlugin(app: FastifyInstance, options: FeedPluginOptions): Promise<void> {
  const { dataFolder, core, settings, now = Date.now } = options;
  const { collector, metrics, progress, readiness } = core;
  const { folder, maxFileBytes = MAX_FILE_BYTES, stableMs } = settings;
  app.setErrorHandler(explainFaults);
  const uploads = new FeedUploads(core.log, progress);
  const mappings = new FeedMappings(folder);
  const spool = new FeedSpool({
    folder: join(dataFolder, 'feeds'),
    maxFileBytes,
    maxBytes: maxFileBytes * MOST_WAITING,
  });
  const feedMetrics = new FeedMetrics(metrics.registry);
  const desk = new FeedDesk({
    ...{ uploads, mappings, spool, collector, now },
    isBehind: () => (readiness()?.lagMs ?? 0) > MOST_LAG_MS,
    onCollected: (counts, durationMs) => {
      metrics.noteCollected(counts, durationMs);
      feedMetrics.noteRows(counts);
    },
    onEnded: (upload) => feedMetrics.noteEnded(upload),
  });
  metrics.gauge('millrace_feed_unread_bytes', 'Bytes of uploads that are not read yet.', () => unreadBytes(uploads));
  await desk.start();
  const watch =
    folder === undefined
      ? undefined
      : watchFolder(app, { folder, mappings, uploads, desk, ...(stableMs === undefined ? {} : { stableMs }) });
  app.addHook('onClose', async () => {
    await watch?.close();
    await desk.close();
  });
  await feedRoutes(app, { desk, uploads, mappings });
}

function watchFolder(
  app: FastifyInstance,
  parts: Omit<ConstructorParameters<typeof FeedFolder>[0], 'onProblem'>,
): FeedFolder {
  const watch = new FeedFolder({
    ...parts,
    onProblem: (path, cause) => app.log.error({ err: cause, path }, 'a file of the feeds folder cannot be taken'),
  });
  watch.start();
  return watch;
}
