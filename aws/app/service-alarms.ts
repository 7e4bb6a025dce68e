/** Alarms over what AWS runs for us: streams, Flink, tables, cache, delivery, and the doors. */

import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { type AlarmBook, FIVE_MINUTES, MINUTE } from './alarm-book.ts';
import type { BalancedService } from './balanced-service.ts';
import { handlerMetric, share, sum } from './function-alarms.ts';
import type { ServeStack } from './serve-stack.ts';
import { STREAM_NAMES } from './stream-stack.ts';
import type { WatchedStacks } from './watched-stacks.ts';

export function streamAlarms(book: AlarmBook, { streams }: WatchedStacks): void {
  for (const name of STREAM_NAMES) {
    book.add({
      name: `${name}-refused`,
      says: `The stream ${name} refuses records: it has too few shards, or one of them is hot.`,
      metric: streams.streams[name].metricWriteProvisionedThroughputExceeded({ statistic: Stats.SUM, period: MINUTE }),
      above: 100,
      periods: 3,
    });
  }
  book.add({
    name: 'stream-reads-refused',
    says: 'Readers of the streams ask more often, or for more, than shards give.',
    metric: sum(
      STREAM_NAMES.map((name) =>
        streams.streams[name].metricReadProvisionedThroughputExceeded({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      ),
    ),
    above: 500,
    periods: 3,
  });
}

export function shardAlarm(book: AlarmBook, { process, streams }: WatchedStacks): void {
  if (process.profile.stream.mode !== 'provisioned') return;
  const blocked = (['events', 'enriched'] as const).map(
    (name) =>
      new Metric({
        namespace: process.profile.name,
        metricName: 'ShardChangeBlocked',
        dimensionsMap: { service: 'scale-shards', stream: streams.streams[name].streamName },
        statistic: Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
  );
  book.add({
    name: 'shards-blocked',
    says: 'A stream needs more shards than it may have, or has been changed ten times within a day.',
    metric: sum(blocked),
    above: 0,
    periods: 2,
  });
}

/** What Managed Flink tells of the application. */
export function flinkMetric({ process }: WatchedStacks, metricName: string, statistic: string = Stats.MAXIMUM): Metric {
  return new Metric({
    namespace: 'AWS/KinesisAnalytics',
    metricName,
    dimensionsMap: { Application: process.flinkName },
    statistic,
    period: MINUTE,
  });
}

export function flinkAlarms(book: AlarmBook, stacks: WatchedStacks): void {
  const { lagSeconds, checkpointSeconds } = stacks.process.profile.process.flink;
  const alarms = [
    {
      name: 'flink-lag',
      says: 'The SQL is behind the enriched stream, or does not tell.',
      metric: flinkMetric(stacks, 'millisBehindLatest'),
      above: lagSeconds * 1_000,
      periods: 3,
      missingIsBad: true,
    },
    {
      name: 'flink-checkpoints',
      says: 'Checkpoints of the SQL fail.',
      metric: new MathExpression({
        expression: 'DIFF(failed)',
        usingMetrics: { failed: flinkMetric(stacks, 'numberOfFailedCheckpoints') },
        label: 'failed',
        period: MINUTE,
      }),
      above: 0,
      periods: 2,
    },
    {
      name: 'flink-slow-checkpoints',
      says: 'A checkpoint of the SQL takes as long as the time between two of them.',
      metric: flinkMetric(stacks, 'lastCheckpointDuration'),
      above: checkpointSeconds * 1_000,
      periods: 5,
    },
    {
      name: 'flink-down',
      says: 'The SQL does not run.',
      metric: greatest(['restartingTime', 'failingTime', 'cancellingTime'].map((name) => flinkMetric(stacks, name))),
      above: 0,
      periods: 3,
      missingIsBad: true,
    },
    {
      name: 'flink-blocked',
      says: 'The SQL needs more units than the profile lets it have.',
      metric: handlerMetric(stacks.process, 'scale-units', 'UnitChangeBlocked'),
      above: 0,
      periods: 2,
    },
  ];
  for (const alarm of alarms) book.add(alarm);
}

/** Missing where all are. */
function greatest(metrics: readonly Metric[]): MathExpression {
  const names = metrics.map((_metric, index) => `m${index}`);
  return new MathExpression({
    expression: `MAX([${names.join(', ')}])`,
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [names[index], metric])),
    label: 'the greatest',
    period: MINUTE,
  });
}

export function cacheMetric({ cache }: ServeStack, metricName: string, statistic: string = Stats.MAXIMUM): Metric {
  return new Metric({
    namespace: 'AWS/ElastiCache',
    metricName,
    dimensionsMap: { clusterId: cache.name },
    statistic,
    period: FIVE_MINUTES,
  });
}

export function storeAlarms(book: AlarmBook, { serve, warehouse }: WatchedStacks): void {
  const tables = Object.values(serve.tables);
  const throttled = (metricName: string) =>
    tables.map((table) => table.metric(metricName, { statistic: Stats.SUM, period: MINUTE }));
  for (const kind of ['read', 'write'] as const) {
    book.add({
      name: `table-${kind}s-throttled`,
      says: `Tables refuse ${kind}s.`,
      metric: sum(throttled(kind === 'read' ? 'ReadThrottleEvents' : 'WriteThrottleEvents')),
      above: 0,
      periods: 3,
    });
  }
  const { mostGigabytes } = serve.profile.serve.cache;
  book.add({
    name: 'cache-full',
    says: 'The cache is nearly as full as it may be: then it forgets what is clean, and tables are read more.',
    metric: cacheMetric(serve, 'BytesUsedForCache'),
    above: mostGigabytes * 1e9 * 0.85,
    periods: 3,
  });
  book.add({
    name: 'cache-throttled',
    says: 'The cache refuses commands: it may do no more of them a second.',
    metric: cacheMetric(serve, 'ThrottledCmds', Stats.SUM),
    above: 0,
    periods: 2,
  });
  deliveryAlarms(book, { warehouse });
}

function deliveryAlarms(book: AlarmBook, { warehouse }: Pick<WatchedStacks, 'warehouse'>): void {
  const deliveries = [warehouse.events, warehouse.insights];
  const { bufferSeconds } = warehouse.profile.warehouse;
  book.add({
    name: 'lake-late',
    says: 'What goes to the lake waits longer than it should.',
    metric: new MathExpression({
      expression: 'MAX([FILL(m0, 0), FILL(m1, 0)])',
      usingMetrics: Object.fromEntries(
        deliveries.map((each, index) => [
          `m${index}`,
          each.metric('DeliveryToS3.DataFreshness', { statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
        ]),
      ),
      label: 'seconds',
      period: FIVE_MINUTES,
    }),
    above: bufferSeconds * 3,
    periods: 2,
  });
  book.add({
    name: 'lake-refused',
    says: 'Lines did not fit the tables of the lake, and lie in its folder of failures.',
    metric: sum(
      deliveries.map((each) => each.metric('FailedConversion.Records', { statistic: Stats.SUM, period: FIVE_MINUTES })),
    ),
    above: 0,
  });
}

export function doorAlarms(book: AlarmBook, { serve, collect }: WatchedStacks): void {
  const { httpApi } = serve;
  book.add({
    name: 'api-failing',
    says: 'More than one in a hundred requests to the read API fails.',
    metric: share(
      httpApi.metricServerError({ statistic: Stats.SUM, period: MINUTE }),
      httpApi.metricCount({ period: MINUTE }),
    ),
    above: 1,
    periods: 5,
  });
  if (collect.containers) collectorAlarms(book, collect.containers);
  if (!collect.httpApi) return;
  functionAlarms(book, collect, collect.httpApi);
}

/** Orders that are not decided in time are no failures of who takes them. */
function functionAlarms(book: AlarmBook, collect: WatchedStacks['collect'], api: HttpApi): void {
  const pending = handlerMetric(collect, 'decide', 'Pending').with({ period: MINUTE });
  const failed = new MathExpression({
    expression: 'errors - FILL(pending, 0)',
    usingMetrics: { errors: api.metricServerError({ statistic: Stats.SUM, period: MINUTE }), pending },
    label: 'failed',
    period: MINUTE,
  });
  book.add({
    name: 'collector-failing',
    says: 'More than one in a hundred requests with events fails.',
    metric: share(failed, api.metricCount({ period: MINUTE })),
    above: 1,
    periods: 3,
  });
  const { decide } = collect.functions;
  if (decide) pendingAlarm(book, pending, decide.metricInvocations({ period: MINUTE }));
}

/** Of a load balancer's requests to these containers so many fail, in percent; those that wait on purpose are not among them. */
export function failedShare({ balancer, targets }: BalancedService): MathExpression {
  const each = { statistic: Stats.SUM, period: MINUTE };
  const asked = targets.metrics.requestCount(each);
  const failed = targets.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, each);
  // With no container there the balancer answers itself, and counts that apart.
  const refused = balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, each);
  return share(sum([failed, refused], 'failed', 'failed'), sum([asked, refused], 'asked', 'asked'));
}

function collectorAlarms(book: AlarmBook, containers: BalancedService): void {
  const { targets, waiting } = containers;
  book.add({
    name: 'collector-failing',
    says: 'More than one in a hundred requests with events fails.',
    metric: failedShare(containers),
    above: 1,
    periods: 3,
  });
  book.add({
    name: 'collector-unhealthy',
    says: 'A container of the collector does not answer.',
    metric: targets.metrics.unhealthyHostCount({ statistic: Stats.MAXIMUM, period: MINUTE }),
    above: 0,
    periods: 5,
  });
  book.add({
    name: 'collector-slow',
    says: 'One request with events in a hundred waits longer than a second for its answer.',
    metric: targets.metrics.targetResponseTime({ statistic: 'p99', period: MINUTE }),
    above: 1,
    periods: 5,
  });
  if (!waiting) return;
  const each = { statistic: Stats.SUM, period: MINUTE };
  pendingAlarm(
    book,
    waiting.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, each),
    waiting.metrics.requestCount(each),
  );
}

function pendingAlarm(book: AlarmBook, pending: Metric, asked: Metric): void {
  book.add({
    name: 'decisions-pending',
    says: 'More than one in twenty orders is not decided while its sender waits.',
    metric: share(pending, asked),
    above: 5,
    periods: 5,
  });
}
