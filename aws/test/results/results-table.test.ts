import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ResultRow, ResultsTable } from '../../src/results/results-table.ts';
import { TestDynamo } from '../servers/test-dynamo.ts';

let dynamo: TestDynamo;
let table = 0;
let results: ResultsTable;

beforeAll(async () => {
  dynamo = await TestDynamo.start([]);
});
afterAll(() => dynamo.close());
beforeEach(async () => {
  table++;
  await dynamo.createTable(`results-${table}`, { partitionKey: 'pk', sortKey: 'sk', keys: '' });
  results = new ResultsTable({
    dynamo: dynamo.client,
    calls: { call: (work) => work() },
    tableName: `results-${table}`,
  });
});

async function stored(view: string): Promise<readonly (readonly [string, unknown])[]> {
  const query = {
    TableName: `results-${table}`,
    KeyConditionExpression: 'pk = :view',
    ExpressionAttributeValues: { ':view': { S: view } },
  };
  const { Items = [] } = await dynamo.client.send(new QueryCommand(query));
  return Items.map((item) => [item.sk?.S ?? '', item.row?.S === undefined ? null : JSON.parse(item.row.S)] as const);
}

function stock(at: string, onHand: number | null): ResultRow {
  const row = onHand === null ? null : { productId: 'p-1', movedAt: '2026-11-26T10:00:00.000Z', onHand };
  return { view: 'stock', at, row, key: ['p-1'] };
}

describe('rows of results', () => {
  it('are found by view and key, in the order of the key', async () => {
    const rows = [2, 1].map((place) => ({
      view: 'trending',
      at: '1',
      row: { windowStart: '2026-11-26T10:00:00.000Z', place, productId: `p-${place}` },
    }));
    await results.put(rows);
    expect((await stored('trending')).map(([, row]) => row)).toEqual([rows[1]?.row, rows[0]?.row]);
  });

  it('are the newest, in whatever order they come', async () => {
    await results.put([stock('5', 50)]);
    await results.put([stock('3', 30)]);
    await results.put([stock('5', 50), stock('7', 70)]);
    await results.put([stock('5', 50)]);
    expect(await stored('stock')).toMatchObject([['p-1', { onHand: 70 }]]);
  });

  it('do not come back by an older word, once they have left', async () => {
    await results.put([stock('5', 50)]);
    await results.put([stock('6', null)]);
    await results.put([stock('5', 50)]);
    expect(await stored('stock')).toEqual([['p-1', null]]);
    await results.put([stock('7', 70)]);
    expect(await stored('stock')).toMatchObject([['p-1', { onHand: 70 }]]);
  });

  it('of views that only go to the lake are passed over', async () => {
    await results.put([
      { view: 'sessions', at: '1', row: { visitor: 'ann', sessionStart: '2026-11-26T10:00:00.000Z' } },
    ]);
    expect(await stored('sessions')).toEqual([]);
  });

  it('are told of as failed when the table does not take them', async () => {
    const failing = new ResultsTable({
      dynamo: dynamo.client,
      calls: { call: (work) => work() },
      tableName: 'no-table',
    });
    await expect(failing.put([stock('1', 1)])).rejects.toThrow();
  });
});
