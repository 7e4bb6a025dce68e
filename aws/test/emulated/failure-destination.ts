/** The message about records that an event source mapping has given up, as AWS documents it: where they are, not what. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Discarded } from './batch-retries.ts';
import { arrivedMs, type StreamPlace, sequenceOf } from './kinesis-event.ts';
import type { InvocationOutcome } from './lambda-function.ts';

export interface FailureMessage {
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: string;
    readonly approximateInvokeCount: number;
  };
  readonly responseContext?: {
    readonly statusCode: number;
    readonly executedVersion: string;
    readonly functionError: string | null;
  };
  readonly version: '1.0';
  readonly timestamp: string;
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly approximateArrivalOfLastRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
}

export type FailureDestination = (message: FailureMessage) => Promise<void>;

export function queueDestination(client: SQSClient, queueUrl: string): FailureDestination {
  return async (message) => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
  };
}

/** @param last the answer to the last call with the batch; absent when it was never called with it. */
export function failureMessage(
  { batch, condition }: Discarded,
  place: StreamPlace,
  functionArn: string,
  last: InvocationOutcome | undefined,
): FailureMessage {
  const first = batch.records[0];
  const end = batch.records.at(-1);
  if (first === undefined || end === undefined) throw new RangeError('a batch without records cannot fail');
  return {
    requestContext: {
      requestId: last?.requestId ?? '',
      functionArn,
      condition,
      approximateInvokeCount: batch.invocations,
    },
    ...(last !== undefined && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: last.functionError ?? null },
    }),
    version: '1.0',
    timestamp: new Date().toISOString(),
    KinesisBatchInfo: {
      shardId: place.shardId,
      startSequenceNumber: sequenceOf(first),
      endSequenceNumber: sequenceOf(end),
      approximateArrivalOfFirstRecord: new Date(arrivedMs(first)).toISOString(),
      approximateArrivalOfLastRecord: new Date(arrivedMs(end)).toISOString(),
      batchSize: batch.records.length,
      streamArn: place.streamArn,
    },
  };
}
