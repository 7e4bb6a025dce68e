/** Called for each file that a partner puts into the bucket: its rows become events. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import type { Context } from 'aws-lambda';
import { clientSettings } from '../../client-settings.ts';
import { importObject } from '../../collect/import-object.ts';
import { deliverQuarantine } from '../../collect/quarantine-delivery.ts';
import { StreamCollector } from '../../collect/stream-collector.ts';
import { KinesisProducer } from '../../producer/kinesis-producer.ts';

const {
  STREAM_EVENTS: stream = '',
  FIREHOSE_QUARANTINE: quarantine = '',
  TABLE_PROGRESS: table = '',
  BUCKET_CONFIG: settingsBucket = '',
} = process.env;
const producer = new KinesisProducer({ stream, lingerMs: 0 });
const firehose = new FirehoseClient(clientSettings());
const s3 = new S3Client(clientSettings({ connectionTimeoutMs: 1_000, requestTimeoutMs: 60_000 }));
const dynamo = new DynamoDBClient(clientSettings());
const collector = new StreamCollector({
  clock: new ArrivalClock(Date.now, 0),
  put: (events) => producer.putAndWait(events),
  quarantine: (entries) => deliverQuarantine(firehose, quarantine, entries),
});
const logger = new Logger();

/** As much of S3's notification as is read. */
interface FileEvent {
  readonly Records: readonly {
    readonly s3: {
      readonly bucket: { readonly name: string };
      readonly object: { readonly key: string; readonly eTag: string; readonly size: number };
    };
  }[];
}

/** @throws MillraceError FEED_UNFINISHED: the next try goes on. */
export async function handler(event: FileEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const parts = { s3, dynamo, table, settingsBucket, collector, leftMs: () => context.getRemainingTimeInMillis() };
  for (const { s3: put } of event.Records) {
    const key = decodeURIComponent(put.object.key.replaceAll('+', ' '));
    const object = { bucket: put.bucket.name, key, version: put.object.eTag, sizeBytes: put.object.size };
    const report = await importObject(parts, object);
    if (report) logger.info('file', { ...report });
  }
}
