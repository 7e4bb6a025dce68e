/** Shards that are split and merged while records come: what a shard was made of is done with before it is begun. */
import { MergeShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { StreamTrial } from './stream-trial.ts';

const HALF = 2n ** 127n;
const LOW = '1';
const HIGH = (HALF + 1n).toString();
const [FIRST = '', SECOND = '', THIRD = '', FOURTH = ''] = [0, 1, 2, 3].map((shard) => `shardId-00000000000${shard}`);

let kinesis: TestKinesis;
beforeAll(async () => {
  kinesis = await TestKinesis.start();
});
afterAll(() => kinesis.close());

async function split(trial: StreamTrial): Promise<void> {
  const command = { StreamName: trial.stream, ShardToSplit: FIRST, NewStartingHashKey: HALF.toString() };
  await kinesis.client.send(new SplitShardCommand(command));
  await kinesis.untilActive(trial.stream);
}

async function merge(trial: StreamTrial): Promise<void> {
  const command = { StreamName: trial.stream, ShardToMerge: SECOND, AdjacentShardToMerge: THIRD };
  await kinesis.client.send(new MergeShardsCommand(command));
  await kinesis.untilActive(trial.stream);
}

it('reads a shard after the shards it was made of, at a split and at a merge', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put({ text: 'low 1', hashKey: LOW }, { text: 'high 1', hashKey: HIGH });
  await split(trial);
  await trial.put({ text: 'low 2', hashKey: LOW }, { text: 'high 2', hashKey: HIGH });
  await merge(trial);
  await trial.put({ text: 'low 3', hashKey: LOW }, { text: 'high 3', hashKey: HIGH });
  const shards: string[] = [];
  await trial.run({ batchSize: 1 }, (_texts, event) => void shards.push(event.Records[0]?.eventID.split(':')[0] ?? ''));
  expect(trial.batches.slice(0, 2).flat()).toEqual(['low 1', 'high 1']);
  expect(trial.batches.slice(2, 4).flat().sort()).toEqual(['high 2', 'low 2']);
  expect(trial.batches.slice(4).flat()).toEqual(['low 3', 'high 3']);
  expect([...new Set(shards)].toSorted()).toEqual([FIRST, SECOND, THIRD, FOURTH]);
});

it('does not begin with a shard while its parent still fails', async () => {
  await using trial = await StreamTrial.start(kinesis);
  let mended = false;
  const mapping = trial.mapping({}, (texts) => {
    if (texts.includes('bad') && !mended) throw new Error('not yet');
  });
  await mapping.enable();
  await trial.put({ text: 'bad', hashKey: LOW });
  await split(trial);
  await trial.put({ text: 'after', hashKey: HIGH });
  await expect.poll(() => trial.batches.length).toBeGreaterThan(3);
  expect(trial.batches.flat()).not.toContain('after');
  mended = true;
  await mapping.drained();
  expect(trial.batches.at(-1)).toEqual(['after']);
});

it('reads shards that come later from their beginning, whatever the starting position', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put({ text: 'old', hashKey: LOW });
  const mapping = trial.mapping({ startingPosition: 'LATEST' });
  await mapping.enable();
  await split(trial);
  await trial.put({ text: 'low', hashKey: LOW }, { text: 'high', hashKey: HIGH });
  await mapping.drained();
  expect(trial.batches.flat().sort()).toEqual(['high', 'low']);
});
