/** What the table of poison has: read in the order of each function's stream, marked when it is put back, taken away after that. */
import { inflateRawSync } from 'node:zlib';
import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

export interface KeptPoison {
  /** The function that could not take it. */
  readonly functionName: string;
  /** Of its record, and of the input within it: rises along the function's stream. */
  readonly id: string;
  readonly stream: string;
  readonly shardId: string;
  readonly sequence: string;
  readonly partitionKey: string;
  readonly arrivedMs: number;
  readonly reason: string;
  /** The input's place in the record; absent when the whole record is meant. */
  readonly input?: number;
  /** The record's bytes; absent when they were too many to keep. */
  readonly data?: Uint8Array;
  /** When somebody first began to put it back, in epoch milliseconds. */
  readonly putBackMs?: number;
}

export interface PoisonPlace {
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  readonly table: string;
}

type Item = Record<string, AttributeValue>;

/** @param functionName absent: of all functions. @param most at most so many, the first of each function. */
export async function* keptPoison(
  { dynamo, table }: PoisonPlace,
  functionName: string | undefined,
  most: number,
): AsyncGenerator<KeptPoison> {
  let left = most;
  let from: Item | undefined;
  do {
    const page = { TableName: table, Limit: left, ...(from && { ExclusiveStartKey: from }) };
    const answer = await (functionName === undefined
      ? dynamo.send(new ScanCommand(page))
      : dynamo.send(new QueryCommand({ ...page, ...byFunction(functionName) })));
    const items = answer.Items ?? [];
    for (const item of items) yield poisonOf(item);
    left -= items.length;
    from = answer.LastEvaluatedKey;
  } while (from !== undefined && left > 0);
}

/** One of it; undefined when it is not there. */
export async function onePoison(
  { dynamo, table }: PoisonPlace,
  functionName: string,
  id: string,
): Promise<KeptPoison | undefined> {
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: keyOf({ functionName, id }) }));
  return Item === undefined ? undefined : poisonOf(Item);
}

/** Says from when on it may be on the stream again, if nobody has said so before. */
export async function markPutBack({ dynamo, table }: PoisonPlace, poison: KeptPoison, nowMs: number): Promise<void> {
  const value = { S: new Date(nowMs).toISOString() };
  await dynamo.send(
    new UpdateItemCommand({
      TableName: table,
      Key: keyOf(poison),
      UpdateExpression: 'SET putBackAt = if_not_exists(putBackAt, :now)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': value },
    }),
  );
}

export async function removePoison({ dynamo, table }: PoisonPlace, poison: KeptPoison): Promise<void> {
  await dynamo.send(new DeleteItemCommand({ TableName: table, Key: keyOf(poison) }));
}

function byFunction(functionName: string) {
  return { KeyConditionExpression: 'pk = :name', ExpressionAttributeValues: { ':name': { S: functionName } } };
}

function keyOf({ functionName, id }: Pick<KeptPoison, 'functionName' | 'id'>): Item {
  return { pk: { S: functionName }, sk: { S: id } };
}

function poisonOf(item: Item): KeptPoison {
  const text = (name: string): string => item[name]?.S ?? '';
  const { input, data, putBackAt } = item;
  return {
    functionName: text('pk'),
    id: text('sk'),
    stream: text('stream'),
    shardId: text('shardId'),
    sequence: text('sequence'),
    partitionKey: text('partitionKey'),
    arrivedMs: Date.parse(text('arrivedAt')),
    reason: text('reason'),
    ...(input?.N === undefined ? {} : { input: Number(input.N) }),
    ...(data?.B === undefined ? {} : { data: inflateRawSync(data.B) }),
    ...(putBackAt?.S === undefined ? {} : { putBackMs: Date.parse(putBackAt.S) }),
  };
}
