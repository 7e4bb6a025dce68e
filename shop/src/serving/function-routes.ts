/** The routes that ask the functions, or tell them something by way of the log. */
import type { FastifyInstance } from 'fastify';
import type { Collector } from '../events/collector.ts';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import type { TrainingSets } from '../history/training-sets.ts';
import { VisitorEvents } from '../history/visitor-events.ts';
import type { RulesPaths } from '../server/rules-files.ts';
import type { ServerMetrics } from '../server/server-metrics.ts';
import { explainFaults } from './bad-request.ts';
import { decisionApi } from './decision-api.ts';
import { featureRoutes } from './feature-routes.ts';
import { knownRoutes } from './known-routes.ts';
import { normRoutes } from './norm-routes.ts';
import { openSessionsRoute } from './open-sessions-route.ts';
import { pathsRoute } from './paths-route.ts';
import { recommendationHistoryRoute } from './recommendation-history-route.ts';
import { recommendationRoutes } from './recommendation-routes.ts';
import { trainingSetRoute } from './training-set-route.ts';
import type { ViewCatalog } from './view-catalog.ts';
import { visitorRoutes } from './visitor-routes.ts';

export interface FunctionRoutesOptions {
  /** Past events of visitors are read from its log and warehouse. */
  readonly dataFolder: string;
  readonly functions: FunctionHost;
  readonly views: ViewCatalog;
  /** Everything that changes what functions know goes through the log, as an event. */
  readonly collector: Collector;
  readonly metrics: ServerMetrics;
  readonly trainingSets: TrainingSets;
  /** Lets time pass in the log, so that what has arrived is decided at once. */
  readonly moveOn: () => Promise<void>;
  readonly rulesPaths: RulesPaths;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Register it with `app.register(functionRoutes, options)`: the problem documents then stay within these routes. */
export async function functionRoutes(app: FastifyInstance, options: FunctionRoutesOptions): Promise<void> {
  const { functions, trainingSets, views } = options;
  app.setErrorHandler(explainFaults);
  knownRoutes(app, functions);
  featureRoutes(app, functions);
  normRoutes(app, functions, options.now);
  trainingSetRoute(app, trainingSets);
  recommendationRoutes(app, (question) => functions.ask('recommend', question), views);
  recommendationHistoryRoute(app, views);
  openSessionsRoute(app, functions, options.now);
  const visitorEvents = new VisitorEvents(options.dataFolder);
  app.addHook('onClose', () => visitorEvents.close());
  visitorRoutes(app, { functions, visitorEvents, now: options.now });
  pathsRoute(app, functions, options.now);
  await app.register(decisionApi, options);
}
