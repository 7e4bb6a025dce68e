/** Alarms over the containers that serve recommendations: whether they follow the stream, keep checkpoints, and answer. */
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmBook, MINUTE } from './alarm-book.ts';
import type { BalancedService } from './balanced-service.ts';
import { handlerMetric } from './function-alarms.ts';
import { failedShare } from './service-alarms.ts';
import type { WatchedStacks } from './watched-stacks.ts';

/** A checkpoint takes some seconds, and one that fails is followed by another. */
const CHECKPOINTS_MISSED = 5;

export function servingAlarms(book: AlarmBook, { serve }: WatchedStacks): void {
  if (serve.recommendations === undefined) return;
  const { checkpointSeconds } = serve.profile.serve.recommendations;
  const told = { statistic: Stats.MAXIMUM, period: MINUTE };
  book.add({
    name: 'serving-behind',
    says: 'Recommendations are a minute and more behind the stream, or say nothing of it.',
    metric: handlerMetric(serve, 'serving', 'lag').with(told),
    above: 60_000,
    periods: 5,
    missingIsBad: true,
  });
  book.add({
    name: 'serving-checkpoints',
    says: 'Checkpoints of recommendations fail.',
    metric: handlerMetric(serve, 'serving', 'checkpointAge').with(told),
    above: CHECKPOINTS_MISSED * checkpointSeconds * 1_000,
    periods: 2,
  });
  answerAlarms(book, serve.recommendations);
}

function answerAlarms(book: AlarmBook, containers: BalancedService): void {
  book.add({
    name: 'serving-failing',
    says: 'More than one in a hundred requests for recommendations fails.',
    metric: failedShare(containers),
    above: 1,
    periods: 3,
  });
  book.add({
    name: 'serving-unhealthy',
    says: 'No container is left that may be asked for recommendations.',
    metric: new MathExpression({
      expression: 'IF(FILL(healthy, 0) < 1, 1, 0)',
      usingMetrics: {
        healthy: containers.targets.metrics.healthyHostCount({ statistic: Stats.MAXIMUM, period: MINUTE }),
      },
      label: 'none',
      period: MINUTE,
    }),
    above: 0,
    periods: 5,
  });
}
