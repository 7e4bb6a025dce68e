/** A stream is looked at and changed on a real Kinesis, with its history in a real table. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scaleStream } from '../../src/scaling/scale-stream.ts';
import { scalingSettings } from '../../src/scaling/scaling-settings.ts';
import type { ShardLoad } from '../../src/scaling/shard-decision.ts';
import { TestDynamo } from '../servers/test-dynamo.ts';
import { TestKinesis } from '../servers/test-kinesis.ts';

const START = Date.UTC(2026, 10, 27, 12);
const HOUR = 3_600_000;
const [settings] = scalingSettings(
  JSON.stringify({
    everyMinutes: 5,
    headroom: 1.5,
    quietMinutes: 5,
    peaks: [{ name: 'sale', from: '2026-12-01T10:00Z', to: '2026-12-01T12:00Z', eventsPerSecond: 20_000 }],
    streams: [{ name: 'enriched', role: 'enriched', least: 2, most: 16 }],
  }),
).values();

let kinesis: TestKinesis;
let dynamo: TestDynamo;

beforeAll(async () => {
  [kinesis, dynamo] = await Promise.all([TestKinesis.start({ enriched: 2 }), TestDynamo.start()]);
});
afterAll(async () => {
  await Promise.all([kinesis.close(), dynamo.close()]);
});

async function scaleAt(nowMs: number, megabytes: number) {
  if (!settings) throw new Error('no settings');
  const load: ShardLoad = {
    bytesPerSecond: megabytes * 1e6,
    recordsPerSecond: 1,
    throttledPerSecond: 0,
    iteratorAgeMs: 0,
  };
  const parts = { kinesis: kinesis.client, dynamo: dynamo.client, table: 'progress', nowMs };
  const result = await scaleStream({ ...parts, loads: async () => new Array(5).fill(load) }, 'enriched', settings);
  await kinesis.untilActive('enriched');
  return result;
}

async function openShards(): Promise<number | undefined> {
  const summary = await kinesis.client.send(new DescribeStreamSummaryCommand({ StreamName: 'enriched' }));
  return summary.StreamDescriptionSummary?.OpenShardCount;
}

it('doubles, halves, and stops at ten changes within a day', async () => {
  expect(await scaleAt(START, 2)).toMatchObject({ before: 2, shards: 4 });
  expect(await openShards()).toBe(4);
  expect(await scaleAt(START, 9)).toMatchObject({ before: 4, shards: 8 });
  expect(await scaleAt(START, 0.1)).toMatchObject({ before: 8, shards: 4 });
  // Traffic that swings each hour would use them up; the last ones are kept for the way up.
  const steps = [];
  for (let hour = 1; hour < 12; hour++) {
    for (const megabytes of [0.1, 9]) steps.push(await scaleAt(START + hour * HOUR, megabytes));
  }
  expect(steps.some((step) => step?.reason.startsWith('fewer would do'))).toBe(true);
  expect(steps.filter((step) => step?.blocked)).toEqual([]);
  expect(await openShards()).toBe(16);
  const { Item } = await dynamo.client.send(
    new GetItemCommand({ TableName: 'progress', Key: { pk: { S: 'scaling#enriched' } } }),
  );
  expect(JSON.parse(Item?.changes?.S ?? '').length).toBeLessThanOrEqual(10);
});

it('turns a peak in events into bytes of its stream', () => {
  expect(settings?.peaks).toEqual([
    { name: 'sale', fromMs: Date.UTC(2026, 11, 1, 10), toMs: Date.UTC(2026, 11, 1, 12), bytesPerSecond: 20_000 * 900 },
  ]);
});
