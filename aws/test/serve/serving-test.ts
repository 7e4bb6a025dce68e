/** A process that serves, in this one: both replicas and the server over them, when it may be asked. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { S3Client } from '@aws-sdk/client-s3';
import type { RunningServer } from '@millrace/shop/server/start-server.ts';
import { CheckpointBucket } from '../../src/serve/checkpoint-bucket.ts';
import { RowState } from '../../src/serve/row-state.ts';
import { startServing } from '../../src/serve/start-serving.ts';
import { StreamReplica } from '../../src/serve/stream-replica.ts';
import { CHECKPOINTS, replicaOptions } from './replica-options.ts';

export const INSIGHTS = 'insights';

export interface ServingTestParts {
  readonly kinesis: KinesisClient;
  readonly s3: S3Client;
  /** Of its own. */
  readonly folder: string;
  readonly pageFolder: string;
}

export async function servingTest({ kinesis, s3, folder, pageFolder }: ServingTestParts): Promise<RunningServer> {
  const options = replicaOptions(kinesis, s3, join(folder, 'recommendations'));
  const recommendations = await StreamReplica.start(options);
  const rows = await StreamReplica.start<RowState>({
    ...options,
    streamName: INSIGHTS,
    folder: join(folder, 'rows'),
    checkpoints: new CheckpointBucket({ s3, bucket: CHECKPOINTS, prefix: 'rows' }),
    openState: (path) => new RowState(path),
  });
  const running = await startServing({
    ...{ recommendations, rows, pageFolder, host: '127.0.0.1', port: 0, readKeys: [] },
    audit: () => undefined,
  });
  while ((await fetch(`${running.url}/v1/health`)).status !== 200) await sleep(20);
  return running;
}
