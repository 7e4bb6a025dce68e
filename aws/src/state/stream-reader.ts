/** Reads records of buckets again, from the stream itself: after a loss. */
import {
  type _Record,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import { listShards } from '../stream/list-shards.ts';
import { type StreamRecord, sortableSequence, streamRecordOf } from '../stream/stream-record.ts';
import type { OutsideCalls } from './outside-calls.ts';
import { type ChainShard, chainFrom, shardChain } from './shard-chain.ts';

/** What is to be read of a bucket. Positions as `sortableSequence` writes them. */
export interface BucketStretch {
  readonly bucket: string;
  /** The first record, which is read as well: when it does not come, the stream has it no more. */
  readonly from: string;
  /** Up to this record. */
  readonly to: string;
}

export interface StreamAccess {
  readonly kinesis: Pick<KinesisClient, 'send'>;
  readonly calls: OutsideCalls;
  readonly streamName: string;
}

/** A shard answers five such questions a second, and the function's own reading asks it, too. */
const PAUSE_MS = 250;
const MOST_RECORDS = 10_000;
/** What a shard answers that is asked for a record which it does not have: Kinesis, and an emulator of it. */
const NOT_OF_THE_SHARD: ReadonlySet<string> = new Set(['InvalidArgumentException', 'ResourceNotFoundException']);

type IteratorPosition = Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'StartingSequenceNumber'>;

export class StreamReader {
  readonly #access: StreamAccess;

  constructor(access: StreamAccess) {
    this.#access = access;
  }

  /**
   * The records of all stretches, piece by piece, each bucket's in order. Ends when every stretch has been read, or the
   * stream has no more.
   */
  async *read(stretches: readonly BucketStretch[]): AsyncGenerator<readonly StreamRecord[]> {
    const { kinesis, calls, streamName } = this.#access;
    const shards = await listShards((command) => calls.call(() => kinesis.send(command)), streamName);
    const chains = new Map<string, { chain: readonly ChainShard[]; stretches: BucketStretch[] }>();
    for (const stretch of stretches) {
      const chain = chainFrom(shardChain(shards, stretch.bucket), stretch.from);
      const id = chain.map(({ shardId }) => shardId).join();
      const group = chains.get(id) ?? { chain, stretches: [] };
      group.stretches.push(stretch);
      chains.set(id, group);
    }
    for (const group of chains.values()) yield* this.#readChain(group.chain, group.stretches);
  }

  async *#readChain(
    chain: readonly ChainShard[],
    stretches: readonly BucketStretch[],
  ): AsyncGenerator<readonly StreamRecord[]> {
    const byBucket = new Map(stretches.map((stretch) => [stretch.bucket, stretch]));
    const [begin] = stretches.map(({ from }) => from).sort();
    const end =
      stretches
        .map(({ to }) => to)
        .sort()
        .at(-1) ?? '';
    for (const [at, shard] of chain.entries()) {
      let iterator = await this.#iterator(shard, at === 0 ? begin : undefined);
      while (iterator !== undefined) {
        const answer = await this.#records(iterator);
        const records = answer.records.map((record) => streamRecordOf(shard.shardId, record));
        yield records.filter((record) => isWithin(byBucket.get(record.partitionKey), record));
        const last = records.at(-1);
        if (last !== undefined && sortableSequence(last.sequence) >= end) return;
        iterator = answer.isUpToDate ? undefined : answer.next;
      }
    }
  }

  async #iterator({ shardId, begin }: ChainShard, start: string | undefined): Promise<string | undefined> {
    if (start === undefined || start < begin) return this.#iteratorAt(shardId, { ShardIteratorType: 'TRIM_HORIZON' });
    const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: String(BigInt(start)) } as const;
    try {
      return await this.#iteratorAt(shardId, at);
    } catch (error) {
      // The record came to a later shard of the chain: this one is read through, and has nothing of the stretch.
      if (!(error instanceof Error) || !NOT_OF_THE_SHARD.has(error.name)) throw error;
      return this.#iteratorAt(shardId, { ShardIteratorType: 'TRIM_HORIZON' });
    }
  }

  async #iteratorAt(ShardId: string, position: IteratorPosition): Promise<string | undefined> {
    const { kinesis, calls, streamName: StreamName } = this.#access;
    const command = new GetShardIteratorCommand({ StreamName, ShardId, ...position });
    return (await calls.call(() => kinesis.send(command))).ShardIterator;
  }

  async #records(iterator: string): Promise<Piece> {
    for (;;) {
      const piece = await this.#access.calls.call(() => this.#ask(iterator));
      if (piece !== 'throttled') return piece;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #ask(ShardIterator: string): Promise<Piece | 'throttled'> {
    try {
      const command = new GetRecordsCommand({ ShardIterator, Limit: MOST_RECORDS });
      const {
        Records: records = [],
        NextShardIterator: next,
        MillisBehindLatest,
      } = await this.#access.kinesis.send(command);
      return { records, next, isUpToDate: MillisBehindLatest === 0 && records.length === 0 };
    } catch (error) {
      if (error instanceof Error && error.name === 'ProvisionedThroughputExceededException') return 'throttled';
      throw error;
    }
  }
}

interface Piece {
  readonly records: readonly _Record[];
  /** Undefined at the end of the shard. */
  readonly next: string | undefined;
  /** True when nothing has come after it yet. */
  readonly isUpToDate: boolean;
}

function isWithin(stretch: BucketStretch | undefined, { sequence }: StreamRecord): boolean {
  if (stretch === undefined) return false;
  const position = sortableSequence(sequence);
  return position >= stretch.from && position <= stretch.to;
}
