/** The servers that other tests run against do what those tests lean on, and leave nothing behind. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, expect, it, vi } from 'vitest';
import { TABLE_NAMES, TABLES } from '../../src/state/table-definitions.ts';
import { hashKeyOf } from '../../src/stream/bucket.ts';
import { onPath } from './on-path.ts';
import { pythonPackages } from './python-packages.ts';
import { TestDynamo } from './test-dynamo.ts';
import { TestKinesis } from './test-kinesis.ts';
import { TestValkey } from './test-valkey.ts';
import { binaryOfJar, valkeyBinary } from './valkey-binary.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

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

it('finds a Valkey where none is installed but Maven is', { timeout: 180_000 }, async () => {
  const found = binaryOfJar();
  if ((await onPath('mvn')) === undefined) return expect(found).rejects.toThrow('or Maven and unzip');
  const { stdout } = await promisify(execFile)(await found, ['--version']);
  expect(stdout).toMatch(/server v=\d/);
});

it('says what to install on a machine that has nothing', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'millrace-nothing-'));
  vi.stubEnv('PATH', empty);
  vi.stubEnv('TMPDIR', empty);
  await expect(valkeyBinary()).rejects.toThrow('install valkey-server or redis-server');
  await expect(pythonPackages()).rejects.toThrow('found no python3: install Python 3 with pip');
  // A Python without pip, as some systems have it.
  await writeFile(join(empty, 'python3'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  await writeFile(join(empty, 'others.txt'), 'no-such-package\n');
  await expect(pythonPackages(join(empty, 'others.txt'))).rejects.toThrow(
    /did not install .*: install Python 3 with pip/,
  );
  await rm(empty, { recursive: true });
});
