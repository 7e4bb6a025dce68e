/** States are read from where they are newest, and from where they are left. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StateReader } from '../../src/state/state-reader.ts';
import { bucketOf } from '../../src/stream/bucket.ts';
import { countingFunction } from './counting-function.ts';
import { StateWorld } from './state-world.ts';

let world: StateWorld;
const bucketFunction = countingFunction('read', async () => undefined);

beforeAll(async () => {
  world = await StateWorld.start();
});
afterAll(() => world.close());

function inputOf(user: string, n: number): readonly [number, string] {
  return [bucketOf(user), JSON.stringify([{ user, n, does: 'count' }])];
}

it('finds what is new in Valkey, what is settled in DynamoDB, and what was settled when Valkey is away', async () => {
  const { runner } = world.container({ bucketFunction, reject: async () => undefined, settleSeconds: 1 });
  const { client: valkey } = world.valkey;
  const reader = new StateReader({ bucketFunction, valkey, dynamo: world.dynamo.client, table: 'state' });
  const ann = { table: 'users', key: 'ann' };
  await world.put([inputOf('ann', 1)]);
  await runner.run(await world.records());
  expect(await reader.read([ann])).toMatchObject([{ count: 1 }]);
  world.nowMs += 5_000;
  await world.put([inputOf('ann', 2)]);
  const report = await runner.run(await world.records());
  expect(report.counts.checkpoints).toBe(1);
  await world.put([inputOf('ann', 3)]);
  await runner.run(await world.records());
  expect(await reader.read([ann])).toMatchObject([{ count: 3 }]);
  expect(await reader.read([{ table: 'users', key: 'bob' }, ann])).toMatchObject([undefined, { count: 3 }]);
  world.valkey.freeze(true);
  expect(await reader.read([ann])).toMatchObject([{ count: 2 }]);
  world.valkey.freeze(false);
  await valkey.flushall();
  expect(await reader.read([ann, ann])).toMatchObject([{ count: 2 }, { count: 2 }]);
  expect(await reader.read([ann])).toMatchObject([{ count: 2 }]);
  const total = { table: 'totals', key: 'all', bucket: String(bucketOf('ann')) };
  expect(await reader.read([total])).toMatchObject([{ count: 2, lastUser: 'ann' }]);
});
