/**
 * Follows a stream into recommendations until it is killed by itself, in the middle of a record and behind a checkpoint.
 * Arguments: the addresses of Kinesis and S3, a folder, how many records it takes, about.
 */
import { S3Client } from '@aws-sdk/client-s3';
import { RecommendationState } from '../../src/serve/recommendation-state.ts';
import { StreamReplica } from '../../src/serve/stream-replica.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../servers/test-account.ts';
import { kinesisClient } from '../servers/test-kinesis.ts';
import { replicaOptions } from './replica-options.ts';

const [kinesis = '', s3 = '', folder = '', records = '0'] = process.argv.slice(2);
const settings = { endpoint: s3, region: TEST_REGION, credentials: TEST_CREDENTIALS, forcePathStyle: true };

/** Records that had been taken when the copy was made that is a checkpoint now. */
let copied = 0;
let saved = 0;

class DyingState extends RecommendationState {
  #taken = 0;

  override apply(record: StreamRecord): void {
    super.apply(record);
    this.#taken++;
    if (this.#taken >= Number(records) && saved > Number(records) / 2) process.kill(process.pid, 'SIGKILL');
    // Slowly enough that checkpoints come in between.
    if (this.#taken % 20 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }

  override async copyTo(path: string): Promise<void> {
    await super.copyTo(path);
    copied = this.#taken;
  }
}

const options = replicaOptions(kinesisClient(kinesis), new S3Client(settings), folder);
const replica = await StreamReplica.start({
  ...options,
  checkpointEveryMs: 30,
  checkpoints: {
    restore: (file) => options.checkpoints.restore(file),
    save: async (file, streamMs) => {
      const size = await options.checkpoints.save(file, streamMs);
      saved = copied;
      return size;
    },
  },
  openState: (path) => new DyingState(path),
});
await replica.failed;
