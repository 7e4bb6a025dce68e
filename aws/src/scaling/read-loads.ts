/** The load of a stream in each of the last minutes, out of CloudWatch. */
import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { ShardLoad } from './shard-decision.ts';

const MINUTE_MS = 60_000;

/** What is asked of a stream, under which name, and how a minute's figures become one. */
const METRICS = {
  bytes: ['IncomingBytes', 'Sum'],
  records: ['IncomingRecords', 'Sum'],
  throttled: ['WriteProvisionedThroughputExceeded', 'Sum'],
  age: ['GetRecords.IteratorAgeMilliseconds', 'Maximum'],
} as const;

type Metric = keyof typeof METRICS;

/** @returns the newest minute last; minutes of which nothing is known yet are left out, before and after. */
export async function readLoads(
  client: CloudWatchClient,
  { stream, minutes, nowMs }: { readonly stream: string; readonly minutes: number; readonly nowMs: number },
): Promise<readonly ShardLoad[]> {
  const endMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const startMs = endMs - minutes * MINUTE_MS;
  const answer = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(startMs),
      EndTime: new Date(endMs),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: (Object.keys(METRICS) as Metric[]).map((metric) => queryOf(metric, stream)),
    }),
  );
  const figures = new Map(
    (answer.MetricDataResults ?? []).map(({ Id = '', Timestamps = [], Values = [] }) => [
      Id,
      new Map(Timestamps.map((at, index) => [at.getTime(), Values[index] ?? 0])),
    ]),
  );
  const known = [...figures.values()].flatMap((byTime) => [...byTime.keys()]);
  if (known.length === 0) return [];
  const first = Math.min(...known);
  const count = (Math.max(...known) - first) / MINUTE_MS + 1;
  return Array.from({ length: count }, (_, minute) => {
    const at = (metric: Metric) => figures.get(metric)?.get(first + minute * MINUTE_MS) ?? 0;
    return {
      bytesPerSecond: at('bytes') / 60,
      recordsPerSecond: at('records') / 60,
      throttledPerSecond: at('throttled') / 60,
      iteratorAgeMs: at('age'),
    };
  });
}

function queryOf(metric: Metric, stream: string): MetricDataQuery {
  const [name, statistic] = METRICS[metric];
  return {
    Id: metric,
    MetricStat: {
      Metric: { Namespace: 'AWS/Kinesis', MetricName: name, Dimensions: [{ Name: 'StreamName', Value: stream }] },
      Period: 60,
      Stat: statistic,
    },
  };
}
