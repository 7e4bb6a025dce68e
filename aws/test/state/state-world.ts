/** A stream with records, Valkey and DynamoDB, and whatever stands between them and a runner. */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { BucketRunner } from '../../src/state/bucket-runner.ts';
import type { RunnerOptions } from '../../src/state/runner-parts.ts';
import { hashKeyOf } from '../../src/stream/bucket.ts';
import { type StreamRecord, sortableSequence } from '../../src/stream/stream-record.ts';
import { dynamoClient, TestDynamo } from '../servers/test-dynamo.ts';
import { kinesisClient, TestKinesis } from '../servers/test-kinesis.ts';
import { TestValkey } from '../servers/test-valkey.ts';
import { Faults, faultyClient, faultyValkey } from './faults.ts';

export const STREAM = 'inputs';
/** What PutRecords takes. */
const MOST_RECORDS = 500;
const DUMP_ALL = `
local all = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  table.insert(all, key)
  table.insert(all, tostring(redis.call('PTTL', key)))
  table.insert(all, redis.call('DUMP', key))
end
return all`;

/** An invocation's surroundings: a process of Lambda, which is given up when it has crashed or hangs. */
export interface Container<Input, Output> {
  readonly runner: BucketRunner<Input, Output>;
  faults: Faults;
}

export class StateWorld {
  readonly kinesis: TestKinesis;
  readonly dynamo: TestDynamo;
  readonly valkey: TestValkey;
  nowMs = Date.parse('2026-01-01T00:00:00Z');

  private constructor(kinesis: TestKinesis, dynamo: TestDynamo, valkey: TestValkey) {
    this.kinesis = kinesis;
    this.dynamo = dynamo;
    this.valkey = valkey;
  }

  static async start(shards = 1): Promise<StateWorld> {
    const [kinesis, dynamo, valkey] = await Promise.all([
      TestKinesis.start({ [STREAM]: shards }),
      TestDynamo.start(['state', 'progress']),
      TestValkey.start(),
    ]);
    return new StateWorld(kinesis, dynamo, valkey);
  }

  async close(): Promise<void> {
    await Promise.all([this.kinesis.close(), this.dynamo.close(), this.valkey.close()]);
  }

  /** @param records bucket and text of each. */
  async put(records: readonly (readonly [bucket: number, text: string])[]): Promise<void> {
    for (let at = 0; at < records.length; at += MOST_RECORDS) {
      const Records = records.slice(at, at + MOST_RECORDS).map(([bucket, text]) => ({
        PartitionKey: String(bucket),
        ExplicitHashKey: hashKeyOf(bucket),
        Data: Buffer.from(text),
      }));
      await this.kinesis.client.send(new PutRecordsCommand({ StreamName: STREAM, Records }));
    }
  }

  /** All records, in order of their sequence numbers, with the shards they lie on. */
  async records(): Promise<readonly StreamRecord[]> {
    const { client } = this.kinesis;
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: STREAM }));
    const records: StreamRecord[] = [];
    for (const { ShardId: shardId = '' } of Shards) {
      const start = { StreamName: STREAM, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
      let { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
      while (ShardIterator !== undefined) {
        const answer = await client.send(new GetRecordsCommand({ ShardIterator }));
        for (const { SequenceNumber: sequence = '', PartitionKey: partitionKey = '', Data: data } of answer.Records ??
          []) {
          records.push({ shardId, sequence, partitionKey, data: data ?? new Uint8Array(), arrivedMs: this.nowMs });
        }
        ShardIterator = answer.Records?.length === 0 ? undefined : answer.NextShardIterator;
      }
    }
    return records.sort((one, other) => (sortableSequence(one.sequence) < sortableSequence(other.sequence) ? -1 : 1));
  }

  /** A runner in a process of its own. */
  container<Input, Output>(
    options: Pick<RunnerOptions<Input, Output>, 'bucketFunction' | 'reject'> & Partial<RunnerOptions<Input, Output>>,
  ): Container<Input, Output> {
    const faults = (): Faults => container.faults;
    const { deliver } = options.bucketFunction;
    const runner = new BucketRunner<Input, Output>({
      streamName: STREAM,
      valkey: faultyValkey(this.valkey.client, faults),
      dynamo: faultyClient(dynamoClient(this.dynamo.endpoint), faults),
      kinesis: faultyClient(kinesisClient(this.kinesis.endpoint), faults),
      tables: { state: 'state', progress: 'progress' },
      nowMs: () => this.nowMs,
      ...options,
      bucketFunction: {
        ...options.bucketFunction,
        deliver: (outputs) => faults().around(() => deliver(outputs)),
      },
    });
    const container = { runner, faults: new Faults() };
    return container;
  }

  /** What Valkey holds at one moment: in one step, as what a replica has is consistent whatever is under way. */
  async snapshot(): Promise<ValkeySnapshot> {
    const flat = (await this.valkey.client.callBuffer('EVAL', DUMP_ALL, 0)) as Buffer[];
    return Array.from({ length: flat.length / 3 }, (_, at) => ({
      key: String(flat[3 * at]),
      ttlMs: Number(flat[3 * at + 1]),
      dump: flat[3 * at + 2] ?? Buffer.alloc(0),
    }));
  }

  /** A replica takes over, in one step, that has not heard of what came after. */
  async failOver(snapshot: ValkeySnapshot): Promise<void> {
    const takeOver = this.valkey.client.multi().flushall();
    for (const { key, dump, ttlMs } of snapshot) takeOver.restore(key, Math.max(ttlMs, 0), dump);
    for (const [error] of (await takeOver.exec()) ?? []) if (error) throw error;
  }
}

export type ValkeySnapshot = readonly { readonly key: string; readonly dump: Buffer; readonly ttlMs: number }[];
