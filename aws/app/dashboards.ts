/** Two dashboards: what the shop does, and how the pipeline gets on. */
import { Dashboard, GraphWidget, type IMetric, type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FIVE_MINUTES, MINUTE } from './alarm-book.ts';
import { handlerMetric, iteratorAge } from './function-alarms.ts';
import { latencyOf, WAYS } from './latency.ts';
import type { MillraceStack } from './millrace-stack.ts';
import { CONSUMER_NAMES } from './process-stack.ts';
import { cacheMetric, flinkMetric } from './service-alarms.ts';
import { STREAM_NAMES } from './stream-stack.ts';
import type { WatchedStacks } from './watched-stacks.ts';

export function dashboards(stack: MillraceStack, stacks: WatchedStacks): void {
  const shop = new Dashboard(stack, 'ShopDashboard', { dashboardName: stack.named('shop') });
  shop.addWidgets(...shopRow(stack, stacks));
  const pipeline = new Dashboard(stack, 'PipelineDashboard', { dashboardName: stack.named('pipeline') });
  for (const row of pipelineRows(stacks)) pipeline.addWidgets(...row);
}

function shopRow(stack: MillraceStack, stacks: WatchedStacks): readonly IWidget[] {
  const { serve, base } = stacks;
  const counted = (handler: string, name: string, label: string) =>
    handlerMetric(stack, handler, name).with({ label, period: FIVE_MINUTES });
  return [
    graph('Events, and what came of them, in five minutes', [
      counted('enrich', 'inputs', 'events'),
      counted('insights', 'ResultRows', 'rows of results'),
      counted('insights', 'DecisionOutputs', 'decisions and alerts'),
    ]),
    graph('Asked of the API a minute', [serve.httpApi.metricCount({ period: MINUTE, label: 'requests' })]),
    graph('Alerts sent', [base.alerts.metricNumberOfMessagesPublished({ period: FIVE_MINUTES, label: 'alerts' })]),
    graph(
      'Age of an event when it shows, ms',
      WAYS.map((way) => latencyOf(way, stacks)),
    ),
  ];
}

function pipelineRows(stacks: WatchedStacks): readonly (readonly IWidget[])[] {
  const { streams, process, serve, warehouse } = stacks;
  const own = Object.values(process.functions);
  return [
    [
      graph(
        'Into the streams, bytes a minute',
        STREAM_NAMES.map((name) =>
          streams.streams[name].metricIncomingBytes({ statistic: Stats.SUM, period: MINUTE, label: name }),
        ),
      ),
      graph(
        'Refused for want of shards',
        STREAM_NAMES.map((name) =>
          streams.streams[name].metricWriteProvisionedThroughputExceeded({
            statistic: Stats.SUM,
            period: MINUTE,
            label: name,
          }),
        ),
      ),
      graph('How far functions and Flink are behind, ms', [
        ...CONSUMER_NAMES.map((name) => iteratorAge(process.functions[name]).with({ label: name })),
        flinkMetric(stacks, 'millisBehindLatest').with({ label: 'Flink' }),
      ]),
    ],
    [
      graph(
        'Invocations',
        own.map((fn) => fn.metricInvocations({ period: MINUTE })),
      ),
      graph(
        'How long they take, p95, ms',
        own.map((fn) => fn.metricDuration({ statistic: 'p95', period: MINUTE })),
      ),
      graph(
        'Given up on',
        CONSUMER_NAMES.map((name) =>
          process.failures[name].metricApproximateNumberOfMessagesVisible({ label: name, period: FIVE_MINUTES }),
        ),
      ),
    ],
    [
      graph('Flink: processors and heap, %', [
        flinkMetric(stacks, 'containerCPUUtilization'),
        flinkMetric(stacks, 'heapMemoryUtilization'),
      ]),
      graph('Flink: checkpoints, ms', [flinkMetric(stacks, 'lastCheckpointDuration')]),
      graph('Flink: restarts, failed checkpoints', [
        flinkMetric(stacks, 'numRestarts'),
        flinkMetric(stacks, 'numberOfFailedCheckpoints'),
      ]),
    ],
    [
      graph('Cache, bytes', [cacheMetric(serve, 'BytesUsedForCache')]),
      graph(
        'Table writes',
        (['state', 'results', 'decisions'] as const).map((label) =>
          serve.tables[label].metricConsumedWriteCapacityUnits({ statistic: Stats.SUM, period: MINUTE, label }),
        ),
      ),
      graph(
        'Age of what waits for the lake, s',
        [warehouse.events, warehouse.insights].map((each) =>
          each.metric('DeliveryToS3.DataFreshness', { statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
        ),
      ),
    ],
  ];
}

function graph(title: string, left: readonly IMetric[]): GraphWidget {
  return new GraphWidget({ title, left: [...left], width: 8, height: 6 });
}
