/**
 * An environment in a folder, kept by LMDB. What was learned of the binding (lmdb 3.5), and is relied on here:
 *
 * - `overlappingSync` is off: with it a commit is seen by readers before it is on disk, so that after a power cut the
 *   state could know of log entries that are gone. Without it, what a reader sees has been synced.
 * - `eventTurnBatching` is off, and asynchronous writes go through `transactionAsync` only: a commit that fails then
 *   rejects exactly one promise that someone waits for. The other ways leave a rejection that nobody can catch.
 * - Its asynchronous and synchronous transactions must not overlap: a synchronous one cuts a waiting asynchronous one
 *   in two. Each environment therefore uses one kind at a time.
 * - Opened twice in one thread, the second opening (which makes its tables in a transaction) waits for ever for the
 *   lock of an asynchronous transaction of the first, which needs that thread to go on. A thread therefore has one
 *   environment a folder, whoever opens it.
 * - A copy is made as it is, free pages included: one that is compacted while it is copied can be read, but a large
 *   transaction on it fails, or ends the process.
 * - The map is reserved once, far larger than any disk, because growing it later means remapping under readers.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import type { Environment, Table } from './environment.ts';
import { LmdbTable } from './lmdb-table.ts';
import { storageError } from './storage-error.ts';

export interface LmdbEnvironmentOptions {
  readonly folder: string;
  /**
   * `each-commit`: a commit returns when it is on disk for good.
   * `consistent`: one disk sync less a commit. A power cut, not a crash of the process, may undo the last commit, and
   * then undoes all of it. For what can be computed again.
   */
  readonly durability: 'each-commit' | 'consistent';
}

/** Address space, not disk: 4 TiB of the 128 TiB that a process has. */
const MAP_BYTES = 2 ** 42;
const MAX_TABLES = 64;
/** Threads and processes that may read at once. */
const MAX_READERS = 512;
/** Freed pages that a commit looks at to find room, so that a trimmed log fills its own gaps before it grows. */
const FREE_PAGES_TO_LOAD = 1_000_000;

/** Those of this thread, by the whole path of their folder. */
const opened = new Map<string, LmdbEnvironment>();

export class LmdbEnvironment implements Environment {
  readonly folder: string;
  readonly #root: RootDatabase<Buffer, Uint8Array>;
  readonly #tables = new Map<string, Table>();
  #writing = false;
  #transactionCount = 0;
  #asyncPending = false;
  /** How many have opened it and not closed it. */
  #users = 0;

  /**
   * What this thread has open of the folder, or a new one. Each opening is closed once.
   * @throws MillraceError STORAGE_FAILED when the folder cannot be made, read or written.
   */
  static open(options: LmdbEnvironmentOptions): LmdbEnvironment {
    const path = resolve(options.folder);
    const environment = opened.get(path) ?? new LmdbEnvironment(options);
    environment.#users++;
    opened.set(path, environment);
    return environment;
  }

  private constructor(options: LmdbEnvironmentOptions) {
    this.folder = options.folder;
    this.#root = this.#guard(() => openRoot(options));
  }

  get writing(): boolean {
    return this.#writing;
  }

  get transactionCount(): number {
    return this.#transactionCount;
  }

  table(name: string): Table {
    const known = this.#tables.get(name);
    if (known) return known;
    assert(!this.#writing && !this.#asyncPending, 'a table is opened outside transactions');
    const database = this.#guard(() =>
      this.#root.openDB<Buffer, Uint8Array>({ name, encoding: 'binary', keyEncoding: 'binary' }),
    );
    const table = new LmdbTable(database, this);
    this.#tables.set(name, table);
    return table;
  }

  transaction(work: () => void): void {
    assert(!this.#writing && !this.#asyncPending, 'one transaction at a time');
    const attempt = new Attempt(work);
    try {
      this.#root.transactionSync(() => this.#write(attempt));
    } catch (cause) {
      throw attempt.failure ?? storageError(cause, this.folder);
    }
  }

  async transactionAsync(work: () => void): Promise<void> {
    assert(!this.#writing && !this.#asyncPending, 'one transaction at a time');
    this.#asyncPending = true;
    const attempt = new Attempt(work);
    try {
      await this.#root.childTransaction(() => this.#write(attempt));
    } catch (cause) {
      throw attempt.failure ?? storageError(await commitErrorOf(cause), this.folder);
    } finally {
      this.#asyncPending = false;
    }
  }

  /**
   * Puts a copy of what was last committed into a folder that holds nothing; it can be opened as this one. Transactions go on
   * beside it, and what they commit meanwhile is not in it. Off this thread.
   * @throws MillraceError STORAGE_FAILED.
   */
  async copyTo(folder: string): Promise<void> {
    try {
      mkdirSync(folder, { recursive: true });
      await this.#root.backup(folder, false);
    } catch (cause) {
      throw storageError(cause, folder);
    }
  }

  async close(): Promise<void> {
    if (--this.#users > 0) return;
    opened.delete(resolve(this.folder));
    await this.#root.close();
  }

  #write(attempt: Attempt): void {
    this.#writing = true;
    this.#transactionCount++;
    try {
      attempt.run();
    } finally {
      this.#writing = false;
    }
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (cause) {
      throw storageError(cause, this.folder);
    }
  }
}

/** Remembers what the caller's own work threw, to tell it from what the commit threw: it is passed on untouched. */
class Attempt {
  failure: unknown;
  readonly #work: () => void;

  constructor(work: () => void) {
    this.#work = work;
  }

  run(): void {
    try {
      this.#work();
    } catch (failure) {
      this.failure = failure;
      throw failure;
    }
  }
}

function openRoot(options: LmdbEnvironmentOptions): RootDatabase<Buffer, Uint8Array> {
  mkdirSync(options.folder, { recursive: true });
  return open<Buffer, Uint8Array>({
    path: options.folder,
    noSubdir: false,
    mapSize: MAP_BYTES,
    maxDbs: MAX_TABLES,
    maxReaders: MAX_READERS,
    encoding: 'binary',
    keyEncoding: 'binary',
    overlappingSync: false,
    eventTurnBatching: false,
    noMemInit: true,
    noMetaSync: options.durability === 'consistent',
    // Not in the binding's type declarations, but read by it.
    ...{ maxFreeSpaceToLoad: FREE_PAGES_TO_LOAD, maxFreeSpaceToRetain: 2 * FREE_PAGES_TO_LOAD },
  });
}

/** The binding rejects with "Commit failed" and hands the reason over as a second promise, which always rejects. */
async function commitErrorOf(cause: unknown): Promise<unknown> {
  if (typeof cause !== 'object' || cause === null || !('commitError' in cause)) return cause;
  try {
    await cause.commitError;
    return cause;
  } catch (reason) {
    return reason;
  }
}
