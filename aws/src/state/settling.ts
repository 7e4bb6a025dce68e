/**
 * Brings states that have changed from Valkey to DynamoDB, checkpoint by checkpoint.
 *
 * C1. A checkpoint is the bucket as of one position. It begins by freezing: the names of what has changed since the last
 *     one are put aside, and a state that changes again before it is settled leaves a copy of what it was.
 * C2. It begins in DynamoDB before the first of its states is written there, and is complete there when the last one is.
 *     Begun ones only ever follow on each other, so that its states are the only ones that are newer than the complete one.
 * C3. A bucket is settled only by whoever has seen that the function's position in DynamoDB is the bucket's: so no
 *     checkpoint is ahead of what a loss of the cache is measured by.
 * C4. Each step may be done again, by anybody, at any time: it is lost with the cache, or found done.
 * C5. A checkpoint that was given up leaves versions behind. Each is replaced by the next checkpoint: this one is later, so
 *     it has every state that was touched up to the one given up, whatever it has become since. Therefore a state that is
 *     put counts as changed even when a batch leaves it as it was.
 * C6. Once a later checkpoint has been begun, versions of the one given up may be gone, and states that were settled by it
 *     lie nowhere. A cache that is set back into it is not gone on from, but laid anew (rebuild.ts).
 */
import { BUCKET_COUNT } from '../stream/bucket.ts';
import type { BucketCache, BucketHead } from './bucket-cache.ts';
import type { StateChange } from './bucket-states.ts';
import type { BegunCheckpoint, ProgressTable } from './progress-table.ts';
import type { MutableCounts } from './runner-counts.ts';
import type { StateTable } from './state-table.ts';

export interface SettlingParts {
  readonly cache: BucketCache;
  readonly progress: ProgressTable;
  readonly states: StateTable;
  readonly nowMs: () => number;
  /** A checkpoint begins so long after the first change. */
  readonly settleMs: number;
}

/** States that are written side by side. */
const AT_ONCE = 32;

export class Settling {
  readonly #parts: SettlingParts;
  /** Checkpoints that this process has begun and not completed, by bucket. */
  readonly #begun = new Map<string, BegunCheckpoint & { readonly position: string }>();

  constructor(parts: SettlingParts) {
    this.#parts = parts;
  }

  /** Buckets that were first used together are not all settled together. */
  isDue({ bucket, frozen, sinceMs }: BucketHead): boolean {
    if (frozen !== undefined) return true;
    const share = (Number(bucket) || 0) / BUCKET_COUNT;
    return sinceMs !== undefined && this.#parts.nowMs() - sinceMs >= this.#parts.settleMs * (0.75 + share / 2);
  }

  /**
   * Settles until it is done or `untilMs` has come, at least one piece. What fails is tried again with the next batch.
   * @param heads of buckets at whose position the function stands in DynamoDB, too.
   */
  async settle(heads: readonly BucketHead[], untilMs: number, counts: MutableCounts): Promise<void> {
    let isFirst = true;
    for (const head of heads) {
      if (!isFirst && this.#parts.nowMs() >= untilMs) return;
      isFirst = false;
      try {
        const frozen = head.frozen === undefined ? await this.#parts.cache.freeze(head) : head;
        if (frozen !== undefined) await this.#drain(frozen, untilMs, counts);
      } catch {
        counts.settleFailures += 1;
        this.#begun.delete(head.bucket);
      }
    }
  }

  async #drain(head: BucketHead, untilMs: number, counts: MutableCounts): Promise<void> {
    const { bucket, frozen: position = '' } = head;
    const { cache, progress, nowMs } = this.#parts;
    const { isBegun, complete } = await this.#beginning(bucket, position);
    if (!isBegun && complete < position) {
      // A failover brought back a checkpoint that another one took the place of: begin anew from the complete one.
      await cache.layAnew(bucket, head, complete);
      return;
    }
    for (;;) {
      const changes = await cache.frozen(head, AT_ONCE);
      if (changes.length === 0) break;
      if (complete < position) await this.#write(head, changes, complete);
      await cache.thaw(head, changes);
      counts.settled += changes.length;
      if (nowMs() >= untilMs) return;
    }
    if (!(await cache.isDrained(head))) return;
    this.#begun.delete(bucket);
    if (complete < position && !(await progress.endCheckpoint(bucket, position))) return;
    await cache.endCheckpoint(head);
    counts.checkpoints += 1;
  }

  async #write(
    { bucket, frozen: position = '' }: BucketHead,
    changes: readonly StateChange[],
    complete: string,
  ): Promise<void> {
    const { states } = this.#parts;
    await Promise.all(changes.map(({ text, ...name }) => states.settle({ bucket, name, text, position, complete })));
  }

  async #beginning(bucket: string, position: string): Promise<BegunCheckpoint> {
    const known = this.#begun.get(bucket);
    if (known?.position === position) return known;
    const begun = await this.#parts.progress.beginCheckpoint(bucket, position);
    this.#begun.set(bucket, { ...begun, position });
    return begun;
  }
}
