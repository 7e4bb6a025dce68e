/** Buckets: encrypted, TLS only, nothing public, versions where something could be lost, access logs in one place. */

import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { acceptRule } from './accept-rule.ts';
import type { MillraceStack } from './millrace-stack.ts';

export interface BucketInput {
  /** With account and region it is unique, and the same in each deployment. */
  readonly name: string;
  readonly key?: IKey;
  readonly accessLogs?: Bucket;
  readonly lifecycleRules?: LifecycleRule[];
  readonly versioned?: boolean;
  /** What it holds can be made again, or is only a copy: it goes with its stack. */
  readonly disposable?: boolean;
}

export function privateBucket(stack: MillraceStack, id: string, input: BucketInput): Bucket {
  const { key, accessLogs, disposable = false } = input;
  return new Bucket(stack, id, {
    bucketName: `${stack.named(input.name)}-${Aws.ACCOUNT_ID}-${stack.profile.region}`,
    ...(key === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: input.versioned ?? false,
    objectOwnership: accessLogs === undefined ? ObjectOwnership.OBJECT_WRITER : ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: disposable ? RemovalPolicy.DESTROY : stack.keeping,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(2) }, ...(input.lifecycleRules ?? [])],
    ...(accessLogs === undefined ? {} : { serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: `${id}/` }),
  });
}

/** Who read what of the other buckets, and what the load balancer answered. */
export function accessLogBucket(stack: MillraceStack): Bucket {
  const bucket = privateBucket(stack, 'AccessLogs', {
    name: 'access-logs',
    disposable: !stack.profile.protectData,
    lifecycleRules: [{ expiration: Duration.days(90) }],
  });
  acceptRule(bucket, 'S1', 'This is the bucket of access logs; logging its own accesses would never end.');
  return bucket;
}
