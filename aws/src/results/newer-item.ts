/** Writes of single items that hold when they come late or come again: each goes by where it stands in its stream. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { deleteIf, type TableAccess, updateIf } from '../state/table-access.ts';

export type ItemKey = Readonly<Record<'pk', AttributeValue>> | Readonly<Record<'pk' | 'sk', AttributeValue>>;

export interface ItemChange {
  readonly key: ItemKey;
  readonly set: Readonly<Record<string, AttributeValue>>;
  /** The attribute that must be absent, or less than what it is set to. */
  readonly rising: string;
}

/** @returns false when what is there is as new or newer. @throws the SDK's error when it is not known how it went. */
export function setIfNewer(table: TableAccess, { key, set, rising }: ItemChange): Promise<boolean> {
  const names = Object.keys(set);
  const place = names.indexOf(rising);
  return updateIf(table, {
    Key: key,
    UpdateExpression: `SET ${names.map((_, at) => `#${at} = :${at}`).join(', ')}`,
    ConditionExpression: `attribute_not_exists(#${place}) OR #${place} < :${place}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#${at}`, name])),
    ExpressionAttributeValues: Object.fromEntries(Object.values(set).map((value, at) => [`:${at}`, value])),
  });
}

/** Takes an item away, unless it is newer than `at`. */
export function removeIfOlder(table: TableAccess, key: ItemKey, at: string): Promise<boolean> {
  return deleteIf(table, {
    Key: key,
    ConditionExpression: 'attribute_not_exists(pk) OR #at < :at',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':at': { S: at } },
  });
}
