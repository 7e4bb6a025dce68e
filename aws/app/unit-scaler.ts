/** Gives the SQL units as it falls behind: Managed Flink's own scaling does not look at lag, and has no bound but the account's. */
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as RunFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { BaseStack } from './base-stack.ts';
import { type FlinkApplication, flinkArn } from './flink-application.ts';
import { handlerFunction } from './handler-function.ts';
import type { MillraceStack } from './millrace-stack.ts';

export function unitScaler(stack: MillraceStack, base: BaseStack, flink: FlinkApplication): LambdaFunction {
  const { kpus, mostKpus, lagSeconds } = stack.profile.process.flink;
  const fn = handlerFunction(stack, {
    handler: 'scale-units',
    about: 'Gives Flink units when it falls behind, and takes them back',
    base,
    memoryMegabytes: 256,
    timeoutSeconds: 60,
    environment: {
      APPLICATION: flink.name,
      UNITS: JSON.stringify({ least: kpus, most: mostKpus, lagSeconds }),
    },
    concurrency: 1,
  });
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['kinesisanalytics:DescribeApplication', 'kinesisanalytics:UpdateApplication'],
      resources: [flinkArn(flink)],
    }),
  );
  fn.addToRolePolicy(new PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }));
  new Rule(stack, 'ScaleUnitsRule', {
    description: 'Looks at how far the SQL is behind',
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new RunFunction(fn, { retryAttempts: 0 })],
  });
  return fn;
}
