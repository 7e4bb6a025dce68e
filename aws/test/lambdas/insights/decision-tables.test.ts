import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { newProfile } from '@millrace/shop/functions/score/risk-profile.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DecisionTables } from '../../../src/lambdas/insights/decision-tables.ts';
import { TestDynamo } from '../../servers/test-dynamo.ts';

let dynamo: TestDynamo;
let tables: DecisionTables;

beforeAll(async () => {
  dynamo = await TestDynamo.start(['decisions', 'risk-profiles', 'audit']);
  const items = (table: string) => ({
    dynamo: dynamo.client,
    calls: { call: <T>(work: () => Promise<T>) => work() },
    tableName: table,
  });
  tables = new DecisionTables({
    decisions: items('decisions'),
    profiles: items('risk-profiles'),
    audit: items('audit'),
  });
});
afterAll(() => dynamo.close());

async function item(table: string, pk: string) {
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: table, Key: { pk: { S: pk } } }));
  return Item;
}

function decision(orderId: string, revision: number, outcome: string) {
  return { orderId, revision, outcome, receivedAt: '2026-11-26T10:00:00.000Z' };
}

describe('a decision', () => {
  it('holds until a later revision, and a repeat of an earlier one changes nothing', async () => {
    await tables.decided(decision('o1', 1, 'approve'), '1');
    await tables.decided(decision('o1', 2, 'review'), '2');
    await tables.decided(decision('o1', 1, 'approve'), '1');
    expect(JSON.parse((await item('decisions', 'o1'))?.decision?.S ?? '')).toMatchObject({
      revision: 2,
      outcome: 'review',
    });
  });

  it('keeps the newest label, also one that came before it', async () => {
    const label = (text: string) => ({
      orderId: 'o2',
      receivedAt: '2026-11-26T10:00:00.000Z',
      label: text,
      labelledAt: 'x',
    });
    await tables.labelled(label('chargeback'), '1');
    await tables.decided(decision('o2', 1, 'approve'), '2');
    await tables.labelled(label('confirmed_good'), '3');
    await tables.labelled(label('chargeback'), '1');
    expect(await item('decisions', 'o2')).toMatchObject({ label: { S: 'confirmed_good' }, revision: { N: '1' } });
  });

  it('of an order whose id is longer than a key may be has a place all the same', async () => {
    await tables.decided(decision('x'.repeat(5_000), 1, 'approve'), '1');
  });
});

describe('what is remembered of a buyer', () => {
  it('is the newest, and goes when the buyer is to be forgotten', async () => {
    await tables.remembered('ann', { ...newProfile(1), orders: 2 }, '2');
    await tables.remembered('ann', { ...newProfile(1), orders: 1 }, '1');
    expect(JSON.parse((await item('risk-profiles', 'ann'))?.profile?.S ?? '')).toMatchObject({ orders: 2 });
    await tables.remembered('ann', null, '3');
    expect(await item('risk-profiles', 'ann')).toBeUndefined();
    await tables.remembered('ann', null, '3');
  });
});

describe('an audit entry', () => {
  it('is there once, by day and time, however often it comes', async () => {
    const details = { eventId: 'e1' };
    const plain = { ip: null, key: null, target: null, status: null, details };
    const entry = { ...plain, at: '2026-11-26T10:00:00.000Z', kind: 'admin_action', action: 'list_entry' } as const;
    await tables.noted(entry, '7.000001');
    await tables.noted(entry, '7.000001');
    const query = { KeyConditionExpression: 'pk = :day', ExpressionAttributeValues: { ':day': { S: '2026-11-26' } } };
    const { Items = [] } = await dynamo.client.send(new QueryCommand({ TableName: 'audit', ...query }));
    expect(Items.map(({ entry: text }) => JSON.parse(text?.S ?? ''))).toEqual([entry]);
  });
});
