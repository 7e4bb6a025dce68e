/** What is kept to be asked for: tables, cache, the folder of settings; and the API that answers. */

import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnOutput, Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acceptRule } from './accept-rule.ts';
import type { BalancedService } from './balanced-service.ts';
import { type BaseStack, encryptionKey } from './base-stack.ts';
import { fargateServing } from './fargate-serving.ts';
import { handlerFunction } from './handler-function.ts';
import { accessLogged } from './http-api-logs.ts';
import { MillraceStack, type StackInput } from './millrace-stack.ts';
import { privateBucket } from './private-bucket.ts';
import { type StateCache, stateCache } from './state-cache.ts';
import { grantItems, type StateTables, stateTables, tableEnvironment } from './state-tables.ts';
import type { StreamStack } from './stream-stack.ts';

const READ_TABLES = ['state', 'results', 'decisions', 'risk-profiles'] as const;

export class ServeStack extends MillraceStack {
  readonly key: Key;
  readonly tables: StateTables;
  readonly cache: StateCache;
  /** Rules, lists and models that functions read at their start. */
  readonly settings: Bucket;
  readonly api: LambdaFunction;
  readonly httpApi: HttpApi;
  /** Of whoever asks containers; undefined where there are none. */
  readonly readKeys: Secret | undefined;
  /** Recommendations; undefined where the profile has no tasks for them. */
  readonly recommendations: BalancedService | undefined;

  constructor(scope: Construct, input: StackInput & { readonly base: BaseStack; readonly streams: StreamStack }) {
    super(scope, { name: 'serve', description: 'Millrace: tables, cache, read API, recommendations' }, input);
    const { base, streams } = input;
    this.key = encryptionKey(this, 'TableKey', 'tables, cache and settings');
    this.tables = stateTables(this, this.key);
    this.cache = stateCache(this, base.vpc, this.key);
    this.settings = privateBucket(this, 'Settings', {
      name: 'settings',
      key: this.key,
      accessLogs: base.accessLogs,
      versioned: true,
    });
    this.api = this.apiFunction(base);
    this.httpApi = this.readApi(base);
    const { serve, collect } = this.profile;
    const isServed = serve.recommendations.tasks > 0;
    this.readKeys = isServed || collect.by === 'fargate' ? readKeys(this) : undefined;
    const served = { base, streams, key: this.key };
    this.recommendations =
      isServed && this.readKeys ? fargateServing(this, { ...served, readKeys: this.readKeys }) : undefined;
    new CfnOutput(this, 'ApiUrl', {
      value: this.httpApi.apiEndpoint,
      description: 'where features, decisions and results are read',
    });
  }

  private apiFunction(base: BaseStack): LambdaFunction {
    const api = handlerFunction(this, {
      handler: 'api',
      about: 'Answers features, decisions and results',
      base,
      memoryMegabytes: this.profile.serve.api.memoryMegabytes,
      timeoutSeconds: 10,
      environmentKey: this.key,
      inside: { vpc: base.vpc, group: this.cache.clients },
      environment: { VALKEY_URL: this.cache.url, ...tableEnvironment(this.tables, READ_TABLES) },
    });
    for (const name of READ_TABLES) grantItems(this.tables[name], api, 'read');
    return api;
  }

  /** Callers sign their requests: who may read is a matter of their roles. */
  private readApi(base: BaseStack): HttpApi {
    const httpApi = new HttpApi(this, 'ReadApi', {
      apiName: this.named('read'),
      description: 'Features, decisions and results of Millrace',
      createDefaultStage: true,
      defaultAuthorizer: new HttpIamAuthorizer(),
    });
    httpApi.addRoutes({
      path: '/{proxy+}',
      methods: [HttpMethod.GET, HttpMethod.POST],
      integration: new HttpLambdaIntegration('Api', this.api, { timeout: Duration.seconds(10) }),
    });
    const { requestsPerSecond } = this.profile.serve.api;
    accessLogged(this, httpApi, { base, name: 'read-api', requestsPerSecond });
    return httpApi;
  }
}

/** Who asks has one of these. */
function readKeys(stack: MillraceStack): Secret {
  const secret = new Secret(stack, 'ReadKeys', {
    secretName: `${stack.profile.name}/read-keys`,
    description: 'Millrace: read keys of shops and people, between commas',
    generateSecretString: { passwordLength: 40, excludePunctuation: true },
  });
  acceptRule(
    secret,
    'SMG4',
    'Read keys stand in the settings of shops: they are changed by adding one beside the old.',
  );
  return secret;
}
