/** All states of a function as they lie in Valkey and DynamoDB, each from where the runner would read it. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { SavedTables } from '@millrace/engine/fold/json-tables.ts';
import { BucketCache } from '../../src/state/bucket-cache.ts';
import { BucketNames, nameOf } from '../../src/state/bucket-names.ts';
import { OutsideCalls } from '../../src/state/outside-calls.ts';
import { StateTable } from '../../src/state/state-table.ts';
import type { StateWorld } from './state-world.ts';

/** @param stateVersion of the function. @returns the tables of each bucket, without those that are empty. */
export async function savedStates(
  world: Pick<StateWorld, 'valkey' | 'dynamo' | 'nowMs'>,
  name: string,
  buckets: readonly string[],
  stateVersion = '1',
): Promise<Readonly<Record<string, SavedTables>>> {
  const names = new BucketNames({ name, stateVersion });
  const cache = new BucketCache(world.valkey.client, names, () => world.nowMs);
  const table = new StateTable(
    { dynamo: world.dynamo.client, calls: new OutsideCalls(10_000), tableName: 'state' },
    names,
  );
  const items = await allKeys(world);
  const saved: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const bucket of buckets) {
    const head = await cache.head(bucket);
    const tables: Record<string, Record<string, unknown>> = {};
    saved[bucket] = tables;
    if (head === undefined) continue;
    const { life, position } = head;
    const prefix = names.valkey(bucket).state(life, '');
    const ids = new Set((await world.valkey.client.keys(`${prefix}*`)).map((key) => key.slice(prefix.length)));
    const start = names.state(bucket, { table: '', key: '' }).slice(0, -1);
    for (const key of items) if (key.startsWith(start)) ids.add(key.slice(start.length));
    const all = [...ids].sort().map(nameOf);
    const cached = (await cache.read(head, all)) ?? [];
    const stored = await table.read(all.map((each) => ({ bucket, position, name: each })));
    for (const [at, each] of all.entries()) {
      const text = cached[at] === undefined ? stored[at] : cached[at];
      if (text == null) continue;
      const states = tables[each.table] ?? {};
      tables[each.table] = states;
      states[each.key] = JSON.parse(text);
    }
  }
  return saved;
}

async function allKeys(world: Pick<StateWorld, 'dynamo'>): Promise<readonly string[]> {
  const keys: string[] = [];
  let ExclusiveStartKey: Record<string, { S: string }> | undefined;
  do {
    const input = {
      TableName: 'state',
      ProjectionExpression: 'pk',
      ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
    };
    const answer = await world.dynamo.client.send(new ScanCommand(input));
    keys.push(...(answer.Items ?? []).flatMap((item) => item.pk?.S ?? []));
    const last = answer.LastEvaluatedKey?.pk?.S;
    ExclusiveStartKey = last === undefined ? undefined : { pk: { S: last } };
  } while (ExclusiveStartKey !== undefined);
  return keys;
}
