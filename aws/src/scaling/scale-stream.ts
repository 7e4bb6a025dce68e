/**
 * Looks at one stream, decides, and does it. What was done lies in the table of progress, for the limits are by 24 hours;
 * it is noted before it is asked for, so that a crash in between counts a change too many rather than one too few.
 */

import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamSummaryCommand, type KinesisClient, UpdateShardCountCommand } from '@aws-sdk/client-kinesis';
import {
  changesOfADay,
  decideShards,
  type ShardChange,
  type ShardDecision,
  type ShardLoad,
  type ShardSettings,
} from './shard-decision.ts';

export interface StreamScaling {
  readonly kinesis: KinesisClient;
  readonly dynamo: DynamoDBClient;
  /** The name of the table of progress. */
  readonly table: string;
  readonly loads: (stream: string, minutes: number) => Promise<readonly ShardLoad[]>;
  readonly nowMs: number;
}

export interface StreamResult extends ShardDecision {
  readonly stream: string;
  readonly before: number;
}

/** @returns undefined while an earlier change of the stream is still under way. */
export async function scaleStream(
  { kinesis, dynamo, table, loads, nowMs }: StreamScaling,
  stream: string,
  settings: ShardSettings,
): Promise<StreamResult | undefined> {
  const { StreamDescriptionSummary: summary } = await kinesis.send(
    new DescribeStreamSummaryCommand({ StreamName: stream }),
  );
  const shards = summary?.OpenShardCount;
  if (summary?.StreamStatus !== 'ACTIVE' || shards === undefined) return undefined;
  const key = { pk: { S: `scaling#${stream}` } };
  const stored = await dynamo.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
  const changes: readonly ShardChange[] = JSON.parse(stored.Item?.changes?.S ?? '[]');
  const view = { nowMs, shards, changes, loads: await loads(stream, settings.quietMinutes) };
  const decision = decideShards(view, settings);
  if (decision.shards !== shards) {
    const noted = [...changesOfADay(view), { atMs: nowMs, from: shards, to: decision.shards }];
    await dynamo.send(
      new PutItemCommand({ TableName: table, Item: { ...key, changes: { S: JSON.stringify(noted) } } }),
    );
    await kinesis.send(
      new UpdateShardCountCommand({
        StreamName: stream,
        TargetShardCount: decision.shards,
        ScalingType: 'UNIFORM_SCALING',
      }),
    );
  }
  return { ...decision, stream, before: shards };
}
