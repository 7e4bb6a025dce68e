/** How events come in: from browsers and apps, from partners' files, from a database. */

import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as CalledFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { S3EventSourceV2 } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { CfnOutput, Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acceptRule, BASIC_EXECUTION } from './accept-rule.ts';
import type { BalancedService } from './balanced-service.ts';
import type { BaseStack } from './base-stack.ts';
import { databaseChanges } from './database-changes.ts';
import { fargateCollector } from './fargate-collector.ts';
import { grantObjects, grantPut, roleOf } from './grants.ts';
import { handlerFunction } from './handler-function.ts';
import { accessLogged } from './http-api-logs.ts';
import { MillraceStack, type StackInput } from './millrace-stack.ts';
import { type OrderFunction, orderFunction } from './order-function.ts';
import { privateBucket } from './private-bucket.ts';
import type { ServeStack } from './serve-stack.ts';
import { grantItems, tableEnvironment } from './state-tables.ts';
import { consumeStream, failureQueue } from './stream-consumer.ts';
import type { StreamStack } from './stream-stack.ts';
import type { WarehouseStack } from './warehouse-stack.ts';

export interface CollectInput extends StackInput {
  readonly base: BaseStack;
  readonly streams: StreamStack;
  readonly serve: ServeStack;
  readonly warehouse: WarehouseStack;
}

export class CollectStack extends MillraceStack {
  readonly writeKeys: Secret;
  readonly containers: BalancedService | undefined;
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  readonly httpApi: HttpApi | undefined;
  /** What failed for good, by function. */
  readonly failures: Readonly<Record<string, Queue>>;

  constructor(scope: Construct, input: CollectInput) {
    super(scope, { name: 'collect', description: 'Millrace: how events come in' }, input);
    this.writeKeys = this.keysOfClients();
    const { by, partnerFiles, databaseChanges: changes } = this.profile.collect;
    this.containers = by === 'fargate' ? fargateCollector(this, { ...input, writeKeys: this.writeKeys }) : undefined;
    const function_ = by === 'http-api' ? this.collectFunction(input) : undefined;
    const orders = function_ && orderFunction(this, { ...input, writeKeys: this.writeKeys });
    this.httpApi = function_ && orders && this.collectApi(input.base, function_, orders);
    const heartbeat = function_ && this.heartbeats(input);
    const csv = partnerFiles ? this.partnerFiles(input) : undefined;
    const cdc = changes.enabled ? this.changes(input) : undefined;
    this.functions = {
      ...(function_ && { collect: function_ }),
      ...(orders && { decide: orders.fn }),
      ...(heartbeat && { heartbeat }),
      ...(csv && { csv: csv.fn }),
      ...(cdc && { cdc: cdc.fn }),
    };
    this.failures = { ...(csv && { csv: csv.queue }), ...(cdc && { cdc: cdc.queue }) };
  }

  /** Trackers and servers send events under one of these; they are public in a page, so a secret only for its changing. */
  private keysOfClients(): Secret {
    const secret = new Secret(this, 'WriteKeys', {
      secretName: `${this.profile.name}/write-keys`,
      description: 'Millrace: write keys of clients, between commas',
      generateSecretString: { passwordLength: 40, excludePunctuation: true },
    });
    acceptRule(
      secret,
      'SMG4',
      'Write keys stand in pages and apps: they are changed by adding a new one beside the old.',
    );
    return secret;
  }

  private collectFunction({ base, streams, warehouse }: CollectInput): LambdaFunction {
    const { memoryMegabytes, concurrency } = this.profile.collect.function;
    const fn = handlerFunction(this, {
      handler: 'collect',
      about: 'Takes events over HTTP',
      base,
      memoryMegabytes,
      timeoutSeconds: 10,
      concurrency,
      environment: {
        STREAM_EVENTS: streams.streams.events.streamName,
        SECRET_WRITE_KEYS: this.writeKeys.secretArn,
        FIREHOSE_QUARANTINE: warehouse.quarantine.deliveryStreamName,
      },
    });
    grantPut(streams.streams.events, fn);
    warehouse.quarantine.grantPutRecords(fn);
    this.writeKeys.grantRead(fn);
    return fn;
  }

  /** Where no container collects, nobody else says that time passes. */
  private heartbeats({ base, streams }: CollectInput): LambdaFunction {
    const fn = handlerFunction(this, {
      handler: 'heartbeat',
      about: 'Lets time pass on a quiet stream',
      base,
      memoryMegabytes: 256,
      timeoutSeconds: 15,
      environment: { STREAM_EVENTS: streams.streams.events.streamName },
    });
    grantPut(streams.streams.events, fn);
    new Rule(this, 'EachMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new CalledFunction(fn, { retryAttempts: 0 })],
    });
    return fn;
  }

  private collectApi(base: BaseStack, fn: LambdaFunction, orders: OrderFunction): HttpApi {
    const api = new HttpApi(this, 'CollectApi', { apiName: this.named('collect'), description: 'Events of Millrace' });
    const routes = api.addRoutes({
      path: '/v1/{proxy+}',
      methods: [HttpMethod.POST, HttpMethod.OPTIONS],
      integration: new HttpLambdaIntegration('Collect', fn, { timeout: Duration.seconds(10) }),
    });
    const deciding = api.addRoutes({
      path: '/v1/decisions',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Decide', orders.fn, { timeout: Duration.seconds(orders.timeoutSeconds) }),
    });
    for (const route of [...routes, ...deciding]) {
      acceptRule(route, 'APIG4', 'Trackers and check-outs send with a write key, which the function checks.');
    }
    accessLogged(this, api, { base, name: 'collect-api', requestsPerSecond: 1_000 });
    new CfnOutput(this, 'CollectUrl', { value: api.apiEndpoint, description: 'where events are sent' });
    return api;
  }

  private partnerFiles({ base, streams, serve, warehouse }: CollectInput): Source {
    const drop = privateBucket(this, 'PartnerFiles', {
      name: 'partners',
      key: serve.key,
      accessLogs: base.accessLogs,
      lifecycleRules: [{ expiration: Duration.days(90) }],
      versioned: true,
    });
    const queue = failureQueue(this, 'csv');
    const fn = handlerFunction(this, {
      handler: 'csv',
      about: 'Makes events of partners’ files',
      base,
      memoryMegabytes: 1_024,
      timeoutSeconds: 900,
      environment: {
        STREAM_EVENTS: streams.streams.events.streamName,
        FIREHOSE_QUARANTINE: warehouse.quarantine.deliveryStreamName,
        BUCKET_CONFIG: serve.settings.bucketName,
        ...tableEnvironment(serve.tables, ['progress']),
      },
    });
    fn.configureAsyncInvoke({ onFailure: new SqsDestination(queue), retryAttempts: 2, maxEventAge: Duration.hours(6) });
    fn.addEventSource(new S3EventSourceV2(drop, { events: [EventType.OBJECT_CREATED], filters: [{ suffix: '.csv' }] }));
    this.grantFiles(fn, drop, serve);
    grantPut(streams.streams.events, fn);
    warehouse.quarantine.grantPutRecords(fn);
    // The CDK's function that tells the bucket whom to call stands in the stack itself.
    for (const child of this.node.children) {
      if (child.node.id.startsWith('BucketNotificationsHandler'))
        acceptRule(child, BASIC_EXECUTION, 'The CDK gives it to its own function.');
    }
    new CfnOutput(this, 'PartnerBucket', {
      value: drop.bucketName,
      description: 'where partners’ files are put: <feed>/<name>.csv',
    });
    return { fn, queue };
  }

  private grantFiles(fn: LambdaFunction, drop: Bucket, { settings, tables }: ServeStack): void {
    for (const bucket of [drop, settings]) grantObjects(bucket, roleOf(fn));
    grantItems(tables.progress, fn, 'write');
  }

  private changes({ base, streams, serve, warehouse }: CollectInput): Source {
    const changes = databaseChanges(this, { base, streams });
    const fn = handlerFunction(this, {
      handler: 'cdc',
      about: 'Makes events of a database’s changes',
      base,
      memoryMegabytes: 512,
      timeoutSeconds: 60,
      environment: {
        STREAM_CHANGES: changes.streamName,
        STREAM_EVENTS: streams.streams.events.streamName,
        FIREHOSE_QUARANTINE: warehouse.quarantine.deliveryStreamName,
        BUCKET_CONFIG: serve.settings.bucketName,
        ...tableEnvironment(serve.tables, ['progress']),
      },
    });
    grantPut(streams.streams.events, fn);
    warehouse.quarantine.grantPutRecords(fn);
    grantObjects(serve.settings, roleOf(fn));
    grantItems(serve.tables.progress, fn, 'write');
    const settings = { ...this.profile.process.enrich, parallelizationFactor: 1, fanOut: false, maxAgeSeconds: 86_400 };
    return { fn, queue: consumeStream(this, { stream: changes, to: fn, name: 'cdc', settings }) };
  }
}

interface Source {
  readonly fn: LambdaFunction;
  readonly queue: Queue;
}
