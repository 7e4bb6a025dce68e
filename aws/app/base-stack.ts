/** What the other stacks stand on: the network, keys and groups for logs, and the topics that people are told by. */

import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Aws, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MillraceStack, type StackInput } from './millrace-stack.ts';
import { accessLogBucket } from './private-bucket.ts';
import { privateNetwork } from './private-network.ts';

export class BaseStack extends MillraceStack {
  readonly vpc: Vpc;
  readonly logKey: Key;
  readonly alertKey: Key;
  /** Alerts of the shop: fraud, stock, revenue off its norm. */
  readonly alerts: Topic;
  /** Alarms of the deployment itself. */
  readonly alarms: Topic;
  readonly accessLogs: Bucket;

  constructor(scope: Construct, input: StackInput) {
    super(scope, { name: 'base', description: 'Millrace: network, log keys, topics' }, input);
    this.logKey = encryptionKey(this, 'LogKey', 'logs');
    this.logKey.grantEncryptDecrypt(new ServicePrincipal(`logs.${this.profile.region}.amazonaws.com`));
    this.accessLogs = accessLogBucket(this);
    this.vpc = privateNetwork(this, logGroup(this, { id: 'FlowLogs', name: 'network', key: this.logKey }));
    this.alertKey = encryptionKey(this, 'AlertKey', 'alerts and alarms');
    this.alerts = new Topic(this, 'Alerts', {
      topicName: this.named('alerts'),
      masterKey: this.alertKey,
      enforceSSL: true,
    });
    this.alarms = new Topic(this, 'Alarms', {
      topicName: this.named('alarms'),
      masterKey: this.alertKey,
      enforceSSL: true,
    });
    this.letServicesAlarm(['cloudwatch', 'budgets']);
    const { email } = this.profile.watch;
    if (email !== undefined) this.alarms.addSubscription(new EmailSubscription(email));
  }

  /** Whoever publishes under a name of its own must be let in by the topic and by its key. */
  private letServicesAlarm(services: readonly string[]): void {
    for (const service of services) {
      const principal = new ServicePrincipal(`${service}.amazonaws.com`);
      this.alertKey.grant(principal, 'kms:Decrypt', 'kms:GenerateDataKey');
      this.alarms.addToResourcePolicy(
        new PolicyStatement({
          actions: ['sns:Publish'],
          principals: [principal],
          resources: [this.alarms.topicArn],
          conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
        }),
      );
    }
  }
}

/** A key of the customer's own, turned every year. */
export function encryptionKey(stack: MillraceStack, id: string, of: string): Key {
  return new Key(stack, id, {
    alias: `alias/${stack.named(id.toLowerCase().replace(/key$/, ''))}`,
    description: `Millrace: encrypts ${of}`,
    enableKeyRotation: true,
    removalPolicy: stack.keeping,
  });
}

interface LogGroupInput {
  readonly id: string;
  /** The last part of its name. */
  readonly name: string;
  readonly key: Key;
}

export function logGroup(stack: MillraceStack, { id, name, key }: LogGroupInput): LogGroup {
  const retention: RetentionDays = stack.profile.watch.logDays;
  return new LogGroup(stack, id, {
    logGroupName: `/${stack.profile.name}/${name}`,
    encryptionKey: key,
    retention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
