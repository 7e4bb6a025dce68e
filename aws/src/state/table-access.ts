/** Calls of a table in DynamoDB: reads of many items, and writes that happen only when a condition holds. */
import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { OutsideCalls } from './outside-calls.ts';

export interface TableAccess {
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  /** With an end, and behind a circuit breaker. */
  readonly calls: Pick<OutsideCalls, 'call'>;
  readonly tableName: string;
}

export type Item = Record<string, AttributeValue>;

/** What BatchGetItem takes. */
const MOST_KEYS = 100;
const TRIES = 8;
const FIRST_PAUSE_MS = 20;

/** @returns false when the condition did not hold. @throws the SDK's error when it is not known how it went. */
export function updateIf({ dynamo, calls, tableName }: TableAccess, update: Named<UpdateItemCommandInput>) {
  return calls.call(() => ifHolds(dynamo.send(new UpdateItemCommand({ TableName: tableName, ...update }))));
}

/** Takes an item away. @returns and throws as `updateIf` does. */
export function deleteIf({ dynamo, calls, tableName }: TableAccess, item: Named<DeleteItemCommandInput>) {
  return calls.call(() => ifHolds(dynamo.send(new DeleteItemCommand({ TableName: tableName, ...item }))));
}

type Named<Input> = Omit<Input, 'TableName'>;

/** Inside the call: that a condition does not hold says nothing about the service's health. */
async function ifHolds(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

/** Items by their partition keys, as they were last written; those that are not there are absent. @param keys each once. */
export async function readItems(access: TableAccess, keys: readonly string[]): Promise<ReadonlyMap<string, Item>> {
  const items = new Map<string, Item>();
  const pieces: Promise<void>[] = [];
  for (let at = 0; at < keys.length; at += MOST_KEYS) {
    pieces.push(readPiece(access, keys.slice(at, at + MOST_KEYS), items));
  }
  await Promise.all(pieces);
  return items;
}

/** Asks again for what DynamoDB has left over. */
async function readPiece(
  { dynamo, calls, tableName }: TableAccess,
  keys: readonly string[],
  into: Map<string, Item>,
): Promise<void> {
  let left: Item[] = keys.map((key) => ({ pk: { S: key } }));
  let idle = 0;
  while (left.length > 0) {
    if (idle === TRIES) throw new Error(`DynamoDB left ${left.length} of ${keys.length} keys of ${tableName} over`);
    if (idle > 0) await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** idle * Math.random()));
    const RequestItems = { [tableName]: { Keys: left, ConsistentRead: true } };
    const answer = await calls.call(() => dynamo.send(new BatchGetItemCommand({ RequestItems })));
    for (const item of answer.Responses?.[tableName] ?? []) into.set(item.pk?.S ?? '', item);
    const over = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    idle = over.length < left.length ? 0 : idle + 1;
    left = over;
  }
}
