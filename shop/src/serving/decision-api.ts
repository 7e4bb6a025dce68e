/** All routes about fraud decisions, and the rules and model files that the server was started with. */
import type { FastifyInstance } from 'fastify';
import type { Collector } from '../events/collector.ts';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { type RulesPaths, readRulesFiles } from '../server/rules-files.ts';
import { caseHistoryRoutes } from './case-history-route.ts';
import { caseQueueRoute } from './case-queue-route.ts';
import { caseRoutes } from './case-routes.ts';
import { ControlDesk } from './control-desk.ts';
import { DecisionDesk } from './decision-desk.ts';
import { decisionRoutes } from './decision-routes.ts';
import { fraudListRoutes } from './fraud-list-routes.ts';
import { orderLabelRoutes } from './order-label-route.ts';
import { ruleHitsRoutes } from './rule-hits-route.ts';
import { rulesRoutes } from './rules-routes.ts';
import type { ViewCatalog } from './view-catalog.ts';

export interface DecisionApiOptions {
  readonly functions: FunctionHost;
  readonly views: ViewCatalog;
  readonly collector: Collector;
  /** Lets time pass in the log. */
  readonly moveOn: () => Promise<void>;
  readonly rulesPaths: RulesPaths;
}

/** A scope of its own: it reads CSV and YAML, which other routes do not. */
export async function decisionApi(app: FastifyInstance, options: DecisionApiOptions): Promise<void> {
  const { functions, views, collector, moveOn, rulesPaths } = options;
  // A broken file keeps the server from starting.
  await readRulesFiles(rulesPaths);
  const desk = new ControlDesk({ functions, collector, moveOn });
  decisionRoutes(app, views, new DecisionDesk({ functions, views, collector, moveOn }));
  fraudListRoutes(app, { views, functions, desk });
  caseRoutes(app, { views, functions, desk });
  caseQueueRoute(app, views, functions);
  caseHistoryRoutes(app, views, functions);
  ruleHitsRoutes(app, functions);
  orderLabelRoutes(app, functions, desk);
  const reload = () => applyRulesFiles(rulesPaths, functions, desk);
  rulesRoutes(app, { functions, desk, reload });
  // The functions run by then, and nobody can send an order yet.
  app.addHook('onReady', async () => void (await reload()));
}

/** Puts the files in force where they differ from what is. @throws MillraceError as readRulesFiles does. */
async function applyRulesFiles(paths: RulesPaths, functions: FunctionHost, desk: ControlDesk): Promise<void> {
  const texts = await readRulesFiles(paths);
  if (texts.rules === undefined && texts.model === undefined) return;
  const inForce = await functions.ask('fraudRules', null);
  const changed = {
    ...(texts.rules !== undefined && texts.rules !== inForce.rules ? { rules: texts.rules } : {}),
    ...(texts.model !== undefined && texts.model !== inForce.model ? { model: texts.model } : {}),
  };
  if (Object.keys(changed).length > 0) await desk.send([{ eventType: 'rules_update', properties: changed }]);
}
