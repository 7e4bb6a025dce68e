/** All services stand, and a function that is deployed on them is called; what it cannot take arrives in the queue. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { KinesisStreamEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { EmulatedAws } from './emulated-aws.ts';
import { inProcess } from './in-process-sandbox.ts';
import { textsOf } from './stream-trial.ts';

it('brings records to a function, and those that it cannot take to the queue, as Lambda tells of them', async () => {
  await using servers = new AsyncDisposableStack();
  const aws = servers.adopt(await EmulatedAws.start(), (each) => each.close());
  const seen: string[] = [];
  const handler = (event: unknown): void => {
    const texts = textsOf(event as KinesisStreamEvent);
    if (texts.includes('bad')) throw new Error('cannot take this');
    seen.push(...texts);
  };
  const settings = { name: 'trial', timeoutMs: 5_000, afterTimeout: 'zombie' } as const;
  const retries = { bisectOnError: true, maximumRetryAttempts: 1 };
  const { mapping } = aws.deploy(
    settings,
    inProcess(() => handler),
    { streamName: 'events', ...retries },
  );
  await mapping.enable();
  for (const text of ['1', 'bad', '2'])
    await aws.kinesis.client.send(
      new PutRecordCommand({ StreamName: 'events', PartitionKey: 'k', Data: Buffer.from(text) }),
    );
  await mapping.drained();
  expect(seen).toEqual(['1', '2']);
  const { Messages: [message] = [] } = await aws.moto.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: aws.environment().QUEUE_FAILURES }),
  );
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    KinesisBatchInfo: { batchSize: 1, streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/events' },
  });
  const { TABLE_AUDIT } = aws.environment();
  await aws.dynamo.client.send(
    new PutItemCommand({ TableName: TABLE_AUDIT, Item: { pk: { S: 'day' }, sk: { S: '1' } } }),
  );
}, 120_000);
