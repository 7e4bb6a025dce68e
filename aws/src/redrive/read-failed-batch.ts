/** Reads the records of a failed batch again, from the shard that they lie on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { GetRecordsCommand, GetShardIteratorCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type StreamRecord, sortableSequence, streamRecordOf } from '../stream/stream-record.ts';
import type { FailedBatch } from './failed-batch.ts';

/** A shard answers five questions a second, and functions ask them, too. */
const PAUSE_MS = 250;
const MOST_PAUSES = 40;
/** Answers may be empty while there is more: so many in a row, and the shard has ended. */
const MOST_EMPTY = 20;

/**
 * @returns those that the stream still has. @throws MillraceError REDRIVE_NOT_RETAINED when it has none of them any more,
 * REDRIVE_STREAM_GONE when there is no such stream or shard.
 */
export async function readFailedBatch(
  kinesis: Pick<KinesisClient, 'send'>,
  batch: FailedBatch,
): Promise<readonly StreamRecord[]> {
  if (batch.records) return batch.records;
  const records: StreamRecord[] = [];
  const end = sortableSequence(batch.last);
  let iterator = await startOf(kinesis, batch);
  for (let empty = 0; iterator !== undefined && empty < MOST_EMPTY; ) {
    const { Records = [], NextShardIterator, MillisBehindLatest } = await next(kinesis, iterator);
    const read = Records.map((record) => streamRecordOf(batch.shardId, record));
    records.push(...read.filter(({ sequence }) => isWithin(batch, sequence)));
    const isPast = read.some(({ sequence }) => sortableSequence(sequence) >= end);
    if (isPast || (read.length === 0 && MillisBehindLatest === 0)) break;
    empty = read.length === 0 ? empty + 1 : 0;
    iterator = NextShardIterator;
  }
  if (records.length === 0) throw notRetained(batch);
  return records;
}

async function startOf(kinesis: Pick<KinesisClient, 'send'>, batch: FailedBatch) {
  const { stream, shardId, first } = batch;
  const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: first } as const;
  try {
    const command = new GetShardIteratorCommand({ StreamName: stream, ShardId: shardId, ...at });
    return (await kinesis.send(command)).ShardIterator;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') throw gone(stream, shardId, error);
    // A number that the shard does not know, or not any more.
    if (error instanceof Error && error.name === 'InvalidArgumentException') throw notRetained(batch);
    throw error;
  }
}

async function next(kinesis: Pick<KinesisClient, 'send'>, ShardIterator: string) {
  for (let pauses = 0; ; pauses++) {
    try {
      return await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    } catch (error) {
      const isThrottled = error instanceof Error && error.name === 'ProvisionedThroughputExceededException';
      if (!isThrottled || pauses >= MOST_PAUSES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function isWithin({ first, last }: FailedBatch, sequence: string): boolean {
  const at = sortableSequence(sequence);
  return at >= sortableSequence(first) && at <= sortableSequence(last);
}

function notRetained({ stream, shardId, first, size, arrivedAt }: FailedBatch): MillraceError {
  return new MillraceError(
    `the stream '${stream}' no longer has the ${size} records from ${first} on of ${shardId}, which arrived ${arrivedAt}`,
    {
      code: 'REDRIVE_NOT_RETAINED',
      domain: 'user',
      retry: 'never',
      hint: 'a stream keeps seven days; the events are in the lake, from where they can be sent to the collector again',
    },
  );
}

function gone(stream: string, shardId: string, cause: Error): MillraceError {
  return new MillraceError(`there is no shard ${shardId} of a stream '${stream}'`, {
    code: 'REDRIVE_STREAM_GONE',
    domain: 'user',
    retry: 'never',
    hint: 'check the region and the account; a shard that was split ends when its records are no longer kept',
    cause,
  });
}
