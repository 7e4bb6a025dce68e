/**
 * Records, or single inputs of them, that a function cannot take: kept with the reason, so that their neighbours go on.
 * DynamoDB and not a queue, for functions reach it in any case, and what comes twice is there once.
 * `millrace-aws poison` lists them, shows them and puts them back: see kept-poison.ts.
 */
import { deflateRawSync } from 'node:zlib';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type StreamRecord, sortableSequence } from '../stream/stream-record.ts';

export interface PoisonedRecord {
  readonly record: StreamRecord;
  /** The input's place in the record; absent when the whole record is meant. */
  readonly input?: number;
  readonly error: unknown;
}

export interface PoisonTableOptions {
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
  /** The function that cannot take it: `enrich`. */
  readonly functionName: string;
  readonly streamName: string;
}

const KEPT_DAYS = 30;
/** Longer ones are read from the stream, as long as it has them: an item has 400 KB. */
const MOST_DATA_BYTES = 300_000;
const REASON_LENGTH = 2_000;

/** @returns what the runner hands poison to. It throws when some may not have been kept. */
export function poisonTable(options: PoisonTableOptions): (poison: readonly PoisonedRecord[]) => Promise<void> {
  return async (poison) => {
    for (const each of poison) await keep(each, options);
  };
}

async function keep(poison: PoisonedRecord, options: PoisonTableOptions): Promise<void> {
  try {
    await options.dynamo.send(new PutItemCommand(itemOf(poison, options)));
  } catch (error) {
    // Its batch came again: when it was put back first is what says whether it may have been counted.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function itemOf({ record, input, error }: PoisonedRecord, { table, functionName, streamName }: PoisonTableOptions) {
  const { shardId, sequence, partitionKey, arrivedMs } = record;
  const data = deflateRawSync(record.data);
  const item: Record<string, AttributeValue> = {
    pk: { S: functionName },
    sk: { S: input === undefined ? sortableSequence(sequence) : `${sortableSequence(sequence)}.${input}` },
    stream: { S: streamName },
    shardId: { S: shardId },
    sequence: { S: sequence },
    partitionKey: { S: partitionKey },
    arrivedAt: { S: new Date(arrivedMs).toISOString() },
    reason: { S: reasonOf(error) },
    expiresAt: { N: String(Math.ceil(Date.now() / 1000) + KEPT_DAYS * 86_400) },
    ...(input === undefined ? {} : { input: { N: String(input) } }),
    ...(data.byteLength > MOST_DATA_BYTES ? {} : { data: { B: data } }),
  };
  return { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(putBackAt)' };
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, REASON_LENGTH);
}
