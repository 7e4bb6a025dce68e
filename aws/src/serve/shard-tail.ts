/**
 * One shard, read ahead of who takes its records. A look that fails is repeated from where reading stood: whoever follows a
 * stream has nothing better to do than to wait for it.
 */
import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import { type StreamRecord, streamRecordOf } from '../stream/stream-record.ts';

export interface TailPace {
  /** Between two looks at a shard that has been read to its end. */
  readonly pollMs: number;
  /** Between two looks while there is more: a shard answers five a second, and others ask, too. */
  readonly catchUpMs: number;
  /** A shard that is no further behind than this does not hold up others. */
  readonly levelMs: number;
}

/** As often as a shard bears beside the functions and Flink, with two that serve. */
export const TAIL_PACE: TailPace = { pollMs: 700, catchUpMs: 300, levelMs: 1_000 };

export interface TailParts {
  readonly kinesis: Pick<KinesisClient, 'send'>;
  readonly streamName: string;
  readonly shardId: string;
  readonly pace: TailPace;
  /** Called after each look, and at the end of the shard. */
  readonly onLook: () => void;
  readonly onFailure: (error: unknown) => void;
}

export type TailBegin = Pick<
  GetShardIteratorCommandInput,
  'ShardIteratorType' | 'StartingSequenceNumber' | 'Timestamp'
>;

/** Of one look. A record has up to 200 KB, and mostly a tenth of that. */
const RECORDS_A_LOOK = 1_000;
/** No further look while so many bytes wait to be taken. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
const MOST_FAILURE_WAIT_MS = 10_000;

export class ShardTail {
  readonly shardId: string;
  readonly #parts: TailParts;
  #begin: TailBegin;
  #iterator: string | undefined;
  #waiting: StreamRecord[] = [];
  /** Of the first that has not been taken. */
  #at = 0;
  #waitingBytes = 0;
  #ended = false;
  #stopped = false;
  #failures = 0;
  /** As the last look said, and when that was. */
  #behindMs: number | undefined;
  #lookedMs = 0;
  #endPause: () => void = () => undefined;

  constructor(parts: TailParts, begin: TailBegin) {
    this.shardId = parts.shardId;
    this.#parts = parts;
    this.#begin = begin;
  }

  /** The oldest record that has not been taken. */
  get head(): StreamRecord | undefined {
    return this.#waiting[this.#at];
  }

  /** Whether records are on the shard already that no look has brought yet, as far as the last one could tell. */
  get isBehind(): boolean {
    return !this.#ended && (this.#behindMs === undefined || this.#behindMs > this.#parts.pace.levelMs);
  }

  /** How old the oldest record may be that has not been taken; it grows while looks fail. Infinite before the first look. */
  lagMs(nowMs: number): number {
    const waitingMs = this.head === undefined ? 0 : nowMs - this.head.arrivedMs;
    if (this.#ended) return waitingMs;
    return Math.max(waitingMs, (this.#behindMs ?? Number.POSITIVE_INFINITY) + nowMs - this.#lookedMs);
  }

  /** Whether the shard has ended and all of it was taken. */
  get isOver(): boolean {
    return this.#ended && this.head === undefined;
  }

  take(): StreamRecord | undefined {
    const record = this.#waiting[this.#at];
    if (record === undefined) return undefined;
    this.#at++;
    this.#waitingBytes -= record.data.byteLength;
    if (this.#at === this.#waiting.length) {
      this.#waiting = [];
      this.#at = 0;
    }
    return record;
  }

  /** Resolves at the end of the shard, or when it is stopped. */
  async run(): Promise<void> {
    while (!this.#stopped && !this.#ended) {
      if (this.#waitingBytes > MOST_WAITING_BYTES) await this.#pause(this.#parts.pace.pollMs);
      else await this.#pause(await this.#look());
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#endPause();
  }

  /** @returns how long to wait before the next one. */
  async #look(): Promise<number> {
    const { kinesis, pace, onLook, onFailure } = this.#parts;
    try {
      this.#iterator ??= await this.#iteratorAt(this.#begin);
      const command = new GetRecordsCommand({ ShardIterator: this.#iterator, Limit: RECORDS_A_LOOK });
      this.#note(await kinesis.send(command));
      this.#failures = 0;
    } catch (error) {
      if (isThrottled(error)) return pace.catchUpMs;
      // It may be too old to be asked again.
      this.#iterator = undefined;
      onFailure(error);
      return Math.min(pace.catchUpMs * 2 ** this.#failures++, MOST_FAILURE_WAIT_MS);
    }
    onLook();
    return this.isBehind ? pace.catchUpMs : pace.pollMs;
  }

  #note({ Records: records = [], NextShardIterator: next, MillisBehindLatest: behindMs = 0 }: GetRecordsCommandOutput) {
    for (const record of records) {
      const own = streamRecordOf(this.shardId, record);
      this.#waiting.push(own);
      this.#waitingBytes += own.data.byteLength;
    }
    const last = records.at(-1)?.SequenceNumber;
    if (last !== undefined) {
      this.#begin = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last };
    }
    this.#behindMs = behindMs;
    this.#lookedMs = Date.now();
    this.#iterator = next;
    this.#ended = next === undefined;
  }

  async #iteratorAt(begin: TailBegin): Promise<string | undefined> {
    const { kinesis, streamName: StreamName, shardId: ShardId } = this.#parts;
    return (await kinesis.send(new GetShardIteratorCommand({ StreamName, ShardId, ...begin }))).ShardIterator;
  }

  /** Ends early when the tail is stopped. */
  async #pause(ms: number): Promise<void> {
    if (this.#stopped || this.#ended) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#endPause = resolve;
    await promise;
    clearTimeout(timer);
  }
}

function isThrottled(error: unknown): boolean {
  return error instanceof Error && error.name === 'ProvisionedThroughputExceededException';
}
