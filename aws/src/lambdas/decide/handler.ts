/**
 * Takes orders over HTTP for a small shop and answers with their decisions. A function of its own: an order waits for
 * seconds, and must not take the place of those who send events.
 */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { decideRoute } from '@millrace/shop/serving/decide-route.ts';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { decisionPatienceMs } from '../../collect/decision-patience.ts';
import { functionCollector } from '../../collect/function-collector.ts';
import { OrderDesk } from '../../collect/order-desk.ts';
import { storedWriteKeys } from '../../collect/stored-write-keys.ts';
import { guardedDecisions } from '../../results/guarded-decisions.ts';
import { answerRequest } from '../api/answer-request.ts';
import { requiredVariable } from '../environment-variable.ts';
import { functionApp } from '../function-app.ts';
import { writeAccess } from './write-access.ts';

/** With the longest call that may begin just before it is over, 8.5 s: see aws/app/order-function.ts. */
const PUT_PATIENCE_MS = 3_500;

const metrics = new Metrics();
const writeKeys = storedWriteKeys(requiredVariable('SECRET_WRITE_KEYS'));
const desk = new OrderDesk({
  collector: functionCollector({ patienceMs: PUT_PATIENCE_MS }),
  decisions: guardedDecisions(requiredVariable('TABLE_DECISIONS')),
  patienceMs: decisionPatienceMs(),
});
const app = await functionApp(
  (routes) => decideRoute(routes, (order) => desk.decide(order)),
  // Lambda makes JSON of it, with the level.
  ({ err }, code) => console.warn(code, err),
);

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const answer = await answerRequest(app, event, writeAccess(await writeKeys()));
  metrics.addMetric('Pending', MetricUnit.Count, isPending(answer) ? 1 : 0);
  metrics.publishStoredMetrics();
  return answer;
}

/** That an order is not decided in time is no failure of the API, and is counted apart. */
function isPending({ statusCode, body = '' }: APIGatewayProxyStructuredResultV2): boolean {
  return statusCode === 503 && JSON.parse(body).code === 'DECISION_PENDING';
}
