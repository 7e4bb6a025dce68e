/**
 * What the function on `insights` has left behind: rows of the stored views in DynamoDB, those of the others as lines that
 * its delivery stream brought to the lake, and decisions in the table of their own.
 */
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import { LAKE_ONLY, STORED_VIEWS } from '../../src/results/stored-views.ts';
import { type EmulatedAws, LAKE } from '../emulated/emulated-aws.ts';
import type { View, Views } from './one-process-side.ts';

type Aws = Pick<EmulatedAws, 'dynamo' | 'moto'>;
type Keys = (view: string) => readonly string[];

interface LakeLine {
  readonly view: string;
  /** JSON text; null of a row that has left its view. */
  readonly row: string | null;
  readonly at: string;
}

/** @param keys the primary key of a view. */
export async function storedResults(aws: Aws, keys: Keys): Promise<Views> {
  const [items, lines, decisions] = await Promise.all([
    itemsOf(aws, 'results'),
    lakeLines(aws),
    itemsOf(aws, 'decisions'),
  ]);
  const stored = Map.groupBy(items, ({ pk }) => pk?.S ?? '');
  const inLake = Map.groupBy(lines, ({ view }) => view);
  const views: [string, View][] = [
    ...Array.from(STORED_VIEWS.keys(), (view) => [view, rowsOf(stored.get(view), 'row')] as const),
    ...Object.keys(LAKE_ONLY).map((view) => [view, lastRows(inLake.get(view), keys(view))] as const),
    ['decisions', rowsOf(decisions, 'decision')] as const,
  ].map(([view, rows]) => [view, { primaryKey: keys(view), rows }]);
  return new Map(views);
}

/** Marks of rows that have left have no text. */
function rowsOf(items: readonly Record<string, AttributeValue>[] = [], attribute: string): readonly ViewRow[] {
  return items.flatMap((item) => (item[attribute]?.S === undefined ? [] : [JSON.parse(item[attribute].S)]));
}

/** Of the lines of one key the one with the greatest `at` counts. No row ever leaves these views. */
function lastRows(lines: readonly LakeLine[] = [], primaryKey: readonly string[]): readonly ViewRow[] {
  const rows = lines
    .toSorted((one, other) => (one.at < other.at ? -1 : 1))
    .flatMap(({ row }) => (row === null ? [] : [JSON.parse(row)]));
  return [...new Map(rows.map((row) => [JSON.stringify(primaryKey.map((name) => row[name])), row])).values()];
}

async function itemsOf({ dynamo }: Aws, TableName: string): Promise<readonly Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const input = { TableName, ...(start ? { ExclusiveStartKey: start } : {}) };
    const { Items = [], LastEvaluatedKey } = await dynamo.client.send(new ScanCommand(input));
    items.push(...Items);
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

async function lakeLines({ moto: { s3 } }: Aws): Promise<readonly LakeLine[]> {
  const lines: LakeLine[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: LAKE, Prefix: 'insights/' }))
    for (const { Key } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: LAKE, Key }));
      const texts = ((await Body?.transformToString()) ?? '').split('\n').filter((line) => line !== '');
      lines.push(...texts.map((text) => JSON.parse(text)));
    }
  return lines;
}
