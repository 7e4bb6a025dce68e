/** Figures of each of the last minutes, out of CloudWatch. */
import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';

const MINUTE_MS = 60_000;

export interface MinuteQuery<Name extends string> {
  readonly namespace: string;
  readonly dimension: { readonly Name: string; readonly Value: string };
  /** CloudWatch's name of each figure, and how a minute's values become one. */
  readonly metrics: Readonly<Record<Name, readonly [metric: string, statistic: 'Sum' | 'Maximum']>>;
  readonly minutes: number;
  readonly nowMs: number;
}

/** What is known of a minute. */
export type Minute<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** @returns the newest minute last; minutes of which nothing is known yet are left out, before and after. */
export async function readMinutes<Name extends string>(
  client: CloudWatchClient,
  { namespace, dimension, metrics, minutes, nowMs }: MinuteQuery<Name>,
): Promise<readonly Minute<Name>[]> {
  const names = Object.keys(metrics) as Name[];
  const endMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const answer = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(endMs - minutes * MINUTE_MS),
      EndTime: new Date(endMs),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: names.map((name) => ({
        Id: name,
        MetricStat: {
          Metric: { Namespace: namespace, MetricName: metrics[name][0], Dimensions: [dimension] },
          Period: 60,
          Stat: metrics[name][1],
        },
      })),
    }),
  );
  const figures = new Map(
    (answer.MetricDataResults ?? []).map(({ Id = '', Timestamps = [], Values = [] }) => [
      Id,
      new Map(Timestamps.map((at, index) => [at.getTime(), Values[index]])),
    ]),
  );
  const known = [...figures.values()].flatMap((byTime) => [...byTime.keys()]);
  if (known.length === 0) return [];
  const first = Math.min(...known);
  const count = (Math.max(...known) - first) / MINUTE_MS + 1;
  return Array.from({ length: count }, (_, minute) => {
    const at = (name: Name) => figures.get(name)?.get(first + minute * MINUTE_MS);
    return Object.fromEntries(names.map((name) => [name, at(name)])) as Minute<Name>;
  });
}
