/** Permissions to the letter: the actions that handlers call, on the one stream, key or bucket that they call them on. */

import type { IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Aws } from 'aws-cdk-lib/core';
import { acceptRule } from './accept-rule.ts';

export function grantPut(stream: Stream, to: IGrantable): void {
  stream.grant(to, 'kinesis:PutRecord', 'kinesis:PutRecords');
  stream.encryptionKey?.grant(to, 'kms:GenerateDataKey');
}

/** For whoever follows a stream shard by shard. */
export function grantFollow(stream: Stream, to: IGrantable): void {
  stream.grant(to, 'kinesis:ListShards', 'kinesis:GetShardIterator', 'kinesis:GetRecords');
  stream.encryptionKey?.grant(to, 'kms:Decrypt');
}

/** @param key that the topic is encrypted with. */
export function grantSend({ topic, key }: { topic: Topic; key: IKey }, to: IRole): void {
  to.addToPrincipalPolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }));
  key.grant(to, 'kms:Decrypt', 'kms:GenerateDataKey');
}

/** What reads its rows may write them, too: a table's data keys are used for both. */
export function grantItemKey(key: IKey, to: IGrantable): void {
  key.grant(to, 'kms:Decrypt', 'kms:GenerateDataKey');
}

/** All objects of a bucket, by name or by what there is under a name. */
export function grantObjects(bucket: Bucket, to: IRole): void {
  grantOnObjects(bucket, to, ['s3:GetObject']);
  bucket.encryptionKey?.grant(to, 'kms:Decrypt');
}

/** Whoever keeps its own objects there: writes them, finds and reads them, and drops old ones. */
export function grantKeep(bucket: Bucket, to: IRole): void {
  grantOnObjects(bucket, to, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']);
  bucket.encryptionKey?.grant(to, 'kms:Decrypt', 'kms:GenerateDataKey');
}

function grantOnObjects(bucket: Bucket, to: IRole, actions: string[]): void {
  const objects = `arn:${Aws.PARTITION}:s3:::${bucketNameOf(bucket)}/*`;
  to.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [objects] }));
  to.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  const shown = objects.replace(Aws.PARTITION, '<AWS::Partition>').replace(Aws.ACCOUNT_ID, '<AWS::AccountId>');
  acceptRule(to, `IAM5[Resource::${shown}]`, 'All objects of this one bucket are its own.');
}

/** @throws TypeError for a function whose role cannot be added to. */
export function roleOf(fn: LambdaFunction): IRole {
  if (fn.role === undefined) throw new TypeError(`${fn.node.path} has no role`);
  return fn.role;
}

/** The name as it was given, not as CloudFormation will tell it. */
function bucketNameOf(bucket: Bucket): string {
  const made = bucket.node.defaultChild;
  if (made instanceof CfnBucket && made.bucketName !== undefined) return made.bucketName;
  throw new TypeError(`${bucket.node.path} was given no name`);
}
