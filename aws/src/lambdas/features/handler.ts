/** Keeps what is known of each user: `enriched` to states, which the API reads. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { clientSettings } from '../../client-settings.ts';
import { poisonTable } from '../../failures/poison-table.ts';
import { BucketRunner } from '../../state/bucket-runner.ts';
import { openValkey } from '../../state/open-valkey.ts';
import { OutsideCalls } from '../../state/outside-calls.ts';
import { requiredVariable } from '../environment-variable.ts';
import { guardedClient } from '../guarded-client.ts';
import { streamConsumer } from '../stream-consumer.ts';
import { tracedClient } from '../traced-client.ts';
import { featuresFunction, handOverDelivery } from './features-function.ts';

/** Longer than the SDK's own attempts take together. */
const CALL_MS = 15_000;

const settings = clientSettings();
const kinesis = tracedClient(new KinesisClient(settings));
const dynamo = tracedClient(new DynamoDBClient(settings));
const streamName = requiredVariable('STREAM_ENRICHED');
const bucketFunction = featuresFunction({
  deliver: handOverDelivery(guardedClient(kinesis, new OutsideCalls(CALL_MS)), streamName),
});

export const handler = streamConsumer({
  runner: new BucketRunner({
    bucketFunction,
    streamName,
    valkey: openValkey(requiredVariable('VALKEY_URL')),
    dynamo,
    kinesis,
    tables: { state: requiredVariable('TABLE_STATE'), progress: requiredVariable('TABLE_PROGRESS') },
    reject: poisonTable({
      dynamo,
      table: requiredVariable('TABLE_POISON'),
      functionName: bucketFunction.name,
      streamName,
    }),
  }),
  metrics: new Metrics(),
  logger: new Logger(),
});
