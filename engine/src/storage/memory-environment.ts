/** The environment contract in memory: for tests, SQL cases and bounded jobs that need no restart. */
import assert from 'node:assert/strict';
import { type Environment, type KeyRange, MAX_KEY_BYTES, type Table, type TableEntry } from './environment.ts';

/**
 * Keeps LMDB’s rules, not only its results: the longest key, one transaction at a time that rolls back when it fails,
 * so that what runs here does not fail there.
 */
export class MemoryEnvironment implements Environment {
  readonly #tables = new Map<string, MemoryTable>();
  /** How to undo each write of the running transaction; undefined outside one. */
  #undo: (() => void)[] | undefined;
  #transactionCount = 0;

  get writing(): boolean {
    return this.#undo !== undefined;
  }

  get transactionCount(): number {
    return this.#transactionCount;
  }

  table(name: string): Table {
    const known = this.#tables.get(name);
    if (known) return known;
    assert(!this.writing, 'a table is opened outside transactions');
    const table = new MemoryTable((undo) => {
      assert(this.#undo, 'tables are written inside a transaction only');
      this.#undo.push(undo);
    });
    this.#tables.set(name, table);
    return table;
  }

  transaction(work: () => void): void {
    assert(!this.writing, 'one transaction at a time');
    const undo: (() => void)[] = [];
    this.#undo = undo;
    this.#transactionCount++;
    try {
      work();
    } catch (failure) {
      for (const step of undo.reverse()) step();
      throw failure;
    } finally {
      this.#undo = undefined;
    }
  }

  async transactionAsync(work: () => void): Promise<void> {
    this.transaction(work);
  }

  async close(): Promise<void> {
    this.#tables.clear();
  }
}

/** Entries by their key's bytes as a Latin-1 string, whose order is the bytes' order. Sorted when a range is read. */
class MemoryTable implements Table {
  readonly #entries = new Map<string, Uint8Array>();
  readonly #record: (undo: () => void) => void;
  #sortedKeys: string[] | undefined;

  constructor(record: (undo: () => void) => void) {
    this.#record = record;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#entries.get(text(key))?.slice();
  }

  scan(range: KeyRange, limit: number, maxBytes = Number.POSITIVE_INFINITY): readonly TableEntry[] {
    const entries: TableEntry[] = [];
    let total = 0;
    for (const key of this.#range(range, limit)) {
      const value = this.#present(key);
      total += value.length;
      if (total > maxBytes && entries.length > 0) break;
      entries.push([bytes(key), value.slice()]);
    }
    return entries;
  }

  keys(range: KeyRange, limit: number): readonly Uint8Array[] {
    return this.#range(range, limit).map(bytes);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    assert(key.length > 0 && key.length <= MAX_KEY_BYTES, `a key has 1 to ${MAX_KEY_BYTES} bytes, not ${key.length}`);
    this.#change(text(key), new Uint8Array(value));
  }

  append(key: Uint8Array, value: Uint8Array): boolean {
    const last = this.#sorted().at(-1);
    if (last !== undefined && text(key) <= last) return false;
    this.put(key, value);
    return true;
  }

  remove(key: Uint8Array): void {
    this.#change(text(key), undefined);
  }

  #change(key: string, value: Uint8Array | undefined): void {
    const before = this.#entries.get(key);
    this.#record(() => this.#set(key, before));
    this.#set(key, value);
  }

  #set(key: string, value: Uint8Array | undefined): void {
    if (value === undefined) {
      if (this.#entries.delete(key)) this.#sortedKeys = undefined;
      return;
    }
    if (!this.#entries.has(key)) this.#sortedKeys = undefined;
    this.#entries.set(key, value);
  }

  #present(key: string): Uint8Array {
    const value = this.#entries.get(key);
    assert(value, 'a listed key has a value');
    return value;
  }

  #range(range: KeyRange, limit: number): string[] {
    const keys = this.#sorted();
    const start = range.from ? firstAtOrAfter(keys, text(range.from)) : 0;
    const end = range.to ? firstAtOrAfter(keys, text(range.to)) : keys.length;
    if (range.reverse !== true) return keys.slice(start, Math.min(end, start + limit));
    return keys.slice(Math.max(start, end - limit), end).reverse();
  }

  #sorted(): string[] {
    this.#sortedKeys ??= [...this.#entries.keys()].sort();
    return this.#sortedKeys;
  }
}

function firstAtOrAfter(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function text(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}

function bytes(key: string): Uint8Array {
  return Buffer.from(key, 'latin1');
}
