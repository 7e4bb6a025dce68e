/** All records of a stream, those of each shard behind those of the shards that it was made of. */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { type StreamRecord, streamRecordOf } from '../../src/stream/stream-record.ts';

export async function streamRecords(client: KinesisClient, StreamName: string): Promise<readonly StreamRecord[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  const records: StreamRecord[] = [];
  // Ids of shards rise with time, so parents come before their children.
  for (const { ShardId = '' } of Shards.toSorted((a, b) => ((a.ShardId ?? '') < (b.ShardId ?? '') ? -1 : 1)))
    for await (const some of shardRecords(client, StreamName, ShardId)) records.push(...some);
  return records;
}

async function* shardRecords(
  client: KinesisClient,
  StreamName: string,
  ShardId: string,
): AsyncGenerator<StreamRecord[]> {
  const start = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand(start));
  while (iterator !== undefined) {
    const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 10_000 }));
    const { Records = [] } = answer;
    yield Records.map((record) => streamRecordOf(ShardId, record));
    if (Records.length === 0 && (answer.MillisBehindLatest ?? 0) === 0) return;
    iterator = answer.NextShardIterator;
  }
}
