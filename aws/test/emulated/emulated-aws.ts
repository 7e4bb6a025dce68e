/**
 * The services that the functions use, each emulated on this machine, with all streams, tables, topics, queues and buckets;
 * and functions deployed on them, called by event source mappings.
 */
import { CreateDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { TEST_CREDENTIALS, TEST_REGION } from '../servers/test-account.ts';
import { TestDynamo } from '../servers/test-dynamo.ts';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { TestMoto } from '../servers/test-moto.ts';
import { TestValkey } from '../servers/test-valkey.ts';
import { EventSourceMapping, type MappingSettings } from './event-source-mapping.ts';
import { queueDestination } from './failure-destination.ts';
import { type FunctionSettings, LambdaFunction, type Sandbox } from './lambda-function.ts';

export const STREAM_NAMES = ['events', 'enriched', 'insights'] as const;
export const LAKE = 'lake';
export const CONFIG_BUCKET = 'config';

const DELIVERY_STREAMS = ['events', 'insights', 'quarantine'];
const ROLE = 'arn:aws:iam::000000000000:role/firehose';

/** Where each service is found: the emulators themselves, or what stands in front of them. */
export interface Endpoints {
  readonly kinesis: string;
  readonly dynamodb: string;
  /** SNS, SQS, S3, Firehose. */
  readonly others: string;
  readonly valkey: string;
}

export interface Deployed {
  readonly fn: LambdaFunction;
  readonly mapping: EventSourceMapping;
}

export class EmulatedAws {
  readonly kinesis: TestKinesis;
  readonly dynamo: TestDynamo;
  readonly valkey: TestValkey;
  readonly moto: TestMoto;
  /** ARN of the topic that alerts are published on. */
  alertsTopic = '';
  /** URL and ARN of the queue that records go to which a function cannot take. */
  failuresQueue = { url: '', arn: '' };
  readonly #deployed: Deployed[] = [];

  private constructor(kinesis: TestKinesis, dynamo: TestDynamo, valkey: TestValkey, moto: TestMoto) {
    this.kinesis = kinesis;
    this.dynamo = dynamo;
    this.valkey = valkey;
    this.moto = moto;
  }

  /** @param shards of `events` and `enriched`; `insights` has one. */
  static async start({ shards = 2 }: { readonly shards?: number } = {}): Promise<EmulatedAws> {
    const starting = [
      TestKinesis.start({ events: shards, enriched: shards, insights: 1 }),
      TestDynamo.start(),
      TestValkey.start(),
      TestMoto.start(),
    ] as const;
    try {
      const aws = new EmulatedAws(...(await Promise.all(starting)));
      await aws.#create();
      return aws;
    } catch (error) {
      const started = (await Promise.allSettled(starting)).filter((each) => each.status === 'fulfilled');
      await Promise.all(started.map(({ value }) => value.close()));
      throw error;
    }
  }

  get endpoints(): Endpoints {
    const { kinesis, dynamo, moto, valkey } = this;
    return { kinesis: kinesis.endpoint, dynamodb: dynamo.endpoint, others: moto.endpoint, valkey: valkey.url };
  }

  /** The environment variables of a function. */
  environment(endpoints: Endpoints = this.endpoints): Record<string, string> {
    return {
      AWS_REGION: TEST_REGION,
      AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_KINESIS: endpoints.kinesis,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      ...Object.fromEntries(
        ['SNS', 'SQS', 'S3', 'FIREHOSE'].map((name) => [`AWS_ENDPOINT_URL_${name}`, endpoints.others]),
      ),
      VALKEY_URL: endpoints.valkey,
      STREAM_EVENTS: 'events',
      STREAM_ENRICHED: 'enriched',
      STREAM_INSIGHTS: 'insights',
      TABLE_STATE: 'state',
      TABLE_PROGRESS: 'progress',
      TABLE_RESULTS: 'results',
      TABLE_DECISIONS: 'decisions',
      TABLE_RISK_PROFILES: 'risk-profiles',
      TABLE_AUDIT: 'audit',
      TABLE_POISON: 'poison',
      FIREHOSE_EVENTS: 'events',
      FIREHOSE_INSIGHTS: 'insights',
      FIREHOSE_QUARANTINE: 'quarantine',
      TOPIC_ALERTS: this.alertsTopic,
      // The SDK goes where the URL of a queue says.
      QUEUE_FAILURES: this.failuresQueue.url.replace(this.endpoints.others, endpoints.others),
      BUCKET_CONFIG: CONFIG_BUCKET,
    };
  }

  /** A function on a stream; what it cannot take goes to the queue for that. Begins with `mapping.enable()`. */
  deploy(
    settings: FunctionSettings,
    load: () => Promise<Sandbox>,
    mapping: Partial<MappingSettings> & { streamName: string },
  ): Deployed {
    const fn = new LambdaFunction(settings, load);
    const onFailure = queueDestination(this.moto.sqs, this.failuresQueue.url);
    const deployed = { fn, mapping: new EventSourceMapping(this.kinesis.client, fn, { onFailure, ...mapping }) };
    this.#deployed.push(deployed);
    return deployed;
  }

  deployed(): readonly Deployed[] {
    return this.#deployed;
  }

  async close(): Promise<void> {
    await Promise.all(this.#deployed.map(({ mapping }) => mapping.disable()));
    await Promise.all(this.#deployed.map(({ fn }) => fn.close()));
    await Promise.all([this.kinesis, this.dynamo, this.valkey, this.moto].map((server) => server.close()));
  }

  async #create(): Promise<void> {
    const { sns, sqs, s3, firehose } = this.moto;
    this.alertsTopic = (await sns.send(new CreateTopicCommand({ Name: 'alerts' }))).TopicArn ?? '';
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'failures' }));
    const asked = { QueueUrl: url, AttributeNames: ['QueueArn' as const] };
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
    this.failuresQueue = { url, arn: Attributes?.QueueArn ?? '' };
    for (const Bucket of [LAKE, CONFIG_BUCKET]) await s3.send(new CreateBucketCommand({ Bucket }));
    for (const DeliveryStreamName of DELIVERY_STREAMS)
      await firehose.send(
        new CreateDeliveryStreamCommand({
          DeliveryStreamName,
          ExtendedS3DestinationConfiguration: {
            RoleARN: ROLE,
            BucketARN: `arn:aws:s3:::${LAKE}`,
            Prefix: `${DeliveryStreamName}/`,
          },
        }),
      );
  }
}
