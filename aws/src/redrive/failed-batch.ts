/**
 * A batch that Lambda has given up, as it tells of it: to a queue where the records lie, to a bucket with the records
 * themselves.
 */
import type { KinesisStreamEvent } from 'aws-lambda';
import { isObject } from '../stream/event-record.ts';
import { recordsOf } from '../stream/lambda-records.ts';
import type { StreamRecord } from '../stream/stream-record.ts';

export interface FailedBatch {
  /** The function that it was for: `enrich`, or whatever the deployment calls it. */
  readonly functionName: string;
  /** Why it was given up: `RetryAttemptsExhausted`, `RecordAgeExceeded`. */
  readonly condition: string;
  readonly stream: string;
  readonly shardId: string;
  /** Sequence numbers of the first and the last record. */
  readonly first: string;
  readonly last: string;
  /** How many records it had. */
  readonly size: number;
  /** When the stream took the first one, ISO 8601. */
  readonly arrivedAt: string;
  /** The records, when they came along. */
  readonly records?: readonly StreamRecord[];
}

/** @param text JSON. @returns undefined when it does not tell of a batch of a stream. */
export function failedBatch(text: string): FailedBatch | undefined {
  const told = parsed(text);
  const info = objectIn(told, 'KinesisBatchInfo');
  const request = objectIn(told, 'requestContext');
  const names = ['shardId', 'startSequenceNumber', 'endSequenceNumber', 'streamArn'] as const;
  if (!info || !request || !names.every((name) => typeof info[name] === 'string')) return undefined;
  const records = payloadRecords(told);
  return {
    functionName: functionNameOf(String(request.functionArn ?? '')),
    condition: String(request.condition ?? ''),
    stream: String(info.streamArn).split('/').at(-1) ?? '',
    shardId: String(info.shardId),
    first: String(info.startSequenceNumber),
    last: String(info.endSequenceNumber),
    size: Number(info.batchSize ?? 0),
    arrivedAt: String(info.approximateArrivalOfFirstRecord ?? ''),
    ...(records === undefined ? {} : { records }),
  };
}

/** `arn:aws:lambda:region:account:function:name:version` */
function functionNameOf(arn: string): string {
  return arn.split(':')[6] ?? arn;
}

/** A bucket is given the event as the function was: as text, or as an object. */
function payloadRecords(told: unknown): readonly StreamRecord[] | undefined {
  const payload = isObject(told) ? told.payload : undefined;
  const event = typeof payload === 'string' ? parsed(payload) : payload;
  if (!isObject(event) || !Array.isArray(event.Records)) return undefined;
  return recordsOf(event as object as KinesisStreamEvent);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectIn(value: unknown, name: string): Readonly<Record<string, unknown>> | undefined {
  const found = isObject(value) ? value[name] : undefined;
  return isObject(found) ? found : undefined;
}
