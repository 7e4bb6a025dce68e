/** The servers that other tests run against do what those tests lean on, and leave nothing behind. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { expect, it } from 'vitest';
import { TABLE_NAMES, TABLES } from '../../src/state/table-definitions.ts';
import { hashKeyOf } from '../../src/stream/bucket.ts';
import { TestDynamo } from './test-dynamo.ts';
import { TestKinesis } from './test-kinesis.ts';
import { TestValkey } from './test-valkey.ts';
import { binaryOfJar } from './valkey-binary.ts';

it('gives a Kinesis whose shards keep the order of a bucket', async () => {
  await using servers = new AsyncDisposableStack();
  const kinesis = servers.adopt(await TestKinesis.start({ events: 2 }), (each) => each.close());
  const { client } = kinesis;
  for (const text of ['a', 'b']) {
    const Data = Buffer.from(text);
    await client.send(
      new PutRecordCommand({ StreamName: 'events', PartitionKey: '3', ExplicitHashKey: hashKeyOf(3), Data }),
    );
  }
  const { Shards: shards = [] } = await client.send(new ListShardsCommand({ StreamName: 'events' }));
  expect(shards).toHaveLength(2);
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamName: 'events',
      ShardId: shards[0]?.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const { Records: records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
  expect(records.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['a', 'b']);
  await client.send(
    new UpdateShardCountCommand({ StreamName: 'events', TargetShardCount: 4, ScalingType: 'UNIFORM_SCALING' }),
  );
  await kinesis.untilActive('events');
  const { Shards: after = [] } = await client.send(new ListShardsCommand({ StreamName: 'events' }));
  expect(after.filter((shard) => shard.ParentShardId !== undefined)).toHaveLength(4);
});

it("gives a DynamoDB with the stacks' tables and conditions", async () => {
  await using servers = new AsyncDisposableStack();
  const { client } = servers.adopt(await TestDynamo.start(), (each) => each.close());
  const put = new PutItemCommand({
    TableName: 'state',
    Item: { pk: { S: 'f#t#k' }, position: { S: '5' } },
    ConditionExpression: 'attribute_not_exists(pk) OR #position < :mine',
    ExpressionAttributeNames: { '#position': 'position' },
    ExpressionAttributeValues: { ':mine': { S: '5' } },
  });
  await client.send(put);
  await expect(client.send(put)).rejects.toThrow('conditional request failed');
  const requests = Object.fromEntries(
    TABLE_NAMES.filter((name) => !('sortKey' in TABLES[name])).map((name) => [
      name,
      { Keys: [{ pk: { S: 'f#t#k' } }] },
    ]),
  );
  const { Responses: found = {} } = await client.send(new BatchGetItemCommand({ RequestItems: requests }));
  expect(found.state).toEqual([{ pk: { S: 'f#t#k' }, position: { S: '5' } }]);
});

it('gives a Valkey that runs scripts, and can hang', async () => {
  await using servers = new AsyncDisposableStack();
  const valkey = servers.adopt(await TestValkey.start(), (each) => each.close());
  expect(await valkey.client.eval("return redis.call('incrby', KEYS[1], ARGV[1])", 1, '{a}', '3')).toBe(3);
  valkey.freeze(true);
  let answered = false;
  const answer = valkey.client.get('{a}').then((value) => {
    answered = true;
    return value;
  });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(answered).toBe(false);
  valkey.freeze(false);
  expect(await answer).toBe('3');
});

it('finds a Valkey where none is installed', { timeout: 180_000 }, async () => {
  const { stdout } = await promisify(execFile)(await binaryOfJar(), ['--version']);
  expect(stdout).toMatch(/server v=\d/);
});
