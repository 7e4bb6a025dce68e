/** A Lambda handler with the counting function on the real runner, wired as the real handlers are: by its environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { clientSettings } from '../../src/client-settings.ts';
import type { StreamOutput } from '../../src/state/bucket-function.ts';
import { BucketRunner } from '../../src/state/bucket-runner.ts';
import type { Poison } from '../../src/state/fold-run.ts';
import { openValkey } from '../../src/state/open-valkey.ts';
import { hashKeyOf } from '../../src/stream/bucket.ts';
import { eventArray } from '../../src/stream/event-array.ts';
import { batchResponse, recordsOf } from '../../src/stream/lambda-records.ts';
import { type CountOutput, countingFunction } from './counting-function.ts';

const env = process.env;
const kinesis = new KinesisClient(clientSettings());
const sqs = new SQSClient(clientSettings());

const runner = new BucketRunner({
  bucketFunction: countingFunction(deliver),
  streamName: env.STREAM_EVENTS ?? '',
  valkey: openValkey(env.VALKEY_URL ?? ''),
  dynamo: new DynamoDBClient(clientSettings()),
  kinesis,
  tables: { state: env.TABLE_STATE ?? '', progress: env.TABLE_PROGRESS ?? '' },
  reject,
  settleSeconds: Number(env.SETTLE_SECONDS),
});

export async function handler(event: KinesisStreamEvent, context: Context): Promise<KinesisStreamBatchResponse> {
  const deadlineMs = Date.now() + context.getRemainingTimeInMillis() / 2;
  const { failures } = await runner.run(recordsOf(event), deadlineMs);
  return batchResponse(failures);
}

/** One record a bucket, so that a bucket's outputs are refused together or not at all. */
async function deliver(outputs: readonly StreamOutput<CountOutput>[]): Promise<void> {
  for (const [bucket, its] of Map.groupBy(outputs, (output) => output.bucket)) {
    const Data = eventArray(its.map(({ id, value }) => JSON.stringify({ id, ...value })));
    const record = { PartitionKey: bucket, ExplicitHashKey: hashKeyOf(Number(bucket)), Data };
    const answer = await kinesis.send(new PutRecordsCommand({ StreamName: env.STREAM_ENRICHED, Records: [record] }));
    if (answer.FailedRecordCount !== 0) throw new Error('the stream refused a record');
  }
}

async function reject(poison: readonly Poison[]): Promise<void> {
  for (const { record, input } of poison) {
    const MessageBody = JSON.stringify({ sequence: record.sequence, input });
    await sqs.send(new SendMessageCommand({ QueueUrl: env.QUEUE_FAILURES, MessageBody }));
  }
}
