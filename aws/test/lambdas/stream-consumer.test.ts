/** A batch is taken in parts, in time, and each bucket's records stay in order whatever fails. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { KinesisStreamEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { type BatchRunner, streamConsumer } from '../../src/lambdas/stream-consumer.ts';
import { newCounts } from '../../src/state/runner-counts.ts';

/** Bucket of each record; sequence numbers are their places. */
function eventOf(buckets: readonly number[]): KinesisStreamEvent {
  return {
    Records: buckets.map((bucket, place) => ({
      eventID: `shardId-000000000000:${place + 1}`,
      awsRegion: 'us-east-1',
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/events',
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/function',
      kinesis: {
        sequenceNumber: String(place + 1),
        partitionKey: String(bucket),
        data: Buffer.from('[]').toString('base64'),
        approximateArrivalTimestamp: 1_790_000_000,
        kinesisSchemaVersion: '1.0',
      },
    })),
  };
}

interface Trial {
  readonly buckets: readonly number[];
  /** Buckets that fail whenever they are run. */
  readonly failing?: readonly string[];
  readonly timeMs?: number;
  readonly takesMs?: number;
}

/** @returns the sequence numbers that were run, part by part, and those that are told as failed. */
async function run({ buckets, failing = [], timeMs = 60_000, takesMs = 0 }: Trial) {
  const parts: string[][] = [];
  const runner: BatchRunner = {
    run: async (records) => {
      parts.push(records.map(({ sequence }) => sequence));
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      const first = failing.flatMap((bucket) => records.find(({ partitionKey }) => partitionKey === bucket) ?? []);
      const error = new Error('away');
      const failures = first.map(({ partitionKey: bucket, sequence }) => ({ bucket, sequence, error }));
      return { failures, counts: newCounts() };
    },
  };
  const quiet = new Logger({ logLevel: 'SILENT' });
  const metrics = new Metrics({ namespace: 'test', serviceName: 'test' });
  metrics.publishStoredMetrics = () => metrics;
  const handler = streamConsumer({ runner, metrics, logger: quiet, recordsAPart: 3 });
  const { batchItemFailures } = await handler(eventOf(buckets), { getRemainingTimeInMillis: () => timeMs });
  return { parts, failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

it('takes all records in parts, in order', async () => {
  expect(await run({ buckets: [1, 2, 1, 2, 1, 2, 3] })).toEqual({
    parts: [['1', '2', '3'], ['4', '5', '6'], ['7']],
    failed: [],
  });
});

it('leaves a bucket that has failed out of later parts', async () => {
  expect(await run({ buckets: [1, 2, 1, 2, 1, 2, 2], failing: ['2'] })).toEqual({
    parts: [['1', '2', '3'], ['5']],
    failed: ['2'],
  });
});

it('begins no part when the time is short, and tells where the rest begins', async () => {
  expect(await run({ buckets: [1, 1, 1, 1, 1, 1, 1], timeMs: 60, takesMs: 40 })).toEqual({
    parts: [['1', '2', '3']],
    failed: ['4'],
  });
});

it('tells of each bucket that has failed by its first record', async () => {
  const buckets = [1, 1, 1, 1, 1, 1, 1, 1, 2, 3];
  expect((await run({ buckets, failing: ['3', '2'] })).failed.sort()).toEqual(['10', '9']);
});
