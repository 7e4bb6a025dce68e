/** A table in LMDB, keyed by bytes. The only place that touches LMDB's cursors and read snapshots. */
import assert from 'node:assert/strict';
import type { Database, RangeOptions } from 'lmdb';
import { type KeyRange, MAX_KEY_BYTES, type Table, type TableEntry } from './environment.ts';
import { storageError } from './storage-error.ts';

export type LmdbDatabase = Database<Buffer, Uint8Array>;

/** What a table needs to know of the environment that it lies in. */
export interface LmdbTransactionState {
  readonly folder: string;
  readonly writing: boolean;
}

export class LmdbTable implements Table {
  readonly #database: LmdbDatabase;
  readonly #environment: LmdbTransactionState;

  constructor(database: LmdbDatabase, environment: LmdbTransactionState) {
    this.#database = database;
    this.#environment = environment;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#read((database) => database.getBinary(key));
  }

  scan(range: KeyRange, limit: number, maxBytes = Number.POSITIVE_INFINITY): readonly TableEntry[] {
    return this.#read((database) => {
      const entries: TableEntry[] = [];
      let bytes = 0;
      for (const { key, value } of database.getRange(rangeOptions(range, limit))) {
        bytes += value.length;
        if (bytes > maxBytes && entries.length > 0) break;
        entries.push([key, value]);
      }
      return entries;
    });
  }

  keys(range: KeyRange, limit: number): readonly Uint8Array[] {
    return this.#read((database) => [...database.getKeys(rangeOptions(range, limit))]);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.#write(key, (database) => database.putSync(key, asBuffer(value)));
  }

  append(key: Uint8Array, value: Uint8Array): boolean {
    return this.#write(key, (database) => database.putSync(key, asBuffer(value), { append: true }));
  }

  remove(key: Uint8Array): void {
    this.#write(key, (database) => database.removeSync(key));
  }

  /**
   * LMDB's binding keeps one snapshot for the rest of the event-loop turn. A thread that loops without turning would
   * read the past for ever, and hold back space meanwhile; so each read begins and ends its own.
   */
  #read<Result>(work: (database: LmdbDatabase) => Result): Result {
    const ownSnapshot = !this.#environment.writing;
    try {
      if (ownSnapshot) this.#database.resetReadTxn();
      return work(this.#database);
    } catch (cause) {
      throw storageError(cause, this.#environment.folder);
    } finally {
      if (ownSnapshot) this.#database.resetReadTxn();
    }
  }

  #write(key: Uint8Array, work: (database: LmdbDatabase) => unknown): boolean {
    assert(this.#environment.writing, 'tables are written inside a transaction only');
    assert(key.length > 0 && key.length <= MAX_KEY_BYTES, `a key has 1 to ${MAX_KEY_BYTES} bytes, not ${key.length}`);
    try {
      // Declared as returning nothing, it really returns whether the write took place.
      return work(this.#database) === true;
    } catch (cause) {
      throw storageError(cause, this.#environment.folder);
    }
  }
}

/** The binding walks backwards from an inclusive start to an exclusive end: the bounds change places. */
function rangeOptions(range: KeyRange, limit: number): RangeOptions {
  const { from, to, reverse } = range;
  if (reverse !== true) {
    return { limit, ...(from && { start: from }), ...(to && { end: to }) };
  }
  return {
    limit,
    reverse: true,
    ...(to && { start: to, exclusiveStart: true }),
    ...(from && { end: from, inclusiveEnd: true }),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
