/**
 * Decides which lanes' records go out now, and what happens to them: sent, sent again, put on disk, given up.
 *
 * It looks at all lanes at the end of each linger, after each call, and every few milliseconds while something waits for
 * its time; never for each event.
 */
import { backoffMs } from '@millrace/client/backoff.ts';
import { TransportError } from '@millrace/client/transport.ts';
import { BUCKET_COUNT } from '../stream/bucket.ts';
import { BucketLane, type CutRecord, type LaneEvent } from './bucket-lane.ts';
import { CallGate } from './call-gate.ts';
import type { DiskSpool } from './disk-spool.ts';
import { LaneSpool } from './lane-spool.ts';
import type { ProducerSettings } from './producer-settings.ts';
import type { RecordOutcome, RecordTransport } from './record-transport.ts';
import { ShardRates } from './shard-rates.ts';
import type { StreamCounters } from './stream-counters.ts';

export interface DispatcherParts {
  readonly transport: RecordTransport;
  readonly settings: Required<ProducerSettings>;
  readonly spool: DiskSpool | undefined;
  readonly counters: StreamCounters;
  /** Whether somebody waits for room, so that nothing may wait for company. */
  readonly isRoomWanted: () => boolean;
  /** The stream or the disk has the record's events. */
  readonly onDurable: (record: CutRecord) => void;
  /** Records have waited too long, and there is no disk for them. */
  readonly onGivenUp: (lane: BucketLane, records: readonly CutRecord[], failure: TransportError | undefined) => void;
  /** The disk did not take records. They stay in memory, and are tried again. */
  readonly onNotStored: (records: readonly CutRecord[], cause: unknown) => void;
  /** The lanes have been looked at. */
  readonly onTurn: () => void;
}

/** How often lanes that cannot send are looked at again. */
const LOOK_AGAIN_MS = 10;
/** A shard at its limit is tried again soon: its rate, not the wait, keeps it from being flooded. */
const MOST_THROTTLED_ATTEMPTS = 2;
const STORE_AGAIN_MS = 500;
const NEVER = Number.POSITIVE_INFINITY;

export class LaneDispatcher {
  readonly rates = new ShardRates();
  readonly gate = new CallGate();
  readonly #parts: DispatcherParts;
  readonly #lanes: readonly BucketLane[];
  /** The lanes, that first which has not sent for longest: one that always has something leaves room for its shard's others. */
  readonly #turns: Set<BucketLane>;
  readonly #disk: LaneSpool | undefined;
  readonly #abort = new AbortController();
  #patienceMs: number;
  #calls = 0;
  /** When what waits for company goes. */
  #lingerEndMs = NEVER;
  #timer: NodeJS.Timeout | undefined;
  #timerEndMs = NEVER;
  #isAwake = false;
  #isEnding = false;
  #failure: TransportError | undefined;
  /** Set while nothing may wait for company. */
  isFlushing = false;
  /** Why the spool takes nothing, while the stream does not either. */
  full: unknown;

  constructor(parts: DispatcherParts) {
    const { transport, settings, spool } = parts;
    const { framing, limits } = transport;
    this.#parts = parts;
    this.#patienceMs = settings.patienceMs;
    this.#lanes = Array.from({ length: BUCKET_COUNT }, (_, bucket) => {
      return new BucketLane(bucket, { framing, maxRecordBytes: limits.maxRecordBytes });
    });
    this.#turns = new Set(this.#lanes);
    this.#disk = spool && this.#openDisk(spool);
    if (spool?.hasUnread) this.wake();
  }

  /** @throws RangeError for a bucket that is none. */
  laneOf(bucket: number): BucketLane {
    const lane = this.#lanes[bucket];
    if (lane === undefined) throw new RangeError(`there is no bucket ${bucket}`);
    return lane;
  }

  push(lane: BucketLane, event: LaneEvent): void {
    const nowMs = Date.now();
    lane.push(event, nowMs);
    if (this.isFlushing || lane.isFull) {
      lane.isDue = true;
      this.wake();
    } else if (this.#lingerEndMs === NEVER) {
      this.#lingerEndMs = nowMs + this.#parts.settings.lingerMs;
      this.#lookIn(this.#parts.settings.lingerMs);
    }
  }

  /** Looks at the lanes at the end of this turn. */
  wake(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    setImmediate(() => {
      this.#isAwake = false;
      this.#look();
    });
  }

  /** Breaks off calls, and lets nothing wait any longer: what is in memory goes to disk, or is given up. */
  hurry(): void {
    this.#isEnding = true;
    this.#patienceMs = -1;
    this.#abort.abort();
    this.wake();
  }

  /** Sends nothing more; resolves when no call and no write is under way. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    this.#abort.abort();
    clearTimeout(this.#timer);
    while (this.#calls > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await this.#disk?.idle();
    await this.#disk?.spool.close();
    this.#parts.transport.close();
  }

  /** Looks at the lanes then, unless that happens earlier anyway. */
  #lookIn(inMs: number): void {
    const endMs = Date.now() + inMs;
    if (endMs >= this.#timerEndMs) return;
    clearTimeout(this.#timer);
    this.#timerEndMs = endMs;
    this.#timer = setTimeout(() => {
      this.#timerEndMs = NEVER;
      this.#look();
    }, inMs);
    // A process whose end sends what is left need not be kept alive by it.
    if (this.#parts.settings.flushOnShutdown) this.#timer.unref();
  }

  #look(): void {
    const nowMs = Date.now();
    if (nowMs >= this.#lingerEndMs || this.isFlushing || this.#parts.isRoomWanted()) this.#markDue();
    for (const lane of this.#lanes) this.#keepPatience(lane, nowMs);
    if (!this.#abort.signal.aborted) {
      this.#disk?.fill(nowMs);
      this.#sendAll(nowMs);
    }
    this.#parts.onTurn();
    if (this.#isBacklogged) this.#lookIn(LOOK_AGAIN_MS);
    else if (this.#lingerEndMs !== NEVER) this.#lookIn(Math.max(0, this.#lingerEndMs - nowMs));
  }

  #sendAll(nowMs: number): void {
    while (this.#calls < this.#parts.settings.maxCalls && this.gate.isOpen(nowMs)) {
      const batch = this.#takeBatch(nowMs);
      if (batch.length === 0) return;
      void this.#send(batch);
    }
  }

  /** Whether something waits for a time to come, and not for company. */
  get #isBacklogged(): boolean {
    if (this.#lanes.some((lane) => lane.isDue || lane.record?.events.length)) return true;
    if (this.#abort.signal.aborted) return false;
    return this.#disk?.spool.hasUnread === true || this.#lanes.some((lane) => lane.hasSpooled || lane.record);
  }

  #markDue(): void {
    this.#lingerEndMs = NEVER;
    for (const lane of this.#lanes) if (lane.hasWaiting) lane.isDue = true;
  }

  /** What has waited too long, or must follow what did, goes to disk; without a disk it is given up. */
  #keepPatience(lane: BucketLane, nowMs: number): void {
    if (lane.isSpooling || lane.sinceMs === NEVER) return;
    // What is under way may still arrive: it stays, and newer events behind it, unless it lies on disk already.
    if (lane.isUnderWay && lane.record?.events.length !== 0) return;
    const isLate = nowMs - lane.sinceMs > this.#patienceMs;
    if (isLate && (this.#disk === undefined || (this.#isEnding && this.full !== undefined))) {
      this.#parts.onGivenUp(lane, lane.cutAll(), this.#failure);
    } else if (this.#disk !== undefined && nowMs >= lane.storeAgainMs) {
      if (isLate || this.#mustFollow(lane, this.#disk, nowMs)) this.#disk.store(lane);
    }
  }

  #mustFollow(lane: BucketLane, disk: LaneSpool, nowMs: number): boolean {
    const isReady = lane.isDue || lane.record !== undefined;
    return isReady && (disk.holds(lane) || this.gate.awayMs(nowMs) > this.#patienceMs);
  }

  /** What may go in one call. */
  #takeBatch(nowMs: number): readonly CutRecord[] {
    const { maxRecords, maxBytes } = this.#parts.transport.limits;
    const batch: CutRecord[] = [];
    let bytes = 0;
    for (const lane of this.#turns) {
      const record = this.#maySend(lane, nowMs) ? lane.cut() : undefined;
      if (record === undefined) continue;
      if (batch.length === maxRecords || (batch.length > 0 && bytes + record.data.length > maxBytes)) break;
      bytes += record.data.length;
      batch.push(record);
      lane.isUnderWay = true;
      this.#turns.delete(lane);
      this.#turns.add(lane);
      this.rates.send(lane.bucket, record.data.length);
    }
    return batch;
  }

  #maySend(lane: BucketLane, nowMs: number): boolean {
    if (lane.isUnderWay || lane.isSpooling || nowMs < lane.retryAtMs) return false;
    const isOlderOnDisk = this.#disk?.holds(lane) === true;
    const hasSome = lane.record !== undefined || lane.hasSpooled || (lane.isDue && !isOlderOnDisk);
    return hasSome && this.rates.isReady(lane.bucket, nowMs);
  }

  async #send(batch: readonly CutRecord[]): Promise<void> {
    this.#calls++;
    this.#parts.counters.noteRequest();
    try {
      const records = batch.map(({ lane: { bucket }, data }) => ({ bucket, data }));
      const outcomes = await this.#parts.transport.send(records, this.#abort.signal);
      this.gate.answered();
      for (const [index, record] of batch.entries()) this.#settle(record, outcomes[index] ?? UNTOLD);
    } catch (cause) {
      this.#noteFailedCall(batch, cause);
    } finally {
      this.#calls--;
      this.wake();
    }
  }

  #settle(record: CutRecord, outcome: RecordOutcome): void {
    const { lane } = record;
    const nowMs = Date.now();
    lane.isUnderWay = false;
    if (!outcome.taken) return void this.#retryLater(record, outcome, nowMs);
    const { counters } = this.#parts;
    lane.record = undefined;
    lane.retryAtMs = 0;
    this.full = undefined;
    this.rates.noteStored(lane.bucket, outcome.shardId, nowMs);
    counters.noteRecord(record.data.length);
    this.#parts.onDurable(record);
    if (record.entries.length === 0) return;
    counters.drained += record.entries.reduce((sum, { events }) => sum + events, 0);
    this.#disk?.sent(record);
  }

  #retryLater(record: CutRecord, outcome: RecordOutcome & { readonly taken: false }, nowMs: number): void {
    const { lane } = record;
    const { counters, settings } = this.#parts;
    record.attempts++;
    this.rates.noteRefused(lane.bucket);
    if (outcome.throttled) this.rates.noteThrottled(lane.bucket, outcome.shardId, nowMs);
    counters.noteReturned(outcome.throttled);
    const attempt = outcome.throttled ? Math.min(record.attempts, MOST_THROTTLED_ATTEMPTS) : record.attempts;
    const waitMs = backoffMs(attempt, 0);
    lane.retryAtMs = nowMs + waitMs;
    settings.onRetry?.(outcome.reason, waitMs);
  }

  #noteFailedCall(batch: readonly CutRecord[], cause: unknown): void {
    const { counters, settings } = this.#parts;
    const error = cause instanceof TransportError ? cause : new TransportError(String(cause), UNKNOWN_FAULT);
    const nowMs = Date.now();
    const waitMs = this.gate.fail(error, nowMs);
    counters.noteFailedCall();
    this.#failure = error;
    for (const { lane } of batch) {
      lane.isUnderWay = false;
      this.rates.noteStored(lane.bucket, undefined, nowMs);
    }
    settings.onRetry?.(error.message, waitMs);
  }

  #openDisk(spool: DiskSpool): LaneSpool {
    const { transport, counters, onDurable, onNotStored } = this.#parts;
    return new LaneSpool({
      spool,
      framing: transport.framing,
      laneOf: (bucket) => this.#lanes[bucket],
      onRead: () => this.wake(),
      onStored: (record) => {
        counters.spooled += record.events.length;
        onDurable(record);
      },
      onFailed: (lane, records, cause) => {
        this.full = cause;
        lane.storeAgainMs = this.#isEnding ? 0 : Date.now() + STORE_AGAIN_MS;
        onNotStored(records, cause);
      },
    });
  }
}

const UNTOLD: RecordOutcome = { taken: false, throttled: false, reason: 'the answer says nothing of this record' };
const UNKNOWN_FAULT = { code: 'STREAM_UNREACHABLE', retry: 'backoff' } as const;
