/**
 * Brings buckets whose states Valkey has lost, in part or all of them, back to where the function was: from Valkey's own
 * position when it is not older than the checkpoint in DynamoDB, and not within one that was given up, else from the
 * checkpoint, by reading the stream again.
 *
 * Each piece is committed as it comes, so that a rebuild that takes longer than an invocation goes on in the next.
 */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type StreamRecord, sortableSequence } from '../stream/stream-record.ts';
import type { BucketCache, BucketHead } from './bucket-cache.ts';
import { bucketMoved } from './bucket-moved.ts';
import { START } from './bucket-names.ts';
import type { Checkpoint, ProgressTable } from './progress-table.ts';
import type { RecordApplier } from './record-applier.ts';
import type { MutableCounts } from './runner-counts.ts';
import type { BucketStretch, StreamReader } from './stream-reader.ts';

export interface LostBucket {
  readonly bucket: string;
  /** As Valkey knows it, if it does. */
  readonly head: BucketHead | undefined;
  /** How far the function has come. */
  readonly position: string;
  /** The first record of the batch: where a new bucket begins. */
  readonly firstSequence: string;
}

export type Restored = { readonly head: BucketHead } | { readonly error: unknown };

export interface RebuildParts {
  readonly cache: BucketCache;
  readonly progress: ProgressTable;
  readonly applier: Pick<RecordApplier<unknown, unknown>, 'apply'>;
  readonly reader: Pick<StreamReader, 'read'>;
  readonly nowMs: () => number;
}

/** One bucket on its way. */
interface Way {
  readonly stretch: BucketStretch;
  head: BucketHead;
  /** Whether the first record of the stretch has been seen. */
  begun: boolean;
  error?: unknown;
}

export class Rebuild {
  readonly #parts: RebuildParts;

  constructor(parts: RebuildParts) {
    this.#parts = parts;
  }

  /** @param deadlineMs what is not done by then goes on with the next batch. */
  async restore(
    lost: readonly LostBucket[],
    deadlineMs: number,
    counts: MutableCounts,
  ): Promise<ReadonlyMap<string, Restored>> {
    const checkpoints = await this.#parts.progress.checkpoints(lost.map(({ bucket }) => bucket));
    const restored = new Map<string, Restored>();
    const ways = new Map<string, Way>();
    await Promise.all(
      lost.map(async (each) => {
        try {
          const checkpoint = checkpoints.get(each.bucket);
          const head = await this.#begin(each, checkpoint);
          if (head.position >= each.position) restored.set(each.bucket, { head });
          else ways.set(each.bucket, wayOf(each, head, checkpoint));
        } catch (error) {
          restored.set(each.bucket, { error });
        }
      }),
    );
    if (ways.size > 0) await this.#readAgain(ways, deadlineMs, counts);
    for (const [bucket, way] of ways) restored.set(bucket, resultOf(way));
    return restored;
  }

  /** Where the bucket goes on from. */
  async #begin(lost: LostBucket, checkpoint: Checkpoint | undefined): Promise<BucketHead> {
    const from = checkpoint?.position ?? START;
    if (lost.head !== undefined && lost.head.position >= from && !isGivenUp(lost.head, checkpoint)) return lost.head;
    if (checkpoint?.origin === undefined) await this.#parts.progress.begin(lost.bucket, lost.firstSequence);
    const head = await this.#parts.cache.layAnew(lost.bucket, lost.head, from);
    if (head === undefined) throw bucketMoved({ bucket: lost.bucket, position: lost.head?.position ?? START });
    return head;
  }

  async #readAgain(ways: ReadonlyMap<string, Way>, deadlineMs: number, counts: MutableCounts): Promise<void> {
    try {
      for await (const records of this.#parts.reader.read([...ways.values()].map(({ stretch }) => stretch))) {
        await this.#apply(ways, records, counts);
        if (this.#parts.nowMs() > deadlineMs) throw unfinished();
      }
    } catch (error) {
      for (const way of ways.values()) way.error ??= isThere(way) ? undefined : error;
    }
  }

  async #apply(ways: ReadonlyMap<string, Way>, records: readonly StreamRecord[], counts: MutableCounts): Promise<void> {
    const byBucket = Map.groupBy(records, ({ partitionKey }) => partitionKey);
    const requests = [...byBucket].flatMap(([bucket, all]) => {
      const way = ways.get(bucket);
      if (way === undefined || way.error !== undefined) return [];
      way.begun ||= sortableSequence(all[0]?.sequence ?? '') === way.stretch.from;
      const behind = all.filter(({ sequence }) => sortableSequence(sequence) > way.head.position);
      if (!way.begun) way.error = trimmed(way);
      return behind.length === 0 || !way.begun ? [] : { head: way.head, records: behind, keepsOutbox: false };
    });
    if (requests.length === 0) return;
    counts.rebuilt += requests.reduce((sum, { records: { length } }) => sum + length, 0);
    const answers = await this.#parts.applier.apply(requests, true, counts);
    for (const [at, { head }] of requests.entries()) {
      const way = ways.get(head.bucket);
      const applied = answers[at];
      if (way === undefined || applied === undefined) continue;
      if ('error' in applied) way.error = applied.error;
      else way.head = applied.head;
    }
  }
}

/** Whether the cache was set back into a checkpoint that another one has taken the place of (C6 in settling.ts). */
function isGivenUp({ frozen }: BucketHead, checkpoint: Checkpoint | undefined): boolean {
  if (frozen === undefined || checkpoint === undefined) return false;
  return frozen > checkpoint.position && frozen < checkpoint.begun;
}

/** @throws when DynamoDB knows how far the function was, and not where it began: an item has been taken out. */
function wayOf({ bucket, position }: LostBucket, head: BucketHead, checkpoint: Checkpoint | undefined): Way {
  const from = head.position === START ? checkpoint?.origin : head.position;
  const stretch = { bucket, from: sortableSequence(from ?? START), to: position };
  return { head, stretch, begun: false };
}

function isThere({ head, stretch }: Way): boolean {
  return head.position >= stretch.to;
}

function resultOf(way: Way): Restored {
  if (way.error !== undefined) return { error: way.error };
  return isThere(way) ? { head: way.head } : { error: trimmed(way) };
}

function trimmed({ head: { bucket }, stretch: { from, to } }: Way): MillraceError {
  return new MillraceError(`the stream has no longer all records of bucket ${bucket} from ${from} to ${to}`, {
    code: 'STREAM_TRIMMED',
    domain: 'external',
    retry: 'never',
    hint: 'its states cannot be made again exactly: see docs/aws-state.md for what can be done',
  });
}

function unfinished(): MillraceError {
  return new MillraceError('the states are still being made again from the stream', {
    code: 'REBUILD_UNFINISHED',
    domain: 'external',
    retry: 'backoff',
    hint: 'the next batch goes on where this one stopped',
  });
}
