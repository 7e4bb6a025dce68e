/** What comes again, and how, when a function fails or reports failures, on a real stream. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { reporting, StreamTrial } from './stream-trial.ts';

let kinesis: TestKinesis;
beforeAll(async () => {
  kinesis = await TestKinesis.start();
});
afterAll(() => kinesis.close());

function throwsOn(...bad: readonly string[]): (texts: readonly string[]) => void {
  return (texts) => {
    if (texts.some((text) => bad.includes(text))) throw new Error(`cannot take ${bad}`);
  };
}

it('retries the same batch until it passes, and nothing behind it before', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('1', '2', '3');
  await trial.run({ batchSize: 2 }, () => {
    if (trial.batches.length < 4) throw new Error('not yet');
  });
  expect(trial.batches).toEqual([['1', '2'], ['1', '2'], ['1', '2'], ['1', '2'], ['3']]);
});

it('gives up after the retries, tells the destination where the batch lies, and goes on', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('1', '2', '3');
  await trial.run({ batchSize: 2, maximumRetryAttempts: 2 }, throwsOn('1'));
  expect(trial.batches).toEqual([['1', '2'], ['1', '2'], ['1', '2'], ['3']]);
  const sequence = expect.stringMatching(/^\d{50,56}$/);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(trial.failures).toEqual([
    {
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:trial',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: time,
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        startSequenceNumber: sequence,
        endSequenceNumber: sequence,
        approximateArrivalOfFirstRecord: time,
        approximateArrivalOfLastRecord: time,
        batchSize: 2,
        streamArn: `arn:aws:kinesis:us-east-1:000000000000:stream/${trial.stream}`,
      },
    },
  ]);
  const [info] = trial.failures.map(({ KinesisBatchInfo }) => KinesisBatchInfo);
  expect(BigInt(info?.startSequenceNumber ?? 0)).toBeLessThan(BigInt(info?.endSequenceNumber ?? 0));
});

it('splits a failing batch down to the record that fails, without using up retries', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('1', '2', 'bad', '4', '5');
  await trial.run({ bisectOnError: true, maximumRetryAttempts: 1 }, throwsOn('bad'));
  expect(trial.batches).toEqual([
    ['1', '2', 'bad', '4', '5'],
    ['1', '2', 'bad'],
    ['1', '2'],
    ['bad'],
    ['bad'],
    ['4', '5'],
  ]);
  expect(trial.failures.map(({ KinesisBatchInfo }) => KinesisBatchInfo.batchSize)).toEqual([1]);
});

it('moves the checkpoint to the lowest record that is reported', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('1', '2', '3', '4');
  await trial.run({ reportBatchItemFailures: true }, (_texts, event) =>
    trial.batches.length === 1 ? reporting(event, '4', '2') : { batchItemFailures: [] },
  );
  expect(trial.batches).toEqual([
    ['1', '2', '3', '4'],
    ['2', '3', '4'],
  ]);
});

it('discards what lies behind a reported record, too, when retries are used up, with bisecting also', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('1', 'bad', '3', '4');
  const settings = { reportBatchItemFailures: true, bisectOnError: true, maximumRetryAttempts: 1 };
  await trial.run(settings, (_texts, event) => reporting(event, 'bad'));
  expect(trial.batches).toEqual([
    ['1', 'bad', '3', '4'],
    ['bad', '3', '4'],
    ['bad', '3', '4'],
  ]);
  expect(trial.failures.map(({ KinesisBatchInfo }) => KinesisBatchInfo.batchSize)).toEqual([3]);
  expect(trial.failures.map(({ responseContext }) => responseContext?.functionError)).toEqual([null]);
});

it('takes no notice of reports unless it was told to', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('1', '2');
  await trial.run({}, (_texts, event) => reporting(event, '1'));
  expect(trial.batches).toEqual([['1', '2']]);
});

it('discards records that have become too old, and calls nothing with them', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('old', 'older');
  await sleep(1_100);
  await trial.put('young');
  await trial.run({ maximumRecordAgeSeconds: 1 });
  expect(trial.batches).toEqual([['young']]);
  expect(trial.failures.map(({ requestContext }) => requestContext)).toEqual([
    expect.objectContaining({ condition: 'MaximumRecordAgeExceeded', approximateInvokeCount: 0 }),
  ]);
  expect(trial.failures[0]?.KinesisBatchInfo.batchSize).toBe(2);
});

it('gives up a batch that becomes too old while it is retried', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put('bad');
  await trial.run({ maximumRecordAgeSeconds: 1, retryDelayMs: 100 }, throwsOn('bad'));
  expect(trial.batches.length).toBeGreaterThan(1);
  expect(trial.failures[0]?.requestContext.condition).toBe('MaximumRecordAgeExceeded');
  expect(trial.failures[0]?.responseContext?.functionError).toBe('Unhandled');
});

it('lets a failing partition key hold up its own batches alone', async () => {
  await using trial = await StreamTrial.start(kinesis);
  await trial.put(
    { key: '0', text: 'bad' },
    ...Array.from({ length: 8 }, (_, key) => ({ key: `k${key}`, text: `${key}` })),
  );
  const mapping = trial.mapping({ parallelizationFactor: 10 }, throwsOn('bad'));
  await mapping.enable();
  await expect.poll(() => new Set(trial.batches.flat()).size).toBeGreaterThan(5);
  expect(mapping.checkpoints.size).toBe(0);
  await mapping.disable();
});
