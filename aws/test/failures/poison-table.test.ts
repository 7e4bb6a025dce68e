import { inflateRawSync } from 'node:zlib';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptPoison, markPutBack } from '../../src/failures/kept-poison.ts';
import { poisonTable } from '../../src/failures/poison-table.ts';
import { TestDynamo } from '../servers/test-dynamo.ts';

let dynamo: TestDynamo;

beforeAll(async () => {
  dynamo = await TestDynamo.start(['poison']);
});
afterAll(() => dynamo.close());

function record(sequence: string, data: Uint8Array) {
  return { shardId: 'shardId-000000000000', sequence, partitionKey: '7', data, arrivedMs: 1_700_000_000_000 };
}

async function kept(functionName: string) {
  const query = { KeyConditionExpression: 'pk = :name', ExpressionAttributeValues: { ':name': { S: functionName } } };
  return (await dynamo.client.send(new QueryCommand({ TableName: 'poison', ...query }))).Items ?? [];
}

describe('what a function cannot take', () => {
  it('is kept with its bytes, its place and the reason, once however often it is told', async () => {
    const reject = poisonTable({ dynamo: client(), table: 'poison', functionName: 'enrich', streamName: 'events' });
    const poison = [
      { record: record('12', Buffer.from('no JSON')), error: new SyntaxError('Unexpected token') },
      { record: record('13', Buffer.from('[{}]')), input: 0, error: new TypeError('no event') },
    ];
    await reject(poison);
    await reject(poison);
    const items = await kept('enrich');
    expect(items.map(({ sequence, input }) => [sequence?.S, input?.N])).toEqual([
      ['12', undefined],
      ['13', '0'],
    ]);
    expect(items[0]).toMatchObject({ reason: { S: 'SyntaxError: Unexpected token' }, partitionKey: { S: '7' } });
    expect(inflateRawSync(items[0]?.data?.B ?? new Uint8Array()).toString()).toBe('no JSON');
  });

  it('stays marked as put back when its batch comes again', async () => {
    const reject = poisonTable({ dynamo: client(), table: 'poison', functionName: 'again', streamName: 'events' });
    const poison = [{ record: record('12', Buffer.from('no JSON')), error: new Error('x') }];
    await reject(poison);
    const place = { dynamo: client(), table: 'poison' };
    for await (const each of keptPoison(place, 'again', 1)) await markPutBack(place, each, 1_700_000_000_000);
    await reject(poison);
    expect((await kept('again')).map(({ putBackAt }) => putBackAt?.S)).toEqual(['2023-11-14T22:13:20.000Z']);
  });

  it('is kept by its place alone when it is too long', async () => {
    const reject = poisonTable({ dynamo: client(), table: 'poison', functionName: 'long', streamName: 'events' });
    await reject([{ record: record('12', randomBytesOf(65_536)), error: 'x' }]);
    await reject([{ record: record('13', randomBytesOf(600_000)), error: 'x' }]);
    expect((await kept('long')).map(({ data }) => data === undefined)).toEqual([false, true]);
  });

  it('is told of as not kept when the table does not take it', async () => {
    const reject = poisonTable({ dynamo: client(), table: 'no-table', functionName: 'enrich', streamName: 'events' });
    await expect(reject([{ record: record('1', Buffer.from('x')), error: 'x' }])).rejects.toThrow();
  });
});

function client() {
  return dynamo.client;
}

/** What no compression makes shorter. */
function randomBytesOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 60_000) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 60_000, length)));
  return bytes;
}
