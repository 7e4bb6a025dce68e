/** The whole of Millrace in one process: collector, log, pipelines, read API, live stream and page. */
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { openStateEnvironment } from '@millrace/engine/state/environment-state-store.ts';
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { pageRoutes } from '../serving/page-routes.ts';
import { servingRoutes } from '../serving/serving-routes.ts';
import { liveRoutes } from '../sinks/live/live-routes.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { OpsMeter } from './ops-meter.ts';
import { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
import { StoredViews } from './stored-views.ts';
import { WorkerPipeline } from './worker-pipeline.ts';

export interface ShopOptions extends Omit<ServerOptions, 'pipeline' | 'plugins'> {
  /** ISO 4217; what the page shows amounts in. */
  readonly currency?: string;
  /** Told when the pipelines fail or are started again. */
  readonly onProblem?: (error: MillraceError) => void;
}

/** @throws MillraceError as startServer does, DATA_FOLDER_IN_USE, and for pipelines that cannot run. */
export async function startShop(options: ShopOptions): Promise<RunningServer> {
  const unlock = lockDataFolder(options.dataFolder);
  const environment = openStateEnvironment(options.dataFolder);
  const release = async () => {
    await environment.close();
    unlock();
  };
  try {
    const server = await startOver(environment, options);
    return {
      ...server,
      close: async () => {
        await server.close();
        await release();
      },
    };
  } catch (cause) {
    await release();
    throw cause;
  }
}

async function startOver(environment: Environment, options: ShopOptions): Promise<RunningServer> {
  const { dataFolder, onProblem, currency } = options;
  const pipeline = new WorkerPipeline({ dataFolder, ...(onProblem ? { onProblem } : {}) });
  const views = new StoredViews(environment);
  const meter = new OpsMeter(pipeline);
  const live = {
    views,
    ops: () => meter.status(),
    onCommitted: (listener: () => void) => pipeline.onResults(listener),
    ...(currency === undefined ? {} : { currency }),
  };
  const server = await startServer({
    ...options,
    pipeline,
    plugins: [
      async (app) => void (await app.register(servingRoutes, { views })),
      async (app) => void (await app.register(liveRoutes, live)),
      async (app) => void (await app.register(pageRoutes, {})),
    ],
  });
  meter.attach(server.metrics);
  return server;
}
