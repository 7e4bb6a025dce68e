/** Completes events: `events` to `enriched`. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { placeFinder } from '@millrace/shop/function-runtime/place-finder.ts';
import { NOWHERE } from '@millrace/shop/functions/enrich/place.ts';
import { clientSettings } from '../../client-settings.ts';
import { poisonTable } from '../../failures/poison-table.ts';
import { BucketRunner } from '../../state/bucket-runner.ts';
import { guardedValkey } from '../../state/guarded-valkey.ts';
import { openValkey } from '../../state/open-valkey.ts';
import { OutsideCalls } from '../../state/outside-calls.ts';
import { numberVariable, requiredVariable } from '../environment-variable.ts';
import { guardedClient } from '../guarded-client.ts';
import { streamConsumer } from '../stream-consumer.ts';
import { tracedClient } from '../traced-client.ts';
import { enrichedDelivery } from './deliver-enriched.ts';
import { DeliveredTally } from './delivered-tally.ts';
import { enrichFunction } from './enrich-function.ts';
import { LONGEST_DEDUP_HOURS } from './seen-events.ts';
import { ShopCatalogue } from './shop-catalogue.ts';

/** Longer than the SDK's own attempts take together. */
const CALL_MS = 15_000;
const VALKEY_MS = 2_000;

const settings = clientSettings();
const kinesis = tracedClient(new KinesisClient(settings));
const dynamo = tracedClient(new DynamoDBClient(settings));
const valkey = openValkey(requiredVariable('VALKEY_URL'));
const tables = { state: requiredVariable('TABLE_STATE'), progress: requiredVariable('TABLE_PROGRESS') };
const streams = {
  events: requiredVariable('STREAM_EVENTS'),
  enriched: requiredVariable('STREAM_ENRICHED'),
  insights: requiredVariable('STREAM_INSIGHTS'),
};
const catalogue = new ShopCatalogue({
  valkey: guardedValkey(valkey, new OutsideCalls(VALKEY_MS)),
  table: { dynamo, calls: new OutsideCalls(CALL_MS), tableName: tables.state },
});
const tally = new DeliveredTally();
const deliver = enrichedDelivery(
  {
    kinesis: guardedClient(kinesis, new OutsideCalls(CALL_MS)),
    firehose: guardedClient(tracedClient(new FirehoseClient(settings)), new OutsideCalls(CALL_MS)),
    streams,
    deliveryStream: process.env.FIREHOSE_EVENTS || undefined,
    catalogue,
  },
  (counts) => tally.add(counts),
);
/** Where the databases of addresses lie: a layer of the function. Without them events have the places that they bring. */
const places = process.env.PLACES_FOLDER;
const bucketFunction = enrichFunction({
  locate: places ? placeFinder(places) : NOWHERE,
  products: catalogue,
  dedupHours: numberVariable('DEDUP_HOURS', [1, LONGEST_DEDUP_HOURS], 24),
  deliver,
});

export const handler = streamConsumer({
  runner: new BucketRunner({
    bucketFunction,
    streamName: streams.events,
    valkey,
    dynamo,
    kinesis,
    tables,
    reject: poisonTable({
      dynamo,
      table: requiredVariable('TABLE_POISON'),
      functionName: bucketFunction.name,
      streamName: streams.events,
    }),
  }),
  metrics: new Metrics(),
  logger: new Logger(),
  counts: () => tally.take(),
});
