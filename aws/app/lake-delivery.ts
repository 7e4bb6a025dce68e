/**
 * Firehose into the lake: large records of JSON lines come in, Parquet by date goes out. Lines that do not fit the table go
 * to a folder of failures, with the reason, and fail no other.
 */

import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import {
  Compression,
  DeliveryStream,
  EnableLogging,
  type IDataProcessor,
  MetadataExtractionProcessor,
  OpenXJsonInputFormat,
  OutputFormat,
  RecordDeAggregationProcessor,
  S3Bucket,
  type S3BucketProps,
  SchemaConfiguration,
  StreamEncryption,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Duration, Size } from 'aws-cdk-lib/core';
import { acceptRule } from './accept-rule.ts';
import { type BaseStack, logGroup } from './base-stack.ts';
import { EVENTS_TABLE, type LakeTable } from './lake-tables.ts';
import type { MillraceStack } from './millrace-stack.ts';

export interface DeliveryInput {
  readonly name: string;
  readonly table: LakeTable;
  readonly schema: CfnTable;
  readonly bucket: Bucket;
  readonly key: Key;
  readonly base: BaseStack;
}

/** Refused events as they came, line by line, to be found and mended: packed, since they are seldom read. */
export function quarantineDelivery(
  stack: MillraceStack,
  input: Pick<DeliveryInput, 'bucket' | 'key' | 'base'>,
): DeliveryStream {
  const { bucket, key, base } = input;
  const name = 'quarantine';
  const logs = logGroup(stack, { id: `Logs-${name}`, name, key: base.logKey });
  const made = new DeliveryStream(stack, `Delivery-${name}`, {
    deliveryStreamName: stack.named(name),
    encryption: StreamEncryption.customerManagedKey(key),
    destination: new S3Bucket(bucket, {
      dataOutputPrefix: 'quarantine/date=!{timestamp:yyyy-MM-dd}/',
      errorOutputPrefix: 'failed/quarantine/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/',
      bufferingInterval: Duration.seconds(60),
      bufferingSize: Size.mebibytes(64),
      compression: Compression.GZIP,
      encryptionKey: key,
      loggingConfig: new EnableLogging(logs),
    }),
  });
  acceptDelivery(stack, made, bucket);
  return made;
}

export function lakeDelivery(stack: MillraceStack, input: DeliveryInput): DeliveryStream {
  const { bufferMegabytes, bufferSeconds } = stack.profile.warehouse;
  const { bucket, key, base, name, table, schema } = input;
  const logs = logGroup(stack, { id: `Logs-${name}`, name, key: base.logKey });
  const made = new DeliveryStream(stack, `Delivery-${name}`, {
    deliveryStreamName: stack.named(name),
    encryption: StreamEncryption.customerManagedKey(key),
    destination: new S3Bucket(bucket, {
      ...partitioned(stack, table),
      errorOutputPrefix: `failed/${table.name}/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/`,
      bufferingInterval: Duration.seconds(bufferSeconds),
      bufferingSize: Size.mebibytes(bufferMegabytes),
      encryptionKey: key,
      loggingConfig: new EnableLogging(logs),
      dataFormatConversion: {
        schemaConfiguration: SchemaConfiguration.fromCfnTable(schema),
        inputFormat: new OpenXJsonInputFormat({
          lowercaseColumnNames: false,
          columnToJsonKeyMappings: fieldsOf(table),
        }),
        outputFormat: OutputFormat.PARQUET,
      },
    }),
  });
  acceptDelivery(stack, made, bucket);
  return made;
}

/** The CDK grants delivery more of the one bucket than it needs, and nothing of others. */
function acceptDelivery(stack: MillraceStack, made: DeliveryStream, bucket: Bucket): void {
  acceptRule(
    made,
    'IAM5[Action::s3:GetObject*]',
    'What delivery needs of the one bucket, in the form that the CDK grants it.',
  );
  acceptRule(
    made,
    `IAM5[Resource::<${stack.getLogicalId(bucket.node.defaultChild as CfnBucket)}.Arn>/*]`,
    'The lake is its to write.',
  );
  acceptRule(made, 'IAM5[Resource::*]', 'Reading the schema of its table, which the CDK grants by no resource.');
  for (const action of [
    's3:GetBucket*',
    's3:List*',
    's3:DeleteObject*',
    's3:Abort*',
    'kms:GenerateDataKey*',
    'kms:ReEncrypt*',
  ]) {
    acceptRule(made, `IAM5[Action::${action}]`, 'The same, of the one bucket and its key.');
  }
}

type Partitioning = Pick<S3BucketProps, 'dataOutputPrefix' | 'dynamicPartitioning' | 'processors'>;

function partitioned({ profile }: MillraceStack, table: LakeTable): Partitioning {
  if (profile.warehouse.partitionBy === 'arrival' && table.date === EVENTS_TABLE.date) {
    return { dataOutputPrefix: `${table.name}/date=!{timestamp:yyyy-MM-dd}/` };
  }
  // A record holds many lines, of days that may differ.
  const processors: IDataProcessor[] = [
    RecordDeAggregationProcessor.json(),
    MetadataExtractionProcessor.jq16({ date: table.date }),
  ];
  return {
    dataOutputPrefix: `${table.name}/date=!{partitionKeyFromQuery:date}/`,
    dynamicPartitioning: { enabled: true, retryDuration: Duration.minutes(5) },
    processors,
  };
}

function fieldsOf({ columns }: LakeTable): Record<string, string> {
  return Object.fromEntries(
    columns.filter(({ name, field }) => name !== field).map(({ name, field }) => [name, field]),
  );
}
