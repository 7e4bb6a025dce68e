/** How many records each shard of each stream has, and how many its function has done with: where a run stands still. */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import type { Deployed } from '../emulated/emulated-aws.ts';

/** @param functions by the stream that each reads. */
export async function stageReport(
  client: KinesisClient,
  functions: Readonly<Record<string, Deployed>>,
): Promise<string> {
  const lines: string[] = [];
  for (const [StreamName, { fn, mapping }] of Object.entries(functions)) {
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
    for (const { ShardId = '' } of Shards) {
      const progress = mapping.checkpoints.get(ShardId);
      const sequences = await sequencesOf(client, StreamName, ShardId);
      const done =
        progress === undefined ? 0 : progress === 'over' ? sequences.length : upTo(sequences, progress.after);
      lines.push(`${StreamName} ${ShardId}: ${sequences.length} records, ${fn.name} has done with ${done}`);
    }
    if (fn.lastFailure !== '') lines.push(`${fn.name} last failed: ${fn.lastFailure}`);
  }
  return lines.join('\n');
}

function upTo(sequences: readonly string[], last: string): number {
  return sequences.filter((sequence) => BigInt(sequence) <= BigInt(last)).length;
}

/** Of all records of a shard. */
async function sequencesOf(client: KinesisClient, StreamName: string, ShardId: string): Promise<readonly string[]> {
  const start = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand(start));
  const sequences: string[] = [];
  while (iterator !== undefined) {
    const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    sequences.push(...(page.Records ?? []).map(({ SequenceNumber = '' }) => SequenceNumber));
    iterator = page.MillisBehindLatest === 0 ? undefined : page.NextShardIterator;
  }
  return sequences;
}
