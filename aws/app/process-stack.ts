/** What works on the streams: functions bucket by bucket, the SQL on Flink, and the shards and units that follow the load. */

import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as RunFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, type Function as LambdaFunction, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { TableName } from '../src/state/table-definitions.ts';
import type { BaseStack } from './base-stack.ts';
import { flinkApplication } from './flink-application.ts';
import { grantObjects, grantPut, grantSend, roleOf } from './grants.ts';
import { handlerFunction } from './handler-function.ts';
import { MillraceStack, type StackInput } from './millrace-stack.ts';
import type { ServeStack } from './serve-stack.ts';
import { grantItems, tableEnvironment } from './state-tables.ts';
import { consumeStream } from './stream-consumer.ts';
import type { StreamName, StreamStack } from './stream-stack.ts';
import { unitScaler } from './unit-scaler.ts';
import type { WarehouseStack } from './warehouse-stack.ts';

/** What each function reads, writes and keeps: its permissions and its environment are made from this, and nothing else. */
const CONSUMERS = {
  enrich: {
    about: 'Completes events: `events` to `enriched`',
    reads: 'events',
    // Buckets send each other messages through the stream that they read.
    writes: ['events', 'enriched', 'insights'],
    tables: ['state', 'progress', 'poison'],
    lake: 'events',
    alerts: false,
    places: true,
  },
  features: {
    about: 'Keeps what is known of each user',
    reads: 'enriched',
    writes: ['enriched'],
    tables: ['state', 'progress', 'poison'],
    lake: undefined,
    alerts: false,
    places: false,
  },
  insights: {
    about: 'Keeps results, decides about orders, sends alerts',
    reads: 'insights',
    writes: [],
    tables: ['state', 'progress', 'results', 'decisions', 'risk-profiles', 'audit', 'poison'],
    lake: 'insights',
    alerts: true,
    places: false,
  },
} as const satisfies Readonly<Record<string, ConsumerShape>>;

interface ConsumerShape {
  readonly about: string;
  readonly reads: StreamName;
  readonly writes: readonly StreamName[];
  readonly tables: readonly TableName[];
  readonly lake: 'events' | 'insights' | undefined;
  readonly alerts: boolean;
  /** Looks addresses up. */
  readonly places: boolean;
}

export type ConsumerName = keyof typeof CONSUMERS;
export const CONSUMER_NAMES = ['enrich', 'features', 'insights'] as const satisfies readonly ConsumerName[];

export interface ProcessInput extends StackInput {
  readonly base: BaseStack;
  readonly streams: StreamStack;
  readonly serve: ServeStack;
  readonly warehouse: WarehouseStack;
}

export class ProcessStack extends MillraceStack {
  readonly functions: Readonly<Record<ConsumerName, LambdaFunction>>;
  /** Batches that failed for good, by function. */
  readonly failures: Readonly<Record<ConsumerName, Queue>>;
  /** What scales shards and units, by its handler's name. */
  readonly scalers: Readonly<Record<string, LambdaFunction>>;
  readonly flinkName: string;

  constructor(scope: Construct, input: ProcessInput) {
    super(scope, { name: 'process', description: 'Millrace: functions, Flink, scaling of shards' }, input);
    const made = CONSUMER_NAMES.map((name) => [name, this.consumer(name, input)] as const);
    const of = <Part extends 'fn' | 'queue'>(part: Part) => {
      return Object.fromEntries(made.map(([name, parts]) => [name, parts[part]])) as Record<ConsumerName, Made[Part]>;
    };
    this.functions = of('fn');
    this.failures = of('queue');
    const flink = flinkApplication(this, input);
    this.flinkName = flink.name;
    this.scalers = {
      'scale-units': unitScaler(this, input.base, flink),
      ...(this.profile.stream.mode === 'provisioned' && { 'scale-shards': this.shardScaler(input) }),
    };
  }

  private consumer(name: ConsumerName, input: ProcessInput): Made {
    const { base, serve, streams } = input;
    const shape: ConsumerShape = CONSUMERS[name];
    const settings = this.profile.process[name];
    const fn = handlerFunction(this, {
      handler: name,
      about: shape.about,
      base,
      memoryMegabytes: settings.memoryMegabytes,
      timeoutSeconds: settings.timeoutSeconds,
      inside: { vpc: base.vpc, group: serve.cache.clients },
      environmentKey: serve.key,
      environment: environmentOf(shape, input),
      ...(shape.places ? { layers: [this.placesLayer()] } : {}),
    });
    for (const table of shape.tables) grantItems(serve.tables[table], fn, 'write');
    for (const stream of shape.writes) grantPut(streams.streams[stream], fn);
    if (shape.lake !== undefined) input.warehouse[shape.lake].grantPutRecords(fn);
    if (shape.alerts) grantSend({ topic: base.alerts, key: base.alertKey }, roleOf(fn));
    grantObjects(serve.settings, roleOf(fn));
    const queue = consumeStream(this, { stream: streams.streams[shape.reads], to: fn, name, settings });
    return { fn, queue };
  }

  /** A new month's database is a new version of the npm package, and with it of the layer. */
  private placesLayer(): LayerVersion {
    return new LayerVersion(this, 'Places', {
      description: 'Countries and regions of addresses: IP Geolocation by DB-IP, https://db-ip.com, CC BY 4.0',
      code: Code.fromAsset(this.built.places),
      license: 'CC-BY-4.0',
    });
  }

  private shardScaler({ base, serve, streams }: ProcessInput): LambdaFunction {
    const { events, enriched } = streams.streams;
    const { scaling, ...stream } = this.profile.stream;
    const fn = handlerFunction(this, {
      handler: 'scale-shards',
      about: 'Doubles and halves shards as the day goes',
      base,
      memoryMegabytes: 256,
      timeoutSeconds: 60,
      environment: {
        ...tableEnvironment(serve.tables, ['progress']),
        SCALING: JSON.stringify({
          ...scaling,
          streams: [
            { name: events.streamName, role: 'events', ...stream.events },
            { name: enriched.streamName, role: 'enriched', ...stream.enriched },
          ],
        }),
      },
      concurrency: 1,
    });
    grantItems(serve.tables.progress, fn, 'write');
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['kinesis:DescribeStreamSummary', 'kinesis:UpdateShardCount'],
        resources: [events.streamArn, enriched.streamArn],
      }),
    );
    fn.addToRolePolicy(new PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }));
    new Rule(this, 'ScaleShardsRule', {
      description: 'Looks at the load of the streams',
      schedule: Schedule.rate(Duration.minutes(scaling.everyMinutes)),
      targets: [new RunFunction(fn, { retryAttempts: 0 })],
    });
    return fn;
  }
}

interface Made {
  readonly fn: LambdaFunction;
  readonly queue: Queue;
}

function environmentOf(
  shape: ConsumerShape,
  { base, serve, streams, warehouse }: ProcessInput,
): Record<string, string> {
  const names = new Set<StreamName>([shape.reads, ...shape.writes]);
  return {
    ...Object.fromEntries([...names].map((name) => [`STREAM_${name.toUpperCase()}`, streams.streams[name].streamName])),
    ...tableEnvironment(serve.tables, shape.tables),
    VALKEY_URL: serve.cache.url,
    BUCKET_CONFIG: serve.settings.bucketName,
    ...(shape.lake === undefined
      ? {}
      : { [`FIREHOSE_${shape.lake.toUpperCase()}`]: warehouse[shape.lake].deliveryStreamName }),
    ...(shape.alerts ? { TOPIC_ALERTS: base.alerts.topicArn } : {}),
    ...(shape.places ? { PLACES_FOLDER: '/opt' } : {}),
  };
}
