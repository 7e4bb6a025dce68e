/**
 * How fast records may go to each shard, which takes 1 MiB and 1,000 records a second. Who else writes to the shard is not
 * known: when it refuses records the rate is cut to a part, and then rises slowly (additive increase, multiplicative
 * decrease), so that producers come to share it.
 *
 * R1. What a producer alone sends to a shard is not refused: a record counts from when it is sent until a second after its
 *     answer, so that in no second there is more than the rate. A refusal then tells of others who write.
 * R2. Whether there is room does not depend on how large the next record is, or small ones would keep a large one out.
 */

const SECOND_MS = 1_000;
const BYTES_PER_SECOND = 1024 * 1024;
/** Of a record's share of the 1,000, in bytes. */
const LEAST_BYTES = Math.ceil(BYTES_PER_SECOND / 1_000);
/** The key that goes with a record counts, too. */
const KEY_BYTES = 16;
/** Where a record ends that could take more events: of an eighth of a second, so that R2 leaves little unused. */
export const FULL_RECORD_BYTES = BYTES_PER_SECOND / 8 - KEY_BYTES;

const DECREASE = 0.7;
/** Of the shard's limit, each second. */
const INCREASE = 0.05;
const LOWEST = 0.02;

class ShardRate {
  #rate = 1;
  #raisedMs: number;
  #cutMs = Number.NEGATIVE_INFINITY;
  /** What is under way, or counts still. */
  #bytes = 0;
  /** What was answered, oldest first, and until when it counts. */
  readonly #answered: { readonly bytes: number; readonly endMs: number }[] = [];

  constructor(nowMs: number) {
    this.#raisedMs = nowMs;
  }

  /** 1 is all that a shard takes. */
  get rate(): number {
    return this.#rate;
  }

  isReady(nowMs: number): boolean {
    this.#raise(nowMs);
    for (let oldest = this.#answered[0]; oldest && oldest.endMs <= nowMs; oldest = this.#answered[0]) {
      this.#bytes -= oldest.bytes;
      this.#answered.shift();
    }
    return this.#bytes === 0 || this.#bytes + FULL_RECORD_BYTES + KEY_BYTES <= this.#rate * BYTES_PER_SECOND;
  }

  sent(bytes: number): void {
    this.#bytes += bytes;
  }

  /** What was sent is on the shard, or may be. */
  stored(bytes: number, nowMs: number): void {
    this.#answered.push({ bytes, endMs: nowMs + SECOND_MS });
  }

  /** What was sent was refused: that costs the shard nothing. */
  refused(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** Records of one second are refused together: they are one sign that it was too fast. */
  cut(nowMs: number): void {
    if (nowMs - this.#cutMs < SECOND_MS) return;
    this.#raise(nowMs);
    this.#cutMs = nowMs;
    this.#rate = Math.max(this.#rate * DECREASE, LOWEST);
  }

  #raise(nowMs: number): void {
    this.#rate = Math.min(1, this.#rate + (INCREASE * Math.max(0, nowMs - this.#raisedMs)) / SECOND_MS);
    this.#raisedMs = nowMs;
  }
}

/** What is under way of a bucket: one record at most. */
interface Sent {
  readonly bytes: number;
  /** Undefined when it was not known on which shard the bucket lies. */
  readonly rate: ShardRate | undefined;
}

/** The rates of a stream's shards. On which shard a bucket lies is learned from the answers, and again after resharding. */
export class ShardRates {
  readonly #rates = new Map<string, ShardRate>();
  readonly #shardOf = new Map<number, string>();
  readonly #sent = new Map<number, Sent>();

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

  send(bucket: number, recordBytes: number): void {
    const bytes = Math.max(recordBytes + KEY_BYTES, LEAST_BYTES);
    const rate = this.#of(bucket);
    rate?.sent(bytes);
    this.#sent.set(bucket, { bytes, rate });
  }

  /** The bucket's record has been stored, or nobody knows. @param shardId where, if that was told. */
  noteStored(bucket: number, shardId: string | undefined, nowMs: number): void {
    const { bytes, rate } = this.#settle(bucket);
    this.#noteShard(bucket, shardId, nowMs);
    if (rate === undefined) this.#of(bucket)?.sent(bytes);
    (rate ?? this.#of(bucket))?.stored(bytes, nowMs);
  }

  noteRefused(bucket: number): void {
    const { bytes, rate } = this.#settle(bucket);
    rate?.refused(bytes);
  }

  /** Its shard is at its limit. */
  noteThrottled(bucket: number, shardId: string | undefined, nowMs: number): void {
    this.#noteShard(bucket, shardId, nowMs);
    this.#of(bucket)?.cut(nowMs);
  }

  #settle(bucket: number): Sent {
    const sent = this.#sent.get(bucket) ?? NOTHING;
    this.#sent.delete(bucket);
    return sent;
  }

  #noteShard(bucket: number, shardId: string | undefined, nowMs: number): void {
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

const NOTHING: Sent = { bytes: 0, rate: undefined };
