/** Access logs and a limit of requests for an HTTP API, for which the default stage has no property of its own. */
import { CfnStage, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type BaseStack, logGroup } from './base-stack.ts';
import type { MillraceStack } from './millrace-stack.ts';

interface StageInput {
  readonly base: BaseStack;
  readonly name: string;
  readonly requestsPerSecond: number;
}

/** A short line a request: at the volume where these would cost something, containers collect. */
const LINE = JSON.stringify({
  at: '$context.requestTime',
  request: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.error.message',
  milliseconds: '$context.responseLatency',
});

export function accessLogged(stack: MillraceStack, api: HttpApi, { base, name, requestsPerSecond }: StageInput): void {
  const stage = api.defaultStage?.node.defaultChild;
  if (!(stage instanceof CfnStage)) throw new TypeError(`the API ${name} has no default stage`);
  const group = logGroup(stack, { id: `${name}-access`, name: `${name}-access`, key: base.logKey });
  stage.accessLogSettings = { destinationArn: group.logGroupArn, format: LINE };
  stage.defaultRouteSettings = {
    throttlingRateLimit: requestsPerSecond,
    throttlingBurstLimit: requestsPerSecond * 2,
    detailedMetricsEnabled: false,
  };
}
