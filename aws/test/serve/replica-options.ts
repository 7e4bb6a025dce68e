/** A replica of recommendations in a test: its looks and commits follow each other at once. */
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { S3Client } from '@aws-sdk/client-s3';
import { CheckpointBucket } from '../../src/serve/checkpoint-bucket.ts';
import { RecommendationState } from '../../src/serve/recommendation-state.ts';
import type { ReplicaOptions } from '../../src/serve/stream-replica.ts';
import { ENRICHED } from './enriched-shop.ts';

export const CHECKPOINTS = 'checkpoints';
const DAY_MS = 24 * 3_600_000;

export function replicaOptions(
  kinesis: KinesisClient,
  s3: S3Client,
  folder: string,
): ReplicaOptions<RecommendationState> {
  return {
    kinesis,
    streamName: ENRICHED,
    pace: { pollMs: 20, catchUpMs: 5, levelMs: 0 },
    checkpoints: new CheckpointBucket({ s3, bucket: CHECKPOINTS, prefix: 'recommendations' }),
    folder,
    openState: (path) => new RecommendationState(path),
    checkpointEveryMs: 3_600_000,
    commitEveryMs: 10,
    replayMs: DAY_MS,
    onProblem: (what, error) => {
      throw new Error(what, { cause: error });
    },
  };
}
