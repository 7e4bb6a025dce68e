/**
 * How old an event is when it shows. Of decisions the function on `insights` tells it itself. Elsewhere a record's age when a
 * function has read it (its batch's window and the wait for a poll included) and the time that the function then takes are
 * told by Lambda; a way through the system is the sum of its hops. Maxima and the slowest twentieth are added up, so the sum is
 * rather too high than too low.
 */
import { type IMetric, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type AlarmBook, MINUTE } from './alarm-book.ts';
import { handlerMetric, iteratorAge, sum } from './function-alarms.ts';
import type { WatchedStacks } from './watched-stacks.ts';

export const WAYS = ['features', 'decisions', 'results'] as const;
export type Way = (typeof WAYS)[number];

const SAYS: Readonly<Record<Way, string>> = {
  features: 'Features show an event later than they should.',
  decisions: 'Orders are decided later than they should be.',
  results: 'Results and stock alerts show an event later than they should.',
};

/** In milliseconds. */
export function latencyOf(way: Way, { process, streams }: Pick<WatchedStacks, 'process' | 'streams'>): IMetric {
  const { enrich, features, insights } = process.functions;
  const total = (metrics: readonly Metric[]) => sum(metrics, `${way}, ms`, way);
  if (way === 'features') return total([...hop(enrich), ...hop(features)]);
  if (way === 'decisions')
    return handlerMetric(process, 'insights', 'DecisionAge').with({ statistic: Stats.MAXIMUM, period: MINUTE });
  return total([...hop(enrich), ageWhenRead(streams), ...hop(insights)]);
}

export function latencyAlarms(book: AlarmBook, stacks: Pick<WatchedStacks, 'process' | 'streams'>): void {
  const { latency } = stacks.process.profile.watch;
  for (const way of WAYS) {
    book.add({ name: `late-${way}`, says: SAYS[way], metric: latencyOf(way, stacks), above: latency[way], periods: 5 });
  }
}

/** How old records of `enriched` are when they are read, by whichever of its readers is slower. */
function ageWhenRead({ streams }: WatchedStacks['streams']): Metric {
  return streams.enriched.metricGetRecordsIteratorAgeMilliseconds({ statistic: Stats.MAXIMUM, period: MINUTE });
}

function hop(fn: LambdaFunction): readonly Metric[] {
  return [iteratorAge(fn), fn.metricDuration({ statistic: 'p95', period: MINUTE })];
}
