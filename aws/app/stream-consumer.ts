/**
 * Reads a stream into a function. What fails comes again in its order, cut in half each time, for as long as the profile
 * says, and then goes to the failure queue. Functions put single records that they cannot take aside themselves.
 */

import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnStreamConsumer, type Stream } from 'aws-cdk-lib/aws-kinesis';
import { EventSourceMapping, type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { acceptRule } from './accept-rule.ts';
import type { MillraceStack } from './millrace-stack.ts';
import type { ConsumerSettings } from './profile-schema.ts';

export interface ConsumerInput {
  readonly stream: Stream;
  readonly to: LambdaFunction;
  readonly name: string;
  readonly settings: ConsumerSettings;
}

/** @returns the queue of batches that failed for good. */
export function consumeStream(stack: MillraceStack, { stream, to, name, settings }: ConsumerInput): Queue {
  const failures = failureQueue(stack, name);
  const source = settings.fanOut ? ownShare(stack, stream, name) : stream.streamArn;
  stream.grantRead(to);
  if (settings.fanOut) grantShare(to, source);
  new EventSourceMapping(to, `From-${name}`, {
    target: to,
    eventSourceArn: source,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: settings.batchRecords,
    maxBatchingWindow: Duration.seconds(settings.windowSeconds),
    parallelizationFactor: settings.parallelizationFactor,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: settings.retries,
    maxRecordAge: Duration.seconds(settings.maxAgeSeconds),
    onFailure: new SqsDlq(failures),
  });
  return failures;
}

export function failureQueue(stack: MillraceStack, name: string): Queue {
  const queue = new Queue(stack, `Failures-${name}`, {
    queueName: stack.named(`${name}-failures`),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    removalPolicy: stack.keeping,
  });
  acceptRule(queue, 'SQS3', 'This is where failures end; people and `millrace-aws redrive` take them from here.');
  return queue;
}

function ownShare(stack: MillraceStack, stream: Stream, name: string): string {
  const consumer = new CfnStreamConsumer(stack, `Share-${name}`, {
    consumerName: stack.named(name),
    streamArn: stream.streamArn,
  });
  return consumer.attrConsumerArn;
}

function grantShare(to: LambdaFunction, consumerArn: string): void {
  to.addToRolePolicy(new PolicyStatement({ actions: ['kinesis:SubscribeToShard'], resources: [consumerArn] }));
}
