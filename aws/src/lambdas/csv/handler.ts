/** Called for each file that a partner puts into the bucket: its rows become events. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { clientSettings } from '../../client-settings.ts';
import { functionCollector } from '../../collect/function-collector.ts';
import { importObject } from '../../collect/import-object.ts';
import { requiredVariable } from '../environment-variable.ts';

const table = requiredVariable('TABLE_PROGRESS');
const settingsBucket = requiredVariable('BUCKET_CONFIG');
const s3 = new S3Client(clientSettings({ connectionTimeoutMs: 1_000, requestTimeoutMs: 60_000 }));
const dynamo = new DynamoDBClient(clientSettings());
const collector = functionCollector();
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
