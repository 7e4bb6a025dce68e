/**
 * The read API on AWS: the routes of one process, as they are, over states and rows that are fetched. So paths, answers,
 * checks of requests and problem documents are the same. What is not kept here has no route.
 */

import type { NoteFailure } from '@millrace/shop/server/problem-answers.ts';
import { alertRoutes } from '@millrace/shop/serving/alert-routes.ts';
import { correctionRoute } from '@millrace/shop/serving/correction-route.ts';
import { featureRoutes } from '@millrace/shop/serving/feature-routes.ts';
import { inventoryRoutes } from '@millrace/shop/serving/inventory-routes.ts';
import { riskRoute } from '@millrace/shop/serving/order-label-route.ts';
import { revenueRoute } from '@millrace/shop/serving/revenue-route.ts';
import { Problem } from '@millrace/shop/sources/http/problem.ts';
import type { FastifyInstance, FastifyServerOptions, RouteOptions } from 'fastify';
import { decisionRoute } from '../../results/decision-route.ts';
import type { StoredDecisions } from '../../results/stored-decisions.ts';
import { functionApp } from '../function-app.ts';
import type { FetchedViews } from './fetched-views.ts';
import { resultRoute } from './result-route.ts';
import { OFFERED_FEATURES, type StateQuestions } from './state-questions.ts';

export interface ReadApiParts {
  readonly questions: StateQuestions;
  readonly views: FetchedViews;
  readonly decisions: Pick<StoredDecisions, 'find'>;
}

/** Ready to be asked by `inject`: it listens nowhere. @param noteFailure is told what went wrong within. */
export function readApi(
  parts: ReadApiParts,
  noteFailure: NoteFailure,
  options?: FastifyServerOptions,
): Promise<FastifyInstance> {
  return functionApp((routes) => addRoutes(routes, parts), noteFailure, options);
}

function addRoutes(routes: FastifyInstance, { questions, views, decisions }: ReadApiParts): void {
  routes.addHook('onRoute', (route) => fetchFor(route, views));
  featureRoutes(routes, questions, OFFERED_FEATURES);
  riskRoute(routes, questions);
  decisionRoute(routes, decisions);
  refuseOrders(routes);
  revenueRoute(routes, views);
  correctionRoute(routes, views);
  inventoryRoutes(routes, views);
  alertRoutes(routes, views);
  resultRoute(routes, views);
}

/** Whoever reads does not write: nothing here can put an order on the stream. */
function refuseOrders(routes: FastifyInstance): void {
  routes.post('/v1/decisions', () => {
    const detail = 'Orders are sent to the collector: POST /v1/decisions there. Here is GET /v1/decisions/{orderId}.';
    throw new Problem({ status: 405, code: 'METHOD_NOT_ALLOWED', detail, headers: { allow: 'GET' } });
  });
}

/** Routes read views as if they were at hand. */
function fetchFor(route: RouteOptions, views: FetchedViews): void {
  const { handler } = route;
  route.handler = function fetched(request, reply) {
    return views.during(() => handler.call(this, request, reply));
  };
}
