/** Two versions of each state, so that a rebuild finds states that belong together. */
import { randomBytes } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BucketNames, START } from '../../src/state/bucket-names.ts';
import { OutsideCalls } from '../../src/state/outside-calls.ts';
import { StateTable } from '../../src/state/state-table.ts';
import { isTooLarge, MOST_STATE_BYTES } from '../../src/state/stored-value.ts';
import { sortableSequence } from '../../src/stream/stream-record.ts';
import { TestDynamo } from '../servers/test-dynamo.ts';

let dynamo: TestDynamo;
let table: StateTable;
const names = new BucketNames({ name: 'f', stateVersion: '1' });

beforeAll(async () => {
  dynamo = await TestDynamo.start(['state']);
  const access = { dynamo: dynamo.client, calls: new OutsideCalls(20_000), tableName: 'state' };
  table = new StateTable(access, names, new Map([['ending', 1_000]]));
});
afterAll(() => dynamo.close());

const at = (sequence: number): string => (sequence === 0 ? START : sortableSequence(String(sequence)));

async function settle(
  key: string,
  text: string | null,
  position: number,
  complete: number,
  tableName = 't',
): Promise<void> {
  const name = { table: tableName, key };
  await table.settle({ bucket: '1', name, text, position: at(position), complete: at(complete) });
}

async function read(key: string, ...positions: number[]): Promise<readonly (string | null)[]> {
  return table.read(positions.map((position) => ({ bucket: '1', position: at(position), name: { table: 't', key } })));
}

it('has the version of the newest complete checkpoint beside that of the next', async () => {
  await settle('a', '10', 10, 0);
  expect(await read('a', 5, 10, 15)).toEqual([null, '10', '10']);
  await settle('a', '20', 20, 10);
  expect(await read('a', 10, 19, 20)).toEqual(['10', '10', '20']);
  // The checkpoint at 20 was given up: one at 30 takes its place, and 10 stays.
  await settle('a', '30', 30, 10);
  expect(await read('a', 10, 29, 30)).toEqual(['10', '10', '30']);
  await settle('a', null, 40, 30);
  expect(await read('a', 30, 40)).toEqual(['30', null]);
});

it('never takes an older version for a newer one, and the same one twice for once', async () => {
  await settle('b', '10', 10, 0);
  await settle('b', '20', 20, 10);
  await settle('b', 'late', 15, 10);
  await settle('b', 'late', 10, 0);
  await settle('b', 'again', 20, 10);
  expect(await read('b', 10, 20)).toEqual(['10', '20']);
});

it('reads more than DynamoDB gives in one answer', { timeout: 60_000 }, async () => {
  // 100 items of some 170 KB: an answer has 16 MB at most.
  const texts = Array.from({ length: 100 }, () => JSON.stringify(randomBytes(170_000).toString('base64')));
  expect(isTooLarge(texts[0] ?? '')).toBe(false);
  for (const [n, text] of texts.entries()) await settle(`large${n}`, text, 10, 0);
  const questions = texts.map((_, n) => ({ bucket: '1', position: at(10), name: { table: 't', key: `large${n}` } }));
  expect(await table.read(questions)).toEqual(texts);
});

it('takes two versions of the largest states that are let in, and knows larger ones', async () => {
  const largest = JSON.stringify(randomBytes(MOST_STATE_BYTES * 0.98).toString('base64'));
  expect(isTooLarge(largest)).toBe(false);
  await settle('c', largest, 10, 0);
  await settle('c', largest.replace('"', '"x'), 20, 10);
  expect(await read('c', 10)).toEqual([largest]);
  expect(isTooLarge(JSON.stringify(randomBytes(MOST_STATE_BYTES).toString('base64')))).toBe(true);
});

/** In how many seconds the item ends; undefined when it does not. */
async function endsIn(tableName: string, key: string): Promise<number | undefined> {
  const pk = names.state('1', { table: tableName, key });
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: 'state', Key: { pk: { S: pk } } }));
  const at = Item?.expiresAt?.N;
  return at === undefined ? undefined : Number(at) - Date.now() / 1_000;
}

it('lets states end that are gone, and those of tables that end by themselves, each version anew', async () => {
  await settle('d', '10', 10, 0);
  expect(await endsIn('t', 'd')).toBeUndefined();
  await settle('d', null, 20, 10);
  expect(await endsIn('t', 'd')).toBeGreaterThan(6.9 * 86_400);
  await settle('d', '30', 30, 20);
  expect(await endsIn('t', 'd')).toBeUndefined();

  await settle('d', '10', 10, 0, 'ending');
  const first = (await endsIn('ending', 'd')) ?? 0;
  expect(first).toBeGreaterThan(990);
  expect(first).toBeLessThan(1_002);
  await settle('d', null, 20, 10, 'ending');
  expect(await endsIn('ending', 'd')).toBeGreaterThan(6.9 * 86_400);
  // One of a checkpoint that was given up, and the one that takes its place.
  await settle('d', '30', 30, 20, 'ending');
  await settle('d', '40', 40, 20, 'ending');
  expect(await endsIn('ending', 'd')).toBeLessThan(1_002);
});
