/**
 * Where events wait on disk while their stream is away.
 *
 * S1. What `append` has resolved for is on disk, and survives kill -9 and a power cut.
 * S2. Entries of a bucket are given out in the order in which they were appended, those of earlier processes first.
 * S3. An entry stays until it is noted off with `done`. Notes are not synced: after kill -9 what was sent and not noted
 *     yet is sent again; after a power cut more may be.
 * S4. The spool never grows beyond its bound: `append` throws instead, and nothing that is in it is dropped.
 * S5. One process at a time has a folder.
 */
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { lockDataFolder } from '@millrace/shop/server/data-folder-lock.ts';
import { type SpooledEntry, SpoolFile, spooledBytes } from './spool-file.ts';
import type { SegmentEntry } from './spool-segment.ts';

export interface SpoolSettings {
  readonly folder: string;
  /** Default 1 GiB. */
  readonly maxBytes?: number;
  /** How large a segment becomes; entries are read back by whole segments. Default 8 MiB. */
  readonly segmentBytes?: number;
}

const GIB = 1024 ** 3;
const SEGMENT_BYTES = 8 * 1024 * 1024;

interface Append {
  readonly entry: SegmentEntry;
  readonly settle: PromiseWithResolvers<void>;
}

export class DiskSpool {
  readonly #folder: string;
  readonly #maxBytes: number;
  readonly #segmentBytes: number;
  readonly #unlock: () => void;
  /** Oldest first; the last one may be the one that is written. */
  readonly #files: SpoolFile[] = [];
  readonly #unread: SpoolFile[] = [];
  #newest: SpoolFile | undefined;
  #nextNumber = 1;
  #waiting: Append[] = [];
  #waitingBytes = 0;
  readonly #pending = new Map<number, number>();
  #pendingEvents = 0;
  /** File operations, one after the other. */
  #work: Promise<unknown> = Promise.resolve();
  /** Bytes at the ends of segments that were cut off by a crash, since the start. */
  tornBytes = 0;

  private constructor(settings: SpoolSettings, unlock: () => void) {
    this.#folder = settings.folder;
    this.#maxBytes = settings.maxBytes ?? GIB;
    this.#segmentBytes = settings.segmentBytes ?? SEGMENT_BYTES;
    this.#unlock = unlock;
  }

  /** Finds what earlier processes have left. @throws MillraceError DATA_FOLDER_IN_USE, SPOOL_FAILED. */
  static async open(settings: SpoolSettings): Promise<DiskSpool> {
    const unlock = lockDataFolder(settings.folder);
    const spool = new DiskSpool(settings, unlock);
    try {
      await spool.#recover();
    } catch (cause) {
      unlock();
      throw spoolFailed(settings.folder, cause);
    }
    return spool;
  }

  /** Bytes on disk. */
  get sizeBytes(): number {
    return this.#files.reduce((sum, file) => sum + file.sizeBytes, this.#waitingBytes);
  }

  get pendingEvents(): number {
    return this.#pendingEvents;
  }

  /** Whether something waits to be read. */
  get hasUnread(): boolean {
    return this.#unread.length > 0 || (this.#newest?.left ?? 0) > 0;
  }

  /** Entries of a bucket that have not been sent: while there are any, its newer events must come after them. */
  pendingOf(bucket: number): number {
    return this.#pending.get(bucket) ?? 0;
  }

  /** Resolves when the entry is on disk. @throws MillraceError SPOOL_FULL at once; rejects with SPOOL_FAILED. */
  append(entry: SegmentEntry): Promise<void> {
    const bytes = spooledBytes(entry.payload.length);
    if (this.sizeBytes + bytes > this.#maxBytes) throw spoolFull(this.#folder, this.#maxBytes);
    const settle = Promise.withResolvers<void>();
    this.#count(entry, 1);
    this.#waitingBytes += bytes;
    this.#waiting.push({ entry, settle });
    // All that comes in until the disk is free shares a sync.
    if (this.#waiting.length === 1) void this.#next(() => this.#write());
    return settle.promise;
  }

  /** What is left of the oldest segment that was not read yet, in order; nothing when all were. @throws MillraceError SPOOL_FAILED. */
  read(): Promise<readonly SpooledEntry[]> {
    return this.#next(async () => {
      for (;;) {
        if (this.#unread.length === 0) await this.#seal();
        const [file] = this.#unread;
        if (file === undefined) return [];
        const entries = await file.read().catch((cause: unknown) => {
          throw spoolFailed(this.#folder, cause);
        });
        this.#unread.shift();
        await this.#dropFinished(file);
        // Of a crash nothing whole may be left.
        if (entries.length > 0) return entries;
      }
    });
  }

  /** Notes off what was sent. */
  done(entries: readonly SpooledEntry[]): void {
    const byFile = Map.groupBy(entries, ({ file }) => file);
    for (const entry of entries) this.#count(entry, -1);
    void this.#next(async () => {
      for (const [file, own] of byFile) {
        // What cannot be noted is sent again after a restart, and known by its ids.
        await file.done(own.map(({ number }) => number)).catch(() => undefined);
        await this.#dropFinished(file);
      }
    });
  }

  /** Resolves when everything asked for is done, and lets go of the folder. */
  async close(): Promise<void> {
    await this.#next(async () => {
      for (const file of this.#files) await file.close().catch(() => undefined);
    });
    this.#unlock();
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #write(): Promise<void> {
    const appends = this.#waiting;
    this.#waiting = [];
    try {
      const file = await this.#writable();
      await file.write(appends.map(({ entry }) => entry));
      for (const { settle } of appends) settle.resolve();
    } catch (cause) {
      await this.#abandon();
      for (const { entry, settle } of appends) {
        this.#count(entry, -1);
        settle.reject(spoolFailed(this.#folder, cause));
      }
    } finally {
      for (const { entry } of appends) this.#waitingBytes -= spooledBytes(entry.payload.length);
    }
    if ((this.#newest?.sizeBytes ?? 0) >= this.#segmentBytes) await this.#seal();
  }

  async #writable(): Promise<SpoolFile> {
    if (this.#newest !== undefined) return this.#newest;
    const file = new SpoolFile(this.#folder, this.#nextNumber++);
    await file.create();
    await syncFolder(this.#folder);
    this.#files.push(file);
    this.#newest = file;
    return file;
  }

  async #seal(): Promise<void> {
    const file = this.#newest;
    if (file === undefined) return;
    this.#newest = undefined;
    this.#unread.push(file);
    await file.seal();
  }

  /** Whatever could not be written: the next segment begins anew. */
  async #abandon(): Promise<void> {
    const file = this.#newest;
    if (file === undefined) return;
    this.#newest = undefined;
    this.#unread.push(file);
    await file.abandon();
  }

  async #dropFinished(file: SpoolFile): Promise<void> {
    if (!file.isFinished || !this.#files.includes(file)) return;
    this.#files.splice(this.#files.indexOf(file), 1);
    // A file that cannot be removed is found at the next start, with its notes.
    await file.remove().catch(() => undefined);
  }

  async #recover(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const names = (await readdir(this.#folder)).sort();
    const numbers = names.flatMap((name) => /^(\d{8})\.spool$/.exec(name)?.[1] ?? []).map(Number);
    for (const number of numbers) {
      const file = new SpoolFile(this.#folder, number);
      const { left, tornBytes } = await file.recover();
      this.tornBytes += tornBytes;
      for (const entry of left) this.#count(entry, 1);
      this.#files.push(file);
      this.#unread.push(file);
    }
    this.#nextNumber = (numbers.at(-1) ?? 0) + 1;
    const orphans = names.filter((name) => name.endsWith('.done') && !names.includes(name.replace('.done', '.spool')));
    for (const name of orphans) await rm(join(this.#folder, name), { force: true });
  }

  #count({ bucket, events }: SegmentEntry, sign: 1 | -1): void {
    const count = this.pendingOf(bucket) + sign;
    if (count === 0) this.#pending.delete(bucket);
    else this.#pending.set(bucket, count);
    this.#pendingEvents += events * sign;
  }
}

/** So that the name of a new file survives a power cut, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

function spoolFull(folder: string, maxBytes: number): MillraceError {
  return new MillraceError(`the spool in ${folder} holds ${maxBytes} bytes, and no more may be added`, {
    code: 'SPOOL_FULL',
    domain: 'external',
    retry: 'backoff',
    hint: 'It empties by itself when the stream takes records again; see why it does not.',
  });
}

function spoolFailed(folder: string, cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError(`the spool in ${folder} cannot be used: ${reason}`, {
    code: 'SPOOL_FAILED',
    domain: 'external',
    retry: 'backoff',
    hint: 'Look at the disk, and at the permissions of the folder.',
    cause,
  });
}
