/**
 * Follows a whole stream, shard by shard, and hands its records over one by one.
 *
 * F1. Records of a shard come in their order, and those of a shard when all of its parents have been taken.
 * F2. Of different shards the record that arrived first comes first. A shard that is known to have more than has been read
 *     holds the others up, so that catching up goes through history as it was, and in the same order each time.
 * F3. `position` says what has been taken, and nothing else: whoever keeps it together with what was made of the records goes
 *     on without a record lost or taken twice.
 */
import type { KinesisClient, Shard } from '@aws-sdk/client-kinesis';
import { listShards } from '../stream/list-shards.ts';
import type { StreamRecord } from '../stream/stream-record.ts';
import { parsePositions, positionsText, type ShardPosition } from './shard-position.ts';
import { ShardTail, type TailBegin, type TailPace } from './shard-tail.ts';

export interface FollowerOptions {
  readonly kinesis: Pick<KinesisClient, 'send'>;
  readonly streamName: string;
  readonly pace: TailPace;
  /** What `position` was; undefined begins anew. */
  readonly position: string | undefined;
  /** Where to begin anew: with what arrived after that, in epoch milliseconds. */
  readonly sinceMs: number;
  /** Told of calls that fail; they are repeated. */
  readonly onFailure?: (error: unknown) => void;
}

const LIST_AGAIN_MS = 1_000;

export class StreamFollower {
  readonly #options: FollowerOptions;
  readonly #positions: Map<string, ShardPosition>;
  readonly #tails = new Map<string, ShardTail>();
  readonly #running = new Set<Promise<void>>();
  /** While shards are being asked for, nobody knows whether one has something older. */
  #listings = 0;
  #stopped = false;
  #newestMs = 0;
  #wake: () => void = () => undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#positions = options.position === undefined ? new Map() : parsePositions(options.position);
  }

  start(): void {
    this.#openShards();
  }

  /** The next record; undefined while there is none, or while an older one may come. */
  next(): StreamRecord | undefined {
    if (this.#listings > 0) return undefined;
    let first: ShardTail | undefined;
    for (const tail of this.#tails.values()) {
      if (tail.head === undefined && tail.isBehind) return undefined;
      if (tail.head !== undefined && (first?.head === undefined || isEarlier(tail, first))) first = tail;
    }
    const record = first?.take();
    if (first === undefined || record === undefined) return undefined;
    this.#positions.set(first.shardId, { after: record.sequence });
    this.#newestMs = Math.max(this.#newestMs, record.arrivedMs);
    if (first.isOver) this.#finish(first);
    return record;
  }

  /** What has been taken. */
  get position(): string {
    return positionsText(this.#positions);
  }

  /** When the newest record arrived that has been taken; 0 before the first. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /** Whether everything has been taken that was on the stream at the last look at each shard. */
  get isLevel(): boolean {
    return this.#listings === 0 && [...this.#tails.values()].every((tail) => !tail.isBehind && tail.head === undefined);
  }

  /** How old the oldest record may be that has not been taken; infinite before the first look at each shard. */
  lagMs(nowMs: number): number {
    if (this.#tails.size === 0) return Number.POSITIVE_INFINITY;
    return Math.max(0, ...Array.from(this.#tails.values(), (tail) => tail.lagMs(nowMs)));
  }

  /** Resolves after the next look at a shard, or after so long. */
  async news(withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, withinMs);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.#stopped = true;
    for (const tail of this.#tails.values()) tail.stop();
    this.#wake();
    await Promise.all(this.#running);
  }

  #finish(tail: ShardTail): void {
    this.#positions.set(tail.shardId, 'over');
    this.#tails.delete(tail.shardId);
    this.#openShards();
  }

  #openShards(): void {
    this.#listings++;
    this.#track(
      this.#listed().then((shards) => {
        if (!this.#stopped) this.#openNew(shards);
        this.#listings--;
        this.#wake();
      }),
    );
  }

  /** Begins with every shard whose parents are over, and forgets those that the stream has forgotten. */
  #openNew(shards: readonly Shard[]): void {
    const ids = new Set(shards.map(({ ShardId = '' }) => ShardId));
    for (const shardId of this.#positions.keys()) if (!ids.has(shardId)) this.#positions.delete(shardId);
    for (const { ShardId: shardId = '', ParentShardId, AdjacentParentShardId } of shards) {
      const isWaiting = [ParentShardId, AdjacentParentShardId].some(
        (parent) => parent !== undefined && ids.has(parent) && this.#positions.get(parent) !== 'over',
      );
      if (!isWaiting && !this.#tails.has(shardId) && this.#positions.get(shardId) !== 'over') this.#open(shardId);
    }
  }

  #open(shardId: string): void {
    const { kinesis, streamName, pace, onFailure = () => undefined } = this.#options;
    const onLook = () => this.#wake();
    const tail = new ShardTail({ kinesis, streamName, shardId, pace, onLook, onFailure }, this.#beginOf(shardId));
    this.#tails.set(shardId, tail);
    this.#track(
      tail.run().then(() => {
        // One that ended without another record was never taken from.
        if (!this.#stopped && tail.isOver && this.#tails.has(shardId)) this.#finish(tail);
      }),
    );
  }

  #beginOf(shardId: string): TailBegin {
    const known = this.#positions.get(shardId);
    if (known !== undefined && known !== 'over') {
      return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: known.after };
    }
    // Who goes on has seen all shards that there were, so that this is a new one.
    const { position, sinceMs } = this.#options;
    if (position !== undefined) return { ShardIteratorType: 'TRIM_HORIZON' };
    return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(sinceMs) };
  }

  async #listed(): Promise<readonly Shard[]> {
    const { kinesis, streamName, onFailure } = this.#options;
    for (;;) {
      try {
        return await listShards((command) => kinesis.send(command), streamName);
      } catch (error) {
        if (this.#stopped) return [];
        onFailure?.(error);
        await new Promise((resolve) => setTimeout(resolve, LIST_AGAIN_MS));
      }
    }
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }
}

/** Equal times are told apart by the shards' names, so that it does not matter which was read first. */
function isEarlier(one: ShardTail, other: ShardTail): boolean {
  const difference = (one.head?.arrivedMs ?? 0) - (other.head?.arrivedMs ?? 0);
  return difference === 0 ? one.shardId < other.shardId : difference < 0;
}
