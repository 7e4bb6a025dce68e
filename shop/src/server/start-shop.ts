/** The whole of Millrace in one process: collector, log, pipelines, functions, read API, live stream and page. */
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { Environment } from '@millrace/engine/storage/environment.ts';
import type { AlertConfiguration } from '../config/alert-config.ts';
import { loadSources, type SourceConfiguration } from '../config/source-config.ts';
import type { ForgetDesk } from '../forget/forget-desk.ts';
import { forgetRoutes } from '../forget/forget-routes.ts';
import { openForgetDesk } from '../forget/open-forget-desk.ts';
import { FunctionHost } from '../function-runtime/function-host.ts';
import { addFunctionMetrics } from '../function-runtime/function-metrics.ts';
import { openFunctionsEnvironment } from '../function-runtime/function-store.ts';
import { TrainingSets } from '../history/training-sets.ts';
import { operatedShop } from '../operations/operated-shop.ts';
import { checkStateLayout, openGroupStates } from '../pipelines/group-states.ts';
import { backtestRoutes } from '../serving/backtest-routes.ts';
import { functionRoutes } from '../serving/function-routes.ts';
import { pageRoutes } from '../serving/page-routes.ts';
import { servingRoutes } from '../serving/serving-routes.ts';
import { trackerRoute } from '../serving/tracker-route.ts';
import { queryPlugin } from '../serving/warehouse/query-plugin.ts';
import { liveRoutes } from '../sinks/live/live-routes.ts';
import type { AskFeatures } from '../sinks/warehouse/feature-snapshots.ts';
import { SNAPSHOT_FEATURES } from '../sinks/warehouse/warehouse-feature-columns.ts';
import { WarehouseHost } from '../sinks/warehouse/warehouse-host.ts';
import { addWarehouseMetrics } from '../sinks/warehouse/warehouse-metrics.ts';
import type { WarehouseSettings } from '../sinks/warehouse/warehouse-settings.ts';
import { alertPlugin } from './alert-plugin.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { latePlugin } from './late-plugin.ts';
import { OpsMeter } from './ops-meter.ts';
import { startOpsSampling } from './ops-sampling.ts';
import type { RulesPaths } from './rules-files.ts';
import { ShopPipelines } from './shop-pipelines.ts';
import { sourcePlugin } from './source-plugin.ts';
import { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
import { StoredViews } from './stored-views.ts';
import { streamPlugin } from './stream-plugin.ts';
import { WorkerPipeline } from './worker-pipeline.ts';

export interface ShopOptions extends Omit<ServerOptions, 'pipeline' | 'plugins'> {
  /** ISO 4217; what the page shows amounts in. */
  readonly currency?: string;
  /** What is alerted about, and who is told; by default the defaults, and nobody. */
  readonly alerts?: AlertConfiguration;
  /** Files that say what orders are judged by: see rules-files.ts. */
  readonly rulesPaths?: RulesPaths;
  /** How Parquet files are written; none are when absent. */
  readonly warehouse?: WarehouseSettings;
  /** Databases that are read, and how changes that others send are mapped. */
  readonly sources?: SourceConfiguration;
  /** The built page, where it is not that of this repository. */
  readonly pageFolder?: string;
  /** Told when the pipelines fail or are started again. */
  readonly onProblem?: (error: MillraceError) => void;
}

/** @throws MillraceError as startServer does, DATA_FOLDER_IN_USE, and for pipelines that cannot run. */
export async function startShop(options: ShopOptions): Promise<RunningServer> {
  const unlock = lockDataFolder(options.dataFolder);
  const environments: Environment[] = [];
  const release = async () => {
    for (const environment of environments) await environment.close();
    unlock();
  };
  try {
    checkStateLayout(options.dataFolder);
    environments.push(...openGroupStates(options.dataFolder), openFunctionsEnvironment(options.dataFolder));
    const server = await startOver(environments, options);
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

async function startOver(environments: readonly Environment[], options: ShopOptions): Promise<RunningServer> {
  const { dataFolder, onProblem, currency, alerts, rulesPaths = {}, warehouse: settings, pageFolder } = options;
  const told = onProblem ? { onProblem } : {};
  const sources = options.sources ?? (await loadSources({}));
  const functions = new FunctionHost({ dataFolder, settings: alerts && { alerts: alerts.settings }, ...told });
  const sql = new WorkerPipeline({ dataFolder, committed: functions.signal, ...told });
  const warehouse =
    settings && new WarehouseHost({ dataFolder, settings, askFeatures: snapshotsOf(functions), ...told });
  const pipeline = new ShopPipelines(sql, functions);
  const views = new StoredViews(environments);
  const meter = new OpsMeter(sql);
  const trainingSets = new TrainingSets({ dataFolder });
  const operated = operatedShop({ dataFolder, sql, functions, warehouse, pipeline });
  const live = {
    views,
    ops: () => meter.status(),
    ...operated.live,
    onCommitted: (listener: () => void) => pipeline.onResults(listener),
    ...(currency === undefined ? {} : { currency }),
  };
  const anonymousIdsOf = async (userId: string) => (await functions.ask('profile', { userId })).anonymousIds;
  const { logger: _logger, now: _now, onProblem: _onProblem, dataFolder: _folder, ...configured } = options;
  let forgetting: ForgetDesk | undefined;
  const server = await startServer({
    ...options,
    configured,
    pipeline,
    ...(warehouse ? { logNeededFromMs: () => warehouse.neededFromMs } : {}),
    plugins: [
      async (app, core) => void (await app.register(latePlugin, { core, figures: () => sql.figures() })),
      async (app, core) => void (await app.register(streamPlugin, { core, views })),
      async (app, { now }) => void (await app.register(servingRoutes, { views, anonymousIdsOf, now })),
      async (app, { collector, metrics, commits, now }) => {
        const moveOn = () => commits.heartbeat();
        const parts = { dataFolder, functions, views, collector, metrics, trainingSets, moveOn, rulesPaths, now };
        await app.register(functionRoutes, parts);
      },
      async (app) => void (await app.register(backtestRoutes, { dataFolder, functions })),
      async (app, core) => void (await app.register(alertPlugin, { core, views, functions, config: alerts })),
      async (app, core) => void (await app.register(sourcePlugin, { core, sources, ...told })),
      operated.plugin,
      async (app, { quarantine }) => {
        meter.watch(quarantine);
        await app.register(liveRoutes, live);
      },
      async (app) => void (await app.register(trackerRoute, {})),
      async (app, { metrics }) => void (await app.register(queryPlugin, { dataFolder, metrics })),
      async (app, core) => {
        forgetting = openForgetDesk(core, { dataFolder, pipeline, pipelines: sql, warehouse, onProblem });
        forgetRoutes(app, forgetting);
      },
      async (app) => void (await app.register(pageRoutes, pageFolder === undefined ? {} : { folder: pageFolder })),
    ],
  });
  meter.attach(server.metrics);
  const stopSampling = startOpsSampling({ dataFolder, pipeline: sql, metrics: server.metrics, functions });
  addFunctionMetrics(server.metrics, functions);
  if (warehouse) addWarehouseMetrics(server.metrics, warehouse);
  warehouse?.start();
  forgetting?.resume();
  return {
    ...server,
    close: async () => {
      stopSampling();
      await forgetting?.close();
      await Promise.all([warehouse?.stop(), server.close()]);
    },
  };
}

/** The features of users as they are when the warehouse asks. */
function snapshotsOf(functions: FunctionHost): AskFeatures {
  const features = SNAPSHOT_FEATURES.map(({ name }) => name);
  return (users, nowMs) => functions.ask('features', { features, rows: users.map((userId) => ({ userId })), nowMs });
}
