/**
 * Follows a stream into recommendations until it is killed by itself, some records behind a checkpoint.
 * Arguments: the addresses of Kinesis and S3, a folder, how many records that checkpoint holds at least.
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

/** Records that had been taken when the last copy was made. */
let copied = 0;

class DyingState extends RecommendationState {
  #taken = 0;

  override apply(record: StreamRecord): void {
    super.apply(record);
    this.#taken++;
    // Slowly enough that checkpoints come in between.
    if (this.#taken % 4 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
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
      // What was taken while the copy was on its way is lost with the process.
      if (copied >= Number(records)) process.kill(process.pid, 'SIGKILL');
      return size;
    },
  },
  openState: (path) => new DyingState(path),
});
// However few records are left.
setTimeout(() => process.kill(process.pid, 'SIGKILL'), 20_000);
await replica.failed;
