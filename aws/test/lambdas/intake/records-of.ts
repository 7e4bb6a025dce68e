/** All records of a stream, shard by shard. */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';

export async function recordsOf(client: KinesisClient, stream: string): Promise<readonly Uint8Array[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  const found: Uint8Array[] = [];
  for (const { ShardId } of Shards) {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName: stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
    found.push(...Records.flatMap(({ Data }) => Data ?? []));
  }
  return found;
}
