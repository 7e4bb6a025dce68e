/** A user who has not come for as long as features reach is gone from DynamoDB, and whoever comes back is as new without it as with it. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { KEPT_DAYS } from '@millrace/shop/functions/features/features-fold.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enriched } from '../../../../shop/test/functions/score/made-shop.ts';
import { BucketFeatures } from '../../../src/lambdas/features/bucket-features.ts';
import { USERS_TABLE } from '../../../src/lambdas/features/feature-tables-of-users.ts';
import { featureInputs, featuresFunction } from '../../../src/lambdas/features/features-function.ts';
import { bucketOf } from '../../../src/stream/bucket.ts';
import { enrichedText, withPosition } from '../../../src/stream/enriched-event.ts';
import { eventArray } from '../../../src/stream/event-array.ts';
import { type EventRecord, shopEventOf } from '../../../src/stream/event-record.ts';
import { StateWorld } from '../../state/state-world.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 5, 9);
const deliver = async () => undefined;
const keptDays = (featuresFunction({ deliver }).keptSeconds?.get(USERS_TABLE) ?? 0) / 86_400;

let world: StateWorld;
beforeAll(async () => {
  world = await StateWorld.start();
});
afterAll(() => world.close());

let made = 0;

function textOf(userId: string, receivedMs: number): string {
  const at = new Date(receivedMs).toISOString();
  made += 1;
  const record: EventRecord = {
    eventId: `e-${made}`,
    userId,
    eventType: 'product_click',
    productId: `p-${made}`,
    category: 'toys',
    price: 20,
    timestamp: at,
    receivedAt: at,
  };
  const text = enrichedText(record, enriched(shopEventOf(record)), false);
  return eventArray([withPosition(text, String(made).padStart(6, '0'))]).toString();
}

/** A user's state after its events, when it was taken away before the last of them, or not. */
function stateAfter(texts: readonly string[], isTakenAway: boolean): unknown {
  const tables = new JsonTables();
  const fold = new BucketFeatures(tables, () => undefined);
  for (const [place, text] of texts.entries()) {
    if (isTakenAway && place === texts.length - 1) tables.table(USERS_TABLE).remove('ann');
    const record = { shardId: 's', sequence: '1', partitionKey: '1', data: Buffer.from(text), arrivedMs: 0 };
    for (const input of featureInputs(record)) fold.apply(input);
  }
  return structuredClone(tables.table(USERS_TABLE).get('ann'));
}

it('comes to the same when it is taken away, though the function is a week behind its stream', () => {
  // Settled at once, taken away `keptDays` later; what is read then had arrived a week before.
  const earliestMs = START_MS + (keptDays - 7) * DAY_MS;
  const visits = [textOf('ann', START_MS), textOf('ann', START_MS + 60_000)];
  const later = [...visits, textOf('ann', earliestMs)];
  expect(stateAfter(later, true)).toEqual(stateAfter(later, false));
  const sooner = [...visits, textOf('ann', START_MS + (KEPT_DAYS - 1) * DAY_MS)];
  expect(stateAfter(sooner, true)).not.toEqual(stateAfter(sooner, false));
});

it('says when users end where they are settled, and keeps what the bucket itself must know', async () => {
  await world.put([[bucketOf('ann'), textOf('ann', world.nowMs)]]);
  const bucketFunction = featuresFunction({ deliver });
  const { runner } = world.container({ bucketFunction, reject: async () => undefined, settleSeconds: 10 });
  await runner.run(await world.records());
  world.nowMs += 60_000;
  expect((await runner.run(await world.records())).counts.settled).toBeGreaterThan(2);
  const { Items = [] } = await world.dynamo.client.send(new ScanCommand({ TableName: 'state' }));
  const ends = Items.map(({ pk, expiresAt }) => [
    pk?.S?.includes(`#${USERS_TABLE}#`),
    expiresAt?.N === undefined ? undefined : Math.round((Number(expiresAt.N) * 1_000 - Date.now()) / DAY_MS),
  ]);
  expect(ends.filter(([isUser]) => isUser)).toEqual([[true, keptDays]]);
  expect(ends.filter(([isUser]) => !isUser).length).toBeGreaterThan(0);
  expect(ends.filter(([isUser, days]) => !isUser && days !== undefined)).toEqual([]);
});
