/** Writes of single items that hold when they come late or come again: each goes by where it stands in its stream. */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';

/** Makes a call of a service with an end and behind a circuit breaker: see state/outside-calls.ts. */
export interface Calls {
  call<Answer>(work: () => Promise<Answer>): Promise<Answer>;
}

export interface ItemsTable {
  readonly client: DynamoDBClient;
  readonly calls: Calls;
  readonly table: string;
}

export type ItemKey = Readonly<Record<'pk', AttributeValue>> | Readonly<Record<'pk' | 'sk', AttributeValue>>;

export interface ItemChange {
  readonly key: ItemKey;
  readonly set: Readonly<Record<string, AttributeValue>>;
  /** The attribute that must be absent, or less than what it is set to. */
  readonly rising: string;
}

/** @returns false when what is there is as new or newer. @throws the SDK's error when it is not known how it went. */
export function setIfNewer({ client, calls, table }: ItemsTable, { key, set, rising }: ItemChange): Promise<boolean> {
  const names = Object.keys(set);
  const command = new UpdateItemCommand({
    TableName: table,
    Key: key,
    UpdateExpression: `SET ${names.map((_name, place) => `#${place} = :${place}`).join(', ')}`,
    ConditionExpression: `attribute_not_exists(#${names.indexOf(rising)}) OR #${names.indexOf(rising)} < :${names.indexOf(rising)}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name, place) => [`#${place}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      names.map((name, place) => [`:${place}`, set[name] ?? { NULL: true }]),
    ),
  });
  return calls.call(() => unlessOlder(client.send(command)));
}

/** Takes an item away, unless it is newer than `at`. */
export function removeIfOlder({ client, calls, table }: ItemsTable, key: ItemKey, at: string): Promise<boolean> {
  const command = new DeleteItemCommand({
    TableName: table,
    Key: key,
    ConditionExpression: 'attribute_not_exists(pk) OR #at < :at',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':at': { S: at } },
  });
  return calls.call(() => unlessOlder(client.send(command)));
}

/** Inside the call: that an item is newer says nothing about the service's health. */
async function unlessOlder(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
