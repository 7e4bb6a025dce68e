/**
 * The one writer of a log kept in LMDB.
 *
 * W1. Sequences and offsets are given inside the commit that stores them, so that a commit that fails uses up none.
 * W2. Blocks, attachments and the head change in one commit. After a crash the head says exactly what is stored.
 * W3. A clock that was set back, even while the process was down, never makes arrival times decrease: a batch then
 *     gets the arrival time of the one before it.
 * W4. Trimming runs in commits of its own, a bounded number of batches each: on a full disk nothing is appended any
 *     more, yet space can be freed; and no append waits long behind a large trim.
 */
import assert from 'node:assert/strict';
import { MillraceError } from '../errors/millrace-error.ts';
import type { Table } from '../storage/environment.ts';
import { type CommitJob, GroupCommit } from '../storage/group-commit.ts';
import { numberKey, numberOfKey } from '../storage/number-key.ts';
import { decodeAttachment, encodeAttachment, LmdbLogReader } from './lmdb-log-reader.ts';
import type { LogBatch, LogWriter, NewRecords } from './log.ts';
import { encodeBlock } from './log-block.ts';
import { emptyHead, encodeHead, type LogHead, numberRecords } from './log-head.ts';
import { LogSettings } from './log-settings.ts';
import { LogStream } from './log-stream.ts';
import { DEFAULT_PARTITION_COUNT, type LogTables, openLogTables, readHead, writeHead } from './log-tables.ts';
import { splitBatch } from './split-batch.ts';

export interface AppendOptions {
  /** Kept under the batch's sequence, in the same commit, until trimAttachments. */
  readonly attachment?: Uint8Array;
  /** Written in the same commit, whatever its size: all of it is on disk, or nothing. */
  readonly beside?: readonly CommitJob[];
}

const MAX_TRIMMED_PER_COMMIT = 1000;

export class LmdbLogWriter extends LmdbLogReader implements LogWriter {
  readonly #commits: GroupCommit;
  /** As it is on disk. */
  #head: LogHead;
  /** As it will be when the running commit is on disk. */
  #nextHead: LogHead;
  /** Batches before this sequence are dropped: they may still be stored, but are not read any more. */
  #trimTo = 1;
  #trimming: Promise<void> = Promise.resolve();

  constructor(tables: LogTables, head: LogHead) {
    super(tables);
    this.#head = head;
    this.#nextHead = head;
    this.#commits = new GroupCommit(tables.environment, {
      begin: () => {
        this.#nextHead = this.#head;
      },
      finish: () => {
        if (this.#nextHead !== this.#head) writeHead(this.tables, encodeHead(this.#nextHead));
      },
      committed: () => {
        this.#head = this.#nextHead;
      },
    });
  }

  override get partitionCount(): number {
    return this.#head.offsets.length;
  }

  /**
   * Appends a batch and resolves with its sequence when it is on disk. A batch of more than about 256 KB takes several
   * sequences, all in one commit; it resolves with the last of them.
   * @throws MillraceError STORAGE_FULL (retry: backoff) when the disk is full; nothing was appended.
   */
  async append(arrivalMs: number, records: readonly NewRecords[], options: AppendOptions = {}): Promise<number> {
    const known = records.every(({ partition }) => partition >= 0 && partition < this.partitionCount);
    assert(known, `the partitions of this log are 0 to ${this.partitionCount - 1}`);
    const pieces = splitBatch(records);
    const { attachment, beside = [] } = options;
    const bytes = records.reduce((sum, slice) => sum + slice.bytes.length, attachment?.length ?? 0) + bytesOf(beside);
    let sequence = 0;
    const run = () => {
      pieces.forEach((piece, index) => {
        sequence = this.#store(arrivalMs, piece, index < pieces.length - 1);
      });
      if (attachment) this.#attach(sequence, attachment);
      for (const job of beside) job.run();
    };
    await this.#commits.submit({ bytes, run });
    return sequence;
  }

  /** Writes what lies beside the log in one commit, and nothing into the log itself. */
  commit(jobs: readonly CommitJob[]): Promise<void> {
    const run = () => {
      for (const job of jobs) job.run();
    };
    return this.#commits.submit({ bytes: bytesOf(jobs), run });
  }

  override read(fromSequence: number, maxBytes: number): readonly LogBatch[] {
    return super.read(Math.max(fromSequence, this.#trimTo), maxBytes);
  }

  override bounds(): { readonly first: number; readonly next: number } {
    const { first, next } = super.bounds();
    return { first: Math.max(first, this.#trimTo), next };
  }

  /** Space is given back by the commits that follow; `trimmed` tells when they are done. */
  trim(timeMs: number): number {
    const { first } = this.bounds();
    const end = this.sequenceAt(timeMs);
    if (end <= first) return 0;
    this.#trimTo = end;
    // A full disk may stop it: then the next trim goes on from there.
    this.#trimming = this.#trimming.then(() => this.#removeTrimmed()).catch(() => undefined);
    return end - first;
  }

  /** Resolves when everything that was trimmed has left the disk. */
  trimmed(): Promise<void> {
    return this.#trimming;
  }

  /** Drops attachments with an arrival time before `timeMs`. Resolves with how many they were. */
  async trimAttachments(timeMs: number): Promise<number> {
    let removed = 0;
    for (;;) {
      const old = this.#oldestAttachments().filter(({ arrivalMs }) => arrivalMs < timeMs);
      if (old.length === 0) return removed;
      const run = () => {
        for (const { sequence } of old) this.tables.attachments.remove(numberKey(sequence));
      };
      await this.#commits.submit({ bytes: 0, alone: true, run });
      removed += old.length;
    }
  }

  /** Puts a changed block in a batch's place: see rewrite-records.ts. What was trimmed meanwhile does not come back. */
  replaceBlock(sequence: number, block: Uint8Array): Promise<void> {
    return this.#replace(this.tables.batches, numberKey(sequence), block);
  }

  /** The same for a row of any stream, by its key in their table. */
  replaceStreamRow(key: Uint8Array, bytes: Uint8Array): Promise<void> {
    return this.#replace(this.tables.streams, key, bytes);
  }

  async #replace(table: Table, key: Uint8Array, bytes: Uint8Array): Promise<void> {
    const run = () => {
      if (table.get(key)) table.put(key, bytes);
    };
    await this.#commits.submit({ bytes: bytes.length, run });
  }

  /** An ordered stream of rows beside the log, committed together with what is appended at the same time. */
  openStream(name: string): LogStream {
    return new LogStream(name, this.tables.streams, this.#commits);
  }

  /** A small durable map beside the log. */
  openSettings(section: string): LogSettings {
    return new LogSettings(section, this.tables.settings, this.#commits);
  }

  /** Resolves when everything that was appended is on disk and the log is closed. */
  override async close(): Promise<void> {
    await this.#trimming;
    await this.#commits.idle();
    await super.close();
  }

  #store(arrivalMs: number, records: readonly NewRecords[], continues: boolean): number {
    const sequence = this.#nextHead.next;
    const arrival = Math.max(arrivalMs, this.#nextHead.arrivalMs);
    const { slices, head } = numberRecords(this.#nextHead, arrival, records);
    if (!this.tables.batches.append(numberKey(sequence), encodeBlock(arrival, slices, continues))) throw secondWriter();
    this.#nextHead = head;
    return sequence;
  }

  #attach(sequence: number, attachment: Uint8Array): void {
    const value = encodeAttachment(this.#nextHead.arrivalMs, attachment);
    this.tables.attachments.put(numberKey(sequence), value);
  }

  async #removeTrimmed(): Promise<void> {
    for (;;) {
      const keys = this.tables.batches.keys({ to: numberKey(this.#trimTo) }, MAX_TRIMMED_PER_COMMIT);
      if (keys.length === 0) return this.#makeReusable();
      const run = () => {
        for (const key of keys) this.tables.batches.remove(key);
      };
      await this.#commits.submit({ bytes: 0, alone: true, run });
    }
  }

  /**
   * LMDB uses a page again only when a further commit lies between the one that freed it and the one that wants it.
   * On a full disk no append would ever be that commit; this one fits into what is left.
   */
  #makeReusable(): Promise<void> {
    const run = () => writeHead(this.tables, encodeHead(this.#head));
    return this.#commits.submit({ bytes: 0, alone: true, run });
  }

  #oldestAttachments() {
    const entries = this.tables.attachments.scan({}, MAX_TRIMMED_PER_COMMIT);
    return entries.map(([key, value]) => decodeAttachment(numberOfKey(key), value));
  }
}

function bytesOf(jobs: readonly CommitJob[]): number {
  return jobs.reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Opens the log of a data folder for writing; makes it when it is missing.
 * @throws MillraceError LOG_PARTITIONS when the log has another number of partitions.
 */
export function openLogWriter(dataFolder: string, partitionCount: number = DEFAULT_PARTITION_COUNT): LmdbLogWriter {
  const tables = openLogTables(dataFolder);
  const head = readHead(tables);
  if (head && head.offsets.length !== partitionCount) throw otherPartitions(dataFolder, head, partitionCount);
  if (head) return new LmdbLogWriter(tables, head);
  const fresh = emptyHead(partitionCount);
  tables.environment.transaction(() => writeHead(tables, encodeHead(fresh)));
  return new LmdbLogWriter(tables, fresh);
}

function otherPartitions(dataFolder: string, head: LogHead, partitionCount: number): MillraceError {
  const message = `the log in ${dataFolder} has ${head.offsets.length} partitions, not ${partitionCount}`;
  return new MillraceError(message, {
    code: 'LOG_PARTITIONS',
    domain: 'user',
    retry: 'never',
    hint: 'Keep the number with which the log was made, or start with an empty data folder.',
  });
}

function secondWriter(): MillraceError {
  return new MillraceError('another process has appended to this log', {
    code: 'LOG_SECOND_WRITER',
    // Whoever sent the events is not to blame, and does right to send them again.
    domain: 'external',
    retry: 'backoff',
    hint: 'One Millrace at a time may run on a data folder. Stop the other one, and start this one again.',
  });
}
