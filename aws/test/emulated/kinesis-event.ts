/** What a Lambda function is given of a Kinesis stream: the records of one batch, in the shape that AWS documents. */
import type { _Record } from '@aws-sdk/client-kinesis';
import type { KinesisStreamRecord } from 'aws-lambda';

export interface StreamPlace {
  readonly streamArn: string;
  readonly shardId: string;
  readonly region: string;
}

const ACCOUNT = '000000000000';

/** @param record as GetRecords answered it. */
export function kinesisRecord(record: _Record, { streamArn, shardId, region }: StreamPlace): KinesisStreamRecord {
  const sequenceNumber = record.SequenceNumber ?? '';
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.PartitionKey ?? '',
      sequenceNumber,
      data: Buffer.from(record.Data ?? []).toString('base64'),
      approximateArrivalTimestamp: (record.ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/lambda-kinesis-role`,
    awsRegion: region,
    eventSourceARN: streamArn,
  };
}

export function arrivedMs(record: KinesisStreamRecord): number {
  return Math.round(record.kinesis.approximateArrivalTimestamp * 1000);
}

export function sequenceOf(record: KinesisStreamRecord | undefined): string {
  return record?.kinesis.sequenceNumber ?? '';
}
