/** All shards of a stream, however many answers they take. */
import { ListShardsCommand, type ListShardsCommandOutput, type Shard } from '@aws-sdk/client-kinesis';

/** @param send asks Kinesis; what it throws is thrown. @returns the shards that the stream still has, ended ones included. */
export async function listShards(
  send: (command: ListShardsCommand) => Promise<ListShardsCommandOutput>,
  StreamName: string,
): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await send(new ListShardsCommand(NextToken === undefined ? { StreamName } : { NextToken }));
    shards.push(...(answer.Shards ?? []));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return shards;
}
