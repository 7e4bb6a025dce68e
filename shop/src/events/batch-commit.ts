/**
 * Writes what requests hand in to the disk, many requests in one commit.
 *
 * G1. One commit is under way at a time; meanwhile what comes in gathers in the open batch, which goes next.
 * G2. A request is answered only after the batch that it is part of is on disk, and with it every earlier batch. So a
 *     `duplicate` is never answered before the event that it repeats is safe, wherever that event is waiting.
 * G3. A commit that fails takes back the ids of its batch, and fails the open batch behind it in the same way: it may
 *     hold duplicates of what has just failed.
 * G4. The arrival time of a batch is taken when it goes to the log: it is after the stamps of its records, and not after
 *     the stamps of all later ones, but for batches within one millisecond, which may share it with their records.
 * G5. A batch's records, its quarantined events and the progress of the sources that they came from are one commit.
 */
import type { LmdbLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { LogSettings } from '@millrace/engine/log/log-settings.ts';
import type { CommitJob } from '@millrace/engine/storage/group-commit.ts';
import type { ArrivalClock } from './arrival-clock.ts';
import { BatchRecords } from './batch-records.ts';
import { EventIdList, forEachEventId } from './event-id.ts';
import type { Quarantine } from './quarantine.ts';
import type { NewQuarantineEntry } from './quarantine-entry.ts';
import type { SeenIds } from './seen-ids.ts';

/** What gathers until the next commit. Requests write into it and wait for `written`. */
export class OpenBatch {
  readonly records: BatchRecords;
  readonly ids = new EventIdList();
  readonly quarantined: NewQuarantineEntry[] = [];
  /** How far each source has been read when this batch is on disk, by its name. */
  readonly progress = new Map<string, string>();
  /** What else is to be written in the same commit. */
  readonly beside: CommitJob[] = [];
  readonly written: Promise<void>;
  /** Bytes of original events that go to the quarantine. */
  quarantinedBytes = 0;
  /** True when the batch must be written though it may hold nothing: someone waits for it, or time must pass. */
  wanted = false;
  heartbeat = false;
  readonly #settle: PromiseWithResolvers<void>;

  constructor(records: BatchRecords) {
    this.records = records;
    this.#settle = Promise.withResolvers<void>();
    this.written = this.#settle.promise;
    // Whoever waits sees the failure through its own await; a batch that nobody waits for must not end the process.
    this.written.catch(() => {});
  }

  get sizeBytes(): number {
    return this.records.sizeBytes + this.quarantinedBytes;
  }

  resolve(): void {
    this.#settle.resolve();
  }

  reject(cause: unknown): void {
    this.#settle.reject(cause);
  }
}

export interface BatchCommitParts {
  readonly log: LmdbLogWriter;
  readonly quarantine: Quarantine;
  readonly seen: SeenIds;
  readonly clock: ArrivalClock;
  /** Where the progress of sources is kept. */
  readonly progress?: LogSettings;
  /** Called after each batch that went into the log. */
  readonly onCommitted?: (commit: Commit) => void;
}

export interface Commit {
  readonly sequence: number;
  readonly arrivalMs: number;
  /** 0 for a heartbeat. */
  readonly records: number;
  readonly durationMs: number;
}

export class BatchCommit {
  readonly #parts: BatchCommitParts;
  #open = new OpenBatch(new BatchRecords());
  /** The memory that the next batch gathers in: two take turns, for one commit at a time is under way. */
  #spare = new BatchRecords();
  #inFlight: OpenBatch | undefined;
  #scheduled = false;
  /** How many commits have failed, counted in the moment at which the next open batch begins. */
  failures = 0;

  constructor(parts: BatchCommitParts) {
    this.#parts = parts;
  }

  /** The batch to write into, in the same turn of the event loop. */
  get open(): OpenBatch {
    return this.#open;
  }

  /** Bytes that wait for the disk. */
  get waitingBytes(): number {
    return this.#open.sizeBytes + (this.#inFlight?.sizeBytes ?? 0);
  }

  /** Resolves when everything written into the open batch so far is on disk. @throws what the log throws. */
  written(): Promise<void> {
    const batch = this.#open;
    batch.wanted = true;
    this.#schedule();
    return batch.written;
  }

  /** Appends a batch even if it holds nothing, so that readers learn that time has passed. */
  heartbeat(): Promise<void> {
    this.#open.heartbeat = true;
    return this.written();
  }

  /** Resolves when nothing is under way any more, whether it was written or failed. */
  async idle(): Promise<void> {
    await this.written().catch(() => {});
  }

  /** Waits for the end of the turn, so that all requests of one turn share a commit. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight !== undefined) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#commitOpen();
    });
  }

  async #commitOpen(): Promise<void> {
    const batch = this.#open;
    if (!batch.wanted || this.#inFlight !== undefined) return;
    this.#inFlight = batch;
    this.#open = new OpenBatch(this.#spare);
    try {
      await this.#write(batch);
      batch.resolve();
    } catch (cause) {
      this.failures++;
      batch.reject(cause);
      this.#failOpen(cause);
    } finally {
      batch.records.clear();
      this.#spare = batch.records;
      this.#inFlight = undefined;
      if (this.#open.wanted) this.#schedule();
    }
  }

  async #write(batch: OpenBatch): Promise<void> {
    const { log, quarantine, progress } = this.#parts;
    const beside = [...quarantine.appendJobs(batch.quarantined), ...batch.beside];
    for (const [source, value] of batch.progress) if (progress) beside.push(progress.putJob(source, value));
    try {
      if (batch.records.count > 0 || batch.heartbeat) await this.#append(batch, beside);
      else if (beside.length > 0) await log.commit(beside);
    } catch (cause) {
      this.#takeBack(batch);
      throw cause;
    }
  }

  async #append(batch: OpenBatch, beside: readonly CommitJob[]): Promise<void> {
    const { log, clock, onCommitted } = this.#parts;
    const arrivalMs = clock.afterStamps();
    const startedMs = performance.now();
    const ids = batch.ids.bytes();
    const { count } = batch.records;
    const attachment = ids.length > 0 ? { attachment: ids } : {};
    const sequence = await log.append(arrivalMs, batch.records.records(), { ...attachment, beside });
    const durationMs = performance.now() - startedMs;
    onCommitted?.({ sequence, arrivalMs, records: count, durationMs });
  }

  #failOpen(cause: unknown): void {
    const batch = this.#open;
    batch.records.clear();
    this.#open = new OpenBatch(batch.records);
    this.#takeBack(batch);
    batch.reject(cause);
  }

  #takeBack(batch: OpenBatch): void {
    const { seen, clock } = this.#parts;
    const arrivalMs = clock.now();
    forEachEventId(batch.ids.bytes(), (id) => seen.remove(id, arrivalMs));
  }
}
