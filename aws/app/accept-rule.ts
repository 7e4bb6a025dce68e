/** A rule of cdk-nag that is not followed at one place, with the reason why: the only way past the test of all rules. */
import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** The policy under which a function of the CDK's own writes its logs. */
export const BASIC_EXECUTION =
  'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]';

/** @param rule such as `SQS3`, or one of its findings: `IAM5[Resource::*]`. @param reason a whole sentence. */
export function acceptRule(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason });
}
