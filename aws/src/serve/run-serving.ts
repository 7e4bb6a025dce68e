/** Serving as a process: reads its environment once, starts, and ends in good order when it is told to. */
import { join } from 'node:path';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { closeOnSignal } from '@millrace/shop/server/close-on-signal.ts';
import { clientSettings } from '../client-settings.ts';
import { containerSettings } from '../collect/container-settings.ts';
import { numberVariable, requiredVariable } from '../lambdas/environment-variable.ts';
import { CheckpointBucket } from './checkpoint-bucket.ts';
import { RecommendationState } from './recommendation-state.ts';
import type { ReplicaState } from './replica-state.ts';
import { RowState } from './row-state.ts';
import { layoutOf, ROWS_KEPT_MS, rowViews } from './row-views.ts';
import { TAIL_PACE } from './shard-tail.ts';
import { startServing } from './start-serving.ts';
import { RECOMMENDATION_SET } from './stream-recommendations.ts';
import { type ReplicaOptions, StreamReplica } from './stream-replica.ts';

const HOUR_MS = 3_600_000;
const TELL_EVERY_MS = 60_000;
/** What a page waits for what is new at most; a question to recommendations waits for no commit. */
const COMMIT_MS = 200;
/** A checkpoint of a gigabyte takes some seconds to be sent. */
const S3_LIMITS = { connectionTimeoutMs: 1_000, requestTimeoutMs: 300_000 };
const KINESIS_LIMITS = { connectionTimeoutMs: 1_000, requestTimeoutMs: 10_000 };

/** @throws MillraceError CONFIG_INVALID, CHECKPOINTS_UNREADABLE, and what starting throws. */
export async function runServing(): Promise<void> {
  const settings = { ...containerSettings(), currency: process.env.MILLRACE_CURRENCY };
  const [recommendations, rows] = await Promise.all([
    StreamReplica.start(recommendationReplica()),
    StreamReplica.start(rowReplica()),
  ]);
  const serving = await startServing({ ...settings, recommendations, rows });
  process.stdout.write(`millrace serves on ${serving.url}\n`);
  const telling = setInterval(teller([recommendations, rows]), TELL_EVERY_MS);
  try {
    await Promise.race([closeOnSignal(serving), recommendations.failed, rows.failed]);
  } finally {
    clearInterval(telling);
  }
}

function recommendationReplica(): ReplicaOptions<RecommendationState> {
  return {
    ...replicaOf('recommendations', RECOMMENDATION_SET.stateVersions.replaceAll(/[^\w.]+/g, '-')),
    streamName: requiredVariable('STREAM_ENRICHED'),
    openState: (folder) => new RecommendationState(folder),
    replayMs: numberVariable('REPLAY_HOURS', [0, 8_760], 24) * HOUR_MS,
  };
}

function rowReplica(): ReplicaOptions<RowState> {
  return {
    ...replicaOf('rows', layoutOf(rowViews())),
    streamName: requiredVariable('STREAM_INSIGHTS'),
    openState: (folder) => new RowState(folder),
    replayMs: ROWS_KEPT_MS,
  };
}

function replicaOf(name: string, layout: string) {
  const s3 = new S3Client(clientSettings(S3_LIMITS));
  return {
    kinesis: new KinesisClient(clientSettings(KINESIS_LIMITS)),
    pace: { ...TAIL_PACE, pollMs: numberVariable('POLL_MS', [50, 10_000], TAIL_PACE.pollMs) },
    checkpoints: new CheckpointBucket({
      ...{ s3, bucket: requiredVariable('BUCKET_CHECKPOINTS') },
      prefix: `${name}/${layout}`,
    }),
    folder: join(process.env.STATE_FOLDER ?? 'serve', name),
    checkpointEveryMs: numberVariable('CHECKPOINT_SECONDS', [1, 3_600], 60) * 1_000,
    commitEveryMs: COMMIT_MS,
    onProblem,
  };
}

function onProblem(what: string, error: unknown): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), problem: what, error: String(error) })}\n`);
}

/** For alarms: a line from time to time that CloudWatch makes metrics of, of the replica that is worst off. */
function teller(replicas: readonly Pick<StreamReplica<ReplicaState>, 'status'>[]): () => void {
  const metrics = new Metrics();
  return () => {
    const states = replicas.map((replica) => replica.status());
    const lagMs = Math.max(...states.map((state) => state.lagMs));
    if (Number.isFinite(lagMs)) metrics.addMetric('lag', MetricUnit.Milliseconds, lagMs);
    const ageMs = Math.max(...states.map(({ checkpointAgeMs }) => checkpointAgeMs));
    metrics.addMetric('checkpointAge', MetricUnit.Milliseconds, ageMs);
    metrics.publishStoredMetrics();
  };
}
