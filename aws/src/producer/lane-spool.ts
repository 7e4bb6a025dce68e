/** Moves lanes' events to the spool while the stream is away, and hands them back in order when it answers again. */
import type { BucketLane, CutRecord } from './bucket-lane.ts';
import { payloadOf } from './bucket-lane.ts';
import type { DiskSpool } from './disk-spool.ts';
import type { Framing } from './record-transport.ts';

export interface LaneSpoolParts {
  readonly spool: DiskSpool;
  readonly framing: Framing;
  readonly laneOf: (bucket: number) => BucketLane | undefined;
  /** Told when the events of a record are on disk. */
  readonly onStored: (record: CutRecord) => void;
  /** Told when records could not be stored: they are back in their lane. */
  readonly onFailed: (lane: BucketLane, records: readonly CutRecord[], cause: unknown) => void;
  /** Called when lanes have more to send. */
  readonly onRead: () => void;
}

/** Entries that were read back and not sent yet are held in memory up to this. */
const MOST_READ_BYTES = 16 * 1024 * 1024;
const READ_AGAIN_MS = 1_000;

export class LaneSpool {
  readonly spool: DiskSpool;
  readonly #parts: LaneSpoolParts;
  readonly #underWay = new Set<Promise<void>>();
  #readBytes = 0;
  #isReading = false;
  #readAgainMs = 0;

  constructor(parts: LaneSpoolParts) {
    this.spool = parts.spool;
    this.#parts = parts;
  }

  /** Whether older events of the lane are on disk, so that newer ones must follow them. */
  holds(lane: BucketLane): boolean {
    return lane.isSpooling || this.spool.pendingOf(lane.bucket) > 0;
  }

  /** Stores what the lane has only in memory; its record must not be under way, unless it came from the spool. */
  store(lane: BucketLane): void {
    const records = lane.cutAll();
    if (records.length === 0) return;
    lane.isSpooling = true;
    const storing = this.#store(lane, records).finally(() => {
      lane.isSpooling = false;
      this.#underWay.delete(storing);
      this.#parts.onRead();
    });
    this.#underWay.add(storing);
  }

  /** Reads back what waits on disk, as long as there is room for it. */
  fill(nowMs: number): void {
    if (this.#isReading || !this.spool.hasUnread) return;
    if (this.#readBytes >= MOST_READ_BYTES || nowMs < this.#readAgainMs) return;
    this.#isReading = true;
    void this.#read()
      .catch(() => {
        this.#readAgainMs = nowMs + READ_AGAIN_MS;
      })
      .finally(() => {
        this.#isReading = false;
        this.#parts.onRead();
      });
  }

  /** A record of entries has been taken by the stream. */
  sent({ entries }: CutRecord): void {
    for (const { payload } of entries) this.#readBytes -= payload.length;
    this.spool.done(entries);
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #store(lane: BucketLane, records: readonly CutRecord[]): Promise<void> {
    const { framing, onStored, onFailed } = this.#parts;
    const { bucket } = lane;
    for (const [index, record] of records.entries()) {
      try {
        await this.spool.append({ bucket, events: record.events.length, payload: payloadOf(record, framing) });
        onStored(record);
      } catch (cause) {
        // What follows it must not be stored before it.
        const left = records.slice(index);
        lane.restore(left);
        onFailed(lane, left, cause);
        return;
      }
    }
  }

  async #read(): Promise<void> {
    for (const entry of await this.spool.read()) {
      const lane = this.#parts.laneOf(entry.bucket);
      if (lane === undefined) continue;
      this.#readBytes += entry.payload.length;
      lane.pushSpooled(entry);
    }
  }
}
