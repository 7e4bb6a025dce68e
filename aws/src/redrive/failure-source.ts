/** Where failed batches are told of: a queue, or a bucket with the records themselves. */
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface ToldFailure {
  /** How people find it: a message's id, an object's key. */
  readonly name: string;
  /** JSON. */
  readonly text: string;
  /** It is dealt with. */
  remove(): Promise<void>;
  /** It stays, for the next who asks. */
  leave(): Promise<void>;
}

export type FailureSource = AsyncIterable<ToldFailure>;

/** While a batch is under way nobody else is given it. */
const HIDDEN_SECONDS = 900;
const MESSAGES_AT_ONCE = 10;

/** Each message once: those that are left are seen again by the next run. */
export async function* queueFailures(client: SQSClient, QueueUrl: string): FailureSource {
  const seen = new Set<string>();
  for (;;) {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: MESSAGES_AT_ONCE,
      VisibilityTimeout: HIDDEN_SECONDS,
    });
    const { Messages = [] } = await client.send(command);
    const fresh = Messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
    if (fresh.length === 0) return;
    for (const message of fresh) {
      seen.add(message.MessageId ?? '');
      yield queueFailure(client, QueueUrl, message);
    }
  }
}

function queueFailure(client: SQSClient, QueueUrl: string, { MessageId, Body, ReceiptHandle }: Message): ToldFailure {
  const place = { QueueUrl, ReceiptHandle };
  return {
    name: MessageId ?? '',
    text: Body ?? '',
    remove: async () => void (await client.send(new DeleteMessageCommand(place))),
    leave: async () => void (await client.send(new ChangeMessageVisibilityCommand({ ...place, VisibilityTimeout: 0 }))),
  };
}

/** @param prefix of the objects: `aws/lambda/` is what Lambda writes. */
export async function* bucketFailures(client: S3Client, Bucket: string, prefix: string): FailureSource {
  let ContinuationToken: string | undefined;
  do {
    const list = { Bucket, Prefix: prefix, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) };
    const { Contents = [], NextContinuationToken } = await client.send(new ListObjectsV2Command(list));
    for (const { Key = '' } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      yield {
        name: Key,
        text: (await Body?.transformToString()) ?? '',
        remove: async () => void (await client.send(new DeleteObjectCommand({ Bucket, Key }))),
        leave: async () => undefined,
      };
    }
    ContinuationToken = NextContinuationToken;
  } while (ContinuationToken !== undefined);
}
