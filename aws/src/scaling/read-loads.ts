/** The load of a stream in each of the last minutes, out of CloudWatch. */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { readMinutes } from './read-minutes.ts';
import type { ShardLoad } from './shard-decision.ts';

const METRICS = {
  bytes: ['IncomingBytes', 'Sum'],
  records: ['IncomingRecords', 'Sum'],
  throttled: ['WriteProvisionedThroughputExceeded', 'Sum'],
  age: ['GetRecords.IteratorAgeMilliseconds', 'Maximum'],
} as const;

/** @returns the newest minute last; minutes of which nothing is known yet are left out, before and after. */
export async function readLoads(
  client: CloudWatchClient,
  { stream, minutes, nowMs }: { readonly stream: string; readonly minutes: number; readonly nowMs: number },
): Promise<readonly ShardLoad[]> {
  const dimension = { Name: 'StreamName', Value: stream };
  const figures = await readMinutes(client, { namespace: 'AWS/Kinesis', dimension, metrics: METRICS, minutes, nowMs });
  return figures.map(({ bytes = 0, records = 0, throttled = 0, age = 0 }) => ({
    bytesPerSecond: bytes / 60,
    recordsPerSecond: records / 60,
    throttledPerSecond: throttled / 60,
    iteratorAgeMs: age,
  }));
}
