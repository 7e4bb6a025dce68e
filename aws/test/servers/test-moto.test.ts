/** What the tests lean on of SNS, SQS, S3 and Firehose. */
import { CreateDeliveryStreamCommand, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { TestMoto } from './test-moto.ts';

it('brings what is published on a topic to a queue, and what Firehose is given to a bucket', async () => {
  await using servers = new AsyncDisposableStack();
  const { sns, sqs, s3, firehose } = servers.adopt(await TestMoto.start(), (each) => each.close());
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'told' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
  await sns.send(new PublishCommand({ TopicArn, Message: 'stock is low' }));
  const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(messages.map(({ Body = '' }) => JSON.parse(Body).Message)).toEqual(['stock is low']);

  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
  const ExtendedS3DestinationConfiguration = {
    RoleARN: 'arn:aws:iam::000000000000:role/f',
    BucketARN: 'arn:aws:s3:::lake',
  };
  await firehose.send(
    new CreateDeliveryStreamCommand({ DeliveryStreamName: 'events', ExtendedS3DestinationConfiguration }),
  );
  const Records = ['{"a":1}\n', '{"a":2}\n'].map((line) => ({ Data: Buffer.from(line) }));
  await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 'events', Records }));
  const { Contents: [object] = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'lake' }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'lake', Key: object?.Key }));
  expect(await Body?.transformToString()).toBe('{"a":1}\n{"a":2}\n');
}, 120_000);
