/**
 * The process that serves recommendations and live pages, in containers behind a load balancer. Each task follows the streams by
 * itself and begins from checkpoints in S3, whoever wrote them; the balancer lets nobody in before it has caught up.
 */
import { Secret as ContainerSecret } from 'aws-cdk-lib/aws-ecs';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration } from 'aws-cdk-lib/core';
import { type BalancedService, balancedService } from './balanced-service.ts';
import type { BaseStack } from './base-stack.ts';
import { grantFollow, grantKeep } from './grants.ts';
import type { MillraceStack } from './millrace-stack.ts';
import { privateBucket } from './private-bucket.ts';
import type { StreamStack } from './stream-stack.ts';

export interface ServingInput {
  readonly base: BaseStack;
  readonly streams: StreamStack;
  /** Encrypts the checkpoints. */
  readonly key: Key;
  readonly readKeys: Secret;
}

/** Reading the last hours of the stream takes longest when there is no checkpoint: then a task has an hour. */
const GRACE_SECONDS = 3_600;
/** Five checkpoints are kept; what a failure leaves behind goes after some days. */
const CHECKPOINT_DAYS = 8;

export function fargateServing(stack: MillraceStack, { base, streams, key, readKeys }: ServingInput): BalancedService {
  const { tasks, vcpu, memoryGigabytes, checkpointSeconds, replayHours } = stack.profile.serve.recommendations;
  const { enriched, insights } = streams.streams;
  const checkpoints = privateBucket(stack, 'Checkpoints', {
    name: 'checkpoints',
    key,
    accessLogs: base.accessLogs,
    disposable: true,
    lifecycleRules: [{ expiration: Duration.days(CHECKPOINT_DAYS) }],
  });
  const made = balancedService(stack, {
    name: 'serving',
    base,
    ...{ vcpu, memoryGigabytes, tasks },
    environment: {
      STREAM_ENRICHED: enriched.streamName,
      STREAM_INSIGHTS: insights.streamName,
      BUCKET_CHECKPOINTS: checkpoints.bucketName,
      CHECKPOINT_SECONDS: String(checkpointSeconds),
      REPLAY_HOURS: String(replayHours),
      POWERTOOLS_SERVICE_NAME: 'serving',
      POWERTOOLS_METRICS_NAMESPACE: stack.profile.name,
      // What the fold holds lies beside the rows that LMDB maps: the heap may have three quarters of the task.
      NODE_OPTIONS: `--enable-source-maps --max-old-space-size=${Math.floor(memoryGigabytes * 768)}`,
    },
    secrets: { MILLRACE_READ_KEYS: ContainerSecret.fromSecretsManager(readKeys) },
    healthPath: '/v1/health',
    graceSeconds: GRACE_SECONDS,
    // The last checkpoint is sent by then.
    stopSeconds: 120,
    // A page that connects again goes on where it was, if it comes to the same container.
    stickyHours: 12,
    openBecause: 'Shops and people ask from wherever they are, with a read key; port 80 only redirects.',
    output: { id: 'ServingHost', description: 'where recommendations and pages are, once your domain points to it' },
  });
  const { taskRole } = made.definition;
  for (const stream of [enriched, insights]) grantFollow(stream, taskRole);
  grantKeep(checkpoints, taskRole);
  return made;
}
