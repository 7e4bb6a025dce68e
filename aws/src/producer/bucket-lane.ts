/**
 * The events of one bucket on their way. Buckets are to a stream what lanes are to the client's producer:
 *
 * L1. A lane has one record under way, and the next one leaves only when that one is settled: so the events of a bucket
 *     arrive in order, over retries too, though a call holds records of many lanes, and a stream keeps no order in a call.
 * L2. What was read back from disk leaves before anything newer.
 * L3. A record that came back is sent again as it was.
 */
import type { Receipt } from './receipt.ts';
import type { Framing } from './record-transport.ts';
import { FULL_RECORD_BYTES } from './shard-rates.ts';
import type { SpooledEntry } from './spool-file.ts';

export interface LaneEvent {
  readonly json: string;
  readonly bytes: number;
  readonly receipt: Receipt | undefined;
}

/** Cut to be sent: of events that were put, or of entries of the spool. */
export interface CutRecord {
  readonly lane: BucketLane;
  readonly data: Buffer;
  readonly events: readonly LaneEvent[];
  readonly entries: readonly SpooledEntry[];
  /** Since when its oldest event waits, in epoch milliseconds. */
  readonly sinceMs: number;
  attempts: number;
}

export interface CutLimits {
  readonly framing: Framing;
  readonly maxRecordBytes: number;
}

export class BucketLane {
  readonly bucket: number;
  readonly #limits: CutLimits;
  /** Bytes that a record of one event may have beside its frame, and one of several. */
  readonly #mostBytes: number;
  readonly #fullBytes: number;
  #waiting: LaneEvent[] = [];
  #bytes = 0;
  #sinceMs = 0;
  #spooled: SpooledEntry[] = [];
  /** Cut and not settled. */
  record: CutRecord | undefined;
  isUnderWay = false;
  /** Its events are on their way to disk. */
  isSpooling = false;
  /** What waits has waited for company long enough. */
  isDue = false;
  /** Not before that time, in epoch milliseconds. */
  retryAtMs = 0;
  /** When the disk, which did not take its events, is tried again. */
  storeAgainMs = 0;

  constructor(bucket: number, limits: CutLimits) {
    this.bucket = bucket;
    this.#limits = limits;
    const { maxRecordBytes, framing } = limits;
    this.#mostBytes = maxRecordBytes - framing.before.length - framing.after.length;
    this.#fullBytes = Math.min(this.#mostBytes, FULL_RECORD_BYTES - framing.before.length - framing.after.length);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.record === undefined && this.#spooled.length === 0;
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  get hasSpooled(): boolean {
    return this.#spooled.length > 0;
  }

  /** Whether what waits fills a record. */
  get isFull(): boolean {
    return this.#bytes >= this.#fullBytes;
  }

  /** Since when the oldest event that is only in memory waits; Infinity when none does. */
  get sinceMs(): number {
    if (this.record !== undefined && this.record.events.length > 0) return this.record.sinceMs;
    return this.hasWaiting ? this.#sinceMs : Number.POSITIVE_INFINITY;
  }

  /** Whether one event fits into a record. */
  fits(bytes: number): boolean {
    return bytes <= this.#mostBytes;
  }

  push(event: LaneEvent, nowMs: number): void {
    if (this.#waiting.length === 0) this.#sinceMs = nowMs;
    this.#waiting.push(event);
    this.#bytes += event.bytes + this.#limits.framing.between.length;
  }

  pushSpooled(entry: SpooledEntry): void {
    this.#spooled.push(entry);
  }

  /** Cuts the next record, unless one is not settled yet. */
  cut(): CutRecord | undefined {
    this.record ??= this.hasSpooled ? this.#cutSpooled() : this.#cutWaiting();
    return this.record;
  }

  /** All events that are only in memory, oldest first, as records. Not while one of them is under way. */
  cutAll(): readonly CutRecord[] {
    const records: CutRecord[] = [];
    if (this.record !== undefined && this.record.entries.length === 0) {
      records.push(this.record);
      this.record = undefined;
    }
    for (let next = this.#cutWaiting(); next !== undefined; next = this.#cutWaiting()) records.push(next);
    this.isDue = false;
    return records;
  }

  /** Puts events back to where they were, before those that have come since. */
  restore(records: readonly CutRecord[]): void {
    const events = records.flatMap((record) => record.events);
    if (events.length === 0) return;
    this.#sinceMs = records[0]?.sinceMs ?? this.#sinceMs;
    this.#waiting = [...events, ...this.#waiting];
    this.#bytes += events.reduce((sum, { bytes }) => sum + bytes + this.#limits.framing.between.length, 0);
    this.isDue = true;
  }

  #cutWaiting(): CutRecord | undefined {
    const between = this.#limits.framing.between.length;
    let bytes = -between;
    let count = 0;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[++count]) {
      if (count > 0 && bytes + between + next.bytes > this.#fullBytes) break;
      bytes += between + next.bytes;
    }
    if (count === 0) return undefined;
    const events = this.#waiting.slice(0, count);
    this.#waiting = count === this.#waiting.length ? [] : this.#waiting.slice(count);
    this.#bytes -= bytes + between;
    if (this.#waiting.length === 0) this.isDue = false;
    const { before, between: glue, after } = this.#limits.framing;
    const data = Buffer.from(before + events.map(({ json }) => json).join(glue) + after);
    return { lane: this, data, events, entries: [], sinceMs: this.#sinceMs, attempts: 0 };
  }

  /** Entries that wait one behind the other go as one record. */
  #cutSpooled(): CutRecord {
    const { before, between, after } = this.#limits.framing;
    let bytes = 0;
    let count = 0;
    for (const { payload } of this.#spooled) {
      if (count > 0 && bytes + between.length + payload.length > this.#fullBytes) break;
      bytes += payload.length + between.length;
      count++;
    }
    const entries = this.#spooled.slice(0, count);
    this.#spooled = this.#spooled.slice(count);
    const glue = Buffer.from(between);
    const parts = entries.flatMap(({ payload }, index) => (index === 0 ? [payload] : [glue, payload]));
    const data = Buffer.concat([Buffer.from(before), ...parts, Buffer.from(after)]);
    return { lane: this, data, events: [], entries, sinceMs: Number.POSITIVE_INFINITY, attempts: 0 };
  }
}

/** What the spool keeps of a record: its events without the frame, so that entries can be joined. */
export function payloadOf({ data }: CutRecord, { before, after }: Framing): Buffer {
  return data.subarray(before.length, data.length - after.length);
}
