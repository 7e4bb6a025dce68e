/** Each rule by which an event source mapping calls a function, on a real stream. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KinesisStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { StreamTrial } from './stream-trial.ts';

let kinesis: TestKinesis;
beforeAll(async () => {
  kinesis = await TestKinesis.start();
});
afterAll(() => kinesis.close());

it('gives records in the documented shape', async () => {
  await using trial = await StreamTrial.start(kinesis);
  const beforeMs = Date.now();
  await trial.put({ text: 'Grüße', key: '17' });
  let seen: KinesisStreamEvent | undefined;
  await trial.run({}, (_texts, event) => {
    seen = event;
  });
  const record = seen?.Records[0];
  const sequence = record?.kinesis.sequenceNumber ?? '';
  expect(sequence).toMatch(/^\d{50,56}$/);
  expect(record).toEqual({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: '17',
      sequenceNumber: sequence,
      data: Buffer.from('Grüße').toString('base64'),
      approximateArrivalTimestamp: expect.closeTo(beforeMs / 1000, -1),
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000000:${sequence}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/lambda-kinesis-role',
    awsRegion: 'us-east-1',
    eventSourceARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${trial.stream}`,
  });
});

it('makes batches of no more records than the batch size, in order', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('1', '2', '3', '4', '5');
  await trial.run({ batchSize: 2 });
  expect(trial.batches).toEqual([['1', '2'], ['3', '4'], ['5']]);
});

it('makes batches of no more bytes than a call may have, but of at least one record', async () => {
  await using trial = await StreamTrial.start(kinesis);
  const large = 'x'.repeat(900_000);
  await trial.put(...['1', '2', '3', '4', '5', '6', '7'].map((text) => text + large));
  const bytes: number[] = [];
  await trial.run({}, (_texts, event) => {
    bytes.push(Buffer.byteLength(JSON.stringify(event)));
  });
  expect(trial.batches.map((batch) => batch.length)).toEqual([5, 2]);
  expect(Math.max(...bytes)).toBeLessThanOrEqual(6 * 1024 * 1024);
  await using small = await StreamTrial.start(kinesis);
  await small.put('1', '2');
  await small.run({ payloadLimitBytes: 10 });
  expect(small.batches).toEqual([['1'], ['2']]);
});

it('waits for the batch window, unless the batch is full before', async () => {
  await using trial = await StreamTrial.start(kinesis);
  const mapping = trial.mapping({ batchWindowMs: 600, batchSize: 3 });
  await mapping.enable();
  await trial.put('1');
  await sleep(150);
  await trial.put('2');
  await sleep(150);
  expect(trial.batches).toEqual([]);
  await mapping.drained();
  expect(trial.batches).toEqual([['1', '2']]);
  const beforeMs = Date.now();
  await trial.put('3', '4', '5');
  await expect.poll(() => trial.batches.length, { interval: 10 }).toBe(2);
  expect(Date.now() - beforeMs).toBeLessThan(600);
});

it('begins with the oldest record, with what comes from now on, or at a time', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('old');
  await sleep(50);
  const middle = new Date();
  await sleep(50);
  await trial.put('middle');
  const seen: Record<string, string[]> = {};
  for (const [name, startingPosition] of Object.entries({
    all: 'TRIM_HORIZON',
    time: middle,
    latest: 'LATEST',
  } as const)) {
    const each = trial.mapping({ startingPosition }, (texts) => {
      seen[name] = [...(seen[name] ?? []), ...texts];
    });
    await each.enable();
    if (name === 'latest') await trial.put('new');
    await each.drained();
    await each.disable();
  }
  expect(seen).toEqual({ all: ['old', 'middle'], time: ['middle'], latest: ['new'] });
});

it('runs as many batches of a shard at once as it may, each partition key in order', async () => {
  await using trial = await StreamTrial.start(kinesis);
  const keys = Array.from({ length: 12 }, (_, key) => String(key));
  await trial.put(...['a', 'b', 'c'].flatMap((round) => keys.map((key) => ({ key, text: `${key}${round}` }))));
  let running = 0;
  let most = 0;
  const seen = new Map<string, string>();
  await trial.run({ parallelizationFactor: 4, batchSize: 2 }, async (texts, event) => {
    most = Math.max(most, ++running);
    await sleep(20);
    for (const [place, { kinesis }] of event.Records.entries())
      seen.set(kinesis.partitionKey, (seen.get(kinesis.partitionKey) ?? '') + texts[place]?.at(-1));
    running--;
  });
  expect(most).toBe(4);
  expect([...seen.values()]).toEqual(keys.map(() => 'abc'));
});

it('goes on from its checkpoint after it was disabled', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('1', '2');
  const mapping = trial.mapping({ batchSize: 1 }, (texts) => {
    if (texts[0] === '2' && trial.batches.length < 4) throw new Error('not yet');
  });
  await mapping.enable();
  await expect.poll(() => trial.batches.length).toBeGreaterThan(1);
  await mapping.disable();
  const before = trial.batches.length;
  await trial.put('3');
  await sleep(100);
  expect(trial.batches).toHaveLength(before);
  await mapping.enable();
  await mapping.drained();
  expect(trial.batches.filter(([text]) => text === '1')).toHaveLength(1);
  expect(trial.batches.slice(-2)).toEqual([['2'], ['3']]);
});
