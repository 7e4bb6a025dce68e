/**
 * Calls a Lambda function with the records of a Kinesis stream as an event source mapping does: one iterator a shard, the
 * shards that a shard was made of before it, batches by size, bytes and time, and the rules for failures of
 * `batch-retries.ts`. What AWS does within seconds or minutes is done within milliseconds, to keep tests short; the order
 * of things is the same.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ListShardsCommand,
  type Shard,
} from '@aws-sdk/client-kinesis';
import type { LambdaFunction } from './lambda-function.ts';
import { type ReaderSettings, type ShardPosition, ShardReader } from './shard-reader.ts';

export interface MappingSettings extends ReaderSettings {
  readonly streamName: string;
  /** Of the shards that there are at the first start; shards that come later are read from their beginning. */
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST' | Date;
}

/** What AWS takes where nothing is said, but for the times. */
export const MAPPING_DEFAULTS = {
  startingPosition: 'TRIM_HORIZON',
  batchSize: 100,
  batchWindowMs: 0,
  payloadLimitBytes: 6 * 1024 * 1024,
  parallelizationFactor: 1,
  bisectOnError: false,
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
  reportBatchItemFailures: false,
  onFailure: async () => undefined,
  retryDelayMs: 10,
  pollMs: 20,
} as const satisfies Omit<MappingSettings, 'streamName'>;

/** Where a shard stands: the sequence of its last record that is done with, or that it is closed and over. */
type ShardProgress = { readonly after: string } | 'over';

const LIST_SHARDS_MS = 100;

export class EventSourceMapping {
  readonly #client: KinesisClient;
  readonly #function: LambdaFunction;
  readonly #settings: MappingSettings;
  /** Kept while the mapping is disabled. */
  readonly #progress = new Map<string, ShardProgress>();
  readonly #readers = new Map<string, ShardReader>();
  readonly #running = new Set<Promise<void>>();
  #started = new Set<string>();
  /** The shards that there were at the first start. */
  #first: ReadonlySet<string> | undefined;
  #enabled = false;
  /** What went wrong in the mapping itself: a fault of the test set-up. */
  #fault: unknown;

  constructor(client: KinesisClient, fn: LambdaFunction, settings: Partial<MappingSettings> & { streamName: string }) {
    this.#client = client;
    this.#function = fn;
    this.#settings = { ...MAPPING_DEFAULTS, ...settings };
  }

  get checkpoints(): ReadonlyMap<string, ShardProgress> {
    return this.#progress;
  }

  /** Begins, or goes on from the checkpoints after `disable`. */
  async enable(): Promise<void> {
    this.#enabled = true;
    await this.#startShards();
    this.#track(this.#followShards());
  }

  /** Calls that are under way end; what was not done with comes again after `enable`. */
  async disable(): Promise<void> {
    this.#enabled = false;
    await Promise.all([...this.#readers.values()].map((reader) => reader.stop()));
    await Promise.all(this.#running);
    this.#readers.clear();
    this.#started = new Set();
  }

  /** Resolves when all that was in the stream at the call is done with. @throws after `withinMs`. */
  async drained(withinMs = 30_000): Promise<void> {
    const sinceMs = Date.now();
    while (!(await this.#isDrained(sinceMs))) {
      if (this.#fault !== undefined) throw this.#fault;
      if (Date.now() - sinceMs > withinMs)
        throw new Error(`${this.#settings.streamName} is not drained: ${this.#state()}`);
      await sleep(this.#settings.pollMs);
    }
  }

  async #isDrained(sinceMs: number): Promise<boolean> {
    const shards = await this.#shards();
    return shards.every(({ ShardId = '' }) => {
      if (this.#progress.get(ShardId) === 'over') return true;
      const reader = this.#readers.get(ShardId);
      return reader !== undefined && reader.emptyLookMs > sinceMs && reader.idle;
    });
  }

  #state(): string {
    const readers = [...this.#readers].map(([id, reader]) => `${id} ${reader.idle ? 'idle' : 'at work'}`);
    const failure = this.#function.lastFailure;
    return `${this.#enabled ? 'enabled' : 'disabled'}, ${readers.join(', ')}; last failure: ${failure || 'none'}`;
  }

  async #followShards(): Promise<void> {
    while (this.#enabled) {
      await sleep(LIST_SHARDS_MS);
      if (this.#enabled) await this.#startShards();
    }
  }

  /** Begins with every shard whose parents are over. */
  async #startShards(): Promise<void> {
    const shards = await this.#shards();
    const listed = new Set(shards.map(({ ShardId = '' }) => ShardId));
    if (this.#first === undefined) this.#leaveOutClosed(shards);
    this.#first ??= listed;
    for (const shard of shards) {
      const parents = [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined);
      const waits = parents.some((id) => listed.has(id) && this.#progress.get(id) !== 'over');
      if (!waits) await this.#startShard(shard.ShardId ?? '');
    }
  }

  /** Nothing comes to closed shards any more, so for LATEST there is nothing to read in them. */
  #leaveOutClosed(shards: readonly Shard[]): void {
    if (this.#settings.startingPosition !== 'LATEST') return;
    for (const { ShardId = '', SequenceNumberRange } of shards)
      if (SequenceNumberRange?.EndingSequenceNumber !== undefined) this.#progress.set(ShardId, 'over');
  }

  async #startShard(shardId: string): Promise<void> {
    if (this.#started.has(shardId) || this.#progress.get(shardId) === 'over') return;
    this.#started.add(shardId);
    const reader = new ShardReader(this.#client, await this.#place(shardId), this.#settings, {
      fn: this.#function,
      checkpoint: (after) => this.#progress.set(shardId, { after }),
    });
    await reader.begin(this.#positionOf(shardId));
    if (!this.#enabled) return;
    this.#readers.set(shardId, reader);
    this.#track(this.#read(reader));
  }

  async #read(reader: ShardReader): Promise<void> {
    const { shardId } = reader.place;
    if (!(await reader.run())) return;
    this.#progress.set(shardId, 'over');
    this.#readers.delete(shardId);
    if (this.#enabled) await this.#startShards();
  }

  #positionOf(shardId: string): ShardPosition {
    const progress = this.#progress.get(shardId);
    if (progress !== undefined && progress !== 'over')
      return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: progress.after };
    const { startingPosition } = this.#settings;
    if (this.#first?.has(shardId) !== true) return { ShardIteratorType: 'TRIM_HORIZON' };
    if (startingPosition instanceof Date) return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: startingPosition };
    return { ShardIteratorType: startingPosition };
  }

  async #place(shardId: string): Promise<{ streamArn: string; shardId: string; region: string }> {
    const StreamName = this.#settings.streamName;
    const { StreamDescriptionSummary } = await this.#client.send(new DescribeStreamSummaryCommand({ StreamName }));
    const region = await this.#client.config.region();
    return { streamArn: StreamDescriptionSummary?.StreamARN ?? '', shardId, region };
  }

  async #shards(): Promise<Shard[]> {
    const shards: Shard[] = [];
    let next: string | undefined;
    do {
      const of = next === undefined ? { StreamName: this.#settings.streamName } : { NextToken: next };
      const answer = await this.#client.send(new ListShardsCommand(of));
      shards.push(...(answer.Shards ?? []));
      next = answer.NextToken;
    } while (next !== undefined);
    return shards;
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        if (this.#enabled) this.#fault ??= error;
      })
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }
}
