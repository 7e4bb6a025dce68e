/**
 * How fast records may go to each shard. A shard takes 1 MiB and 1,000 records a second, so a record costs the larger of
 * its two shares, in seconds of the shard. Who else writes to the shard is not known: when it refuses records the rate is
 * cut to a part, and then rises slowly (additive increase, multiplicative decrease), so that producers come to share it.
 */

const BYTES_PER_SECOND = 1024 * 1024;
const RECORDS_PER_SECOND = 1_000;

const DECREASE = 0.7;
/** Seconds of the shard a second, each second. */
const INCREASE = 0.05;
const LOWEST = 0.02;
/** Records of one moment fail together: they are one sign that it was too fast. */
const CUT_EVERY_MS = 500;
/** What was not used may be made up for: sending is in bursts, at each end of a linger. */
const BURST_SECONDS = 0.6;

export class ShardRate {
  #rate = 1;
  #left = BURST_SECONDS;
  #refilledMs: number;
  #cutMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: number) {
    this.#refilledMs = nowMs;
  }

  /** 1 is all that a shard takes. */
  get rate(): number {
    return this.#rate;
  }

  /** A record may take more than is left: the next one waits the longer. */
  isReady(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#left > 0;
  }

  take(bytes: number): void {
    this.#left -= Math.max(bytes / BYTES_PER_SECOND, 1 / RECORDS_PER_SECOND);
  }

  cut(nowMs: number): void {
    if (nowMs - this.#cutMs < CUT_EVERY_MS) return;
    this.#refill(nowMs);
    this.#cutMs = nowMs;
    this.#rate = Math.max(this.#rate * DECREASE, LOWEST);
    this.#left = Math.min(this.#left, 0);
  }

  #refill(nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#refilledMs) / 1_000;
    this.#refilledMs = nowMs;
    this.#rate = Math.min(1, this.#rate + INCREASE * seconds);
    this.#left = Math.min(this.#left + this.#rate * seconds, this.#rate * BURST_SECONDS);
  }
}

/** The rates of a stream's shards. On which shard a bucket lies is learned from the answers, and again after resharding. */
export class ShardRates {
  readonly #rates = new Map<string, ShardRate>();
  readonly #shardOf = new Map<number, string>();

  /** Shards that buckets are known to lie on. */
  get shards(): ReadonlySet<string> {
    return new Set(this.#shardOf.values());
  }

  /** What all shards may be sent at present, in seconds of a shard a second; 0 while none is known. */
  get total(): number {
    return [...this.shards].reduce((sum, shard) => sum + (this.#rates.get(shard)?.rate ?? 0), 0);
  }

  /** A bucket of which nothing is known yet goes at once: its first answer tells. */
  isReady(bucket: number, nowMs: number): boolean {
    return this.#of(bucket)?.isReady(nowMs) ?? true;
  }

  take(bucket: number, bytes: number): void {
    this.#of(bucket)?.take(bytes);
  }

  noteThrottled(bucket: number, shardId: string | undefined, nowMs: number): void {
    this.noteShard(bucket, shardId, nowMs);
    this.#of(bucket)?.cut(nowMs);
  }

  noteShard(bucket: number, shardId: string | undefined, nowMs: number): void {
    if (shardId === undefined || this.#shardOf.get(bucket) === shardId) return;
    this.#shardOf.set(bucket, shardId);
    if (!this.#rates.has(shardId)) this.#rates.set(shardId, new ShardRate(nowMs));
    const { shards } = this;
    for (const shard of this.#rates.keys()) if (!shards.has(shard)) this.#rates.delete(shard);
  }

  #of(bucket: number): ShardRate | undefined {
    const shard = this.#shardOf.get(bucket);
    return shard === undefined ? undefined : this.#rates.get(shard);
  }
}
