/** Alarms over functions: how far behind they are, whether they fail, what they give up on. */
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type AlarmBook, FIVE_MINUTES, MINUTE } from './alarm-book.ts';
import type { MillraceStack } from './millrace-stack.ts';

/** How old a record is when its function has read it. */
export function iteratorAge(fn: LambdaFunction, period = MINUTE): Metric {
  return fn.metric('IteratorAge', { statistic: Stats.MAXIMUM, period });
}

export function behindAlarm(book: AlarmBook, name: string, fn: LambdaFunction): void {
  book.add({
    name: `${name}-behind`,
    says: `The function ${name} is a minute and more behind its stream.`,
    metric: iteratorAge(fn),
    above: 60_000,
    periods: 3,
  });
}

/** Failed invocations in a row: one alone comes again and does no harm. */
export function errorAlarm(book: AlarmBook, name: string, fn: LambdaFunction): void {
  book.add({
    name: `${name}-errors`,
    says: `More than one in a hundred invocations of ${name} fails.`,
    metric: share(fn.metricErrors({ period: MINUTE }), fn.metricInvocations({ period: MINUTE })),
    above: 1,
    periods: 5,
  });
}

export function failureAlarm(book: AlarmBook, name: string, queue: Queue): void {
  book.add({
    name: `${name}-failures`,
    says: `Records that ${name} has given up on wait in its queue of failures.`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
    above: 0,
  });
}

export function throttleAlarm(book: AlarmBook, functions: readonly LambdaFunction[]): void {
  book.add({
    name: 'functions-throttled',
    says: 'Functions are not started because the account has too many at once.',
    metric: sum(functions.map((fn) => fn.metricThrottles({ period: MINUTE }))),
    above: 0,
    periods: 3,
  });
}

/** Counted by the handlers themselves: see `aws/src/lambdas`. */
export function handlerMetric(stack: MillraceStack, handler: string, name: string): Metric {
  return new Metric({
    namespace: stack.profile.name,
    metricName: name,
    dimensionsMap: { service: handler },
    statistic: Stats.SUM,
    period: FIVE_MINUTES,
  });
}

export function poisonAlarm(book: AlarmBook, stack: MillraceStack): void {
  book.add({
    name: 'poison-records',
    says: 'Records that cannot be read or worked on were put aside, with the reason, in the table poison.',
    metric: sum([
      handlerMetric(stack, 'enrich', 'poison'),
      handlerMetric(stack, 'features', 'poison'),
      handlerMetric(stack, 'insights', 'Poison'),
    ]),
    above: 0,
  });
}

/** Per cent. */
export function share(part: IMetric, whole: IMetric): MathExpression {
  return new MathExpression({
    expression: 'IF(whole > 0, 100 * part / whole, 0)',
    usingMetrics: { part, whole },
    label: 'per cent',
    period: MINUTE,
  });
}

/** What is not told counts as nothing. @param prefix of the metrics' names, which within one graph must differ. */
export function sum(metrics: readonly Metric[], label = 'all together', prefix = 'm'): MathExpression {
  const names = metrics.map((_metric, index) => `${prefix}${index}`);
  return new MathExpression({
    expression: names.map((name) => `FILL(${name}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [names[index], metric])),
    label,
    period: metrics[0]?.period ?? MINUTE,
  });
}
