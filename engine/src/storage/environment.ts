/**
 * The contract of an ordered key-value environment with one writer: what log, state and views are built on.
 *
 * E1. Keys order as their bytes do. Keys have 1 to MAX_KEY_BYTES bytes.
 * E2. Writes happen inside a transaction and take effect together, or not at all when its work throws or the disk is
 *     full. Inside it, reads see its writes; outside, and in other threads, they see what was last committed.
 * E3. Whatever a read hands out is a copy. No read leaves a snapshot open behind it: an open snapshot would keep the
 *     space of everything deleted since from being used again.
 * E4. A write takes its bytes as they are when it is called: their memory may be used again at once.
 */

/** What LMDB holds with pages of 4 KB. */
export const MAX_KEY_BYTES = 1978;

export interface KeyRange {
  /** Inclusive. */
  readonly from?: Uint8Array;
  /** Exclusive. */
  readonly to?: Uint8Array;
  /** Greatest key first. */
  readonly reverse?: boolean;
}

export type TableEntry = readonly [key: Uint8Array, value: Uint8Array];

export interface TableReader {
  get(key: Uint8Array): Uint8Array | undefined;
  /**
   * At most `limit` entries of the range, in key order, read from one snapshot. Ends before the entry with which the
   * values would take more than `maxBytes`, but never before the first.
   */
  scan(range: KeyRange, limit: number, maxBytes?: number): readonly TableEntry[];
  /** The same, without reading the values. */
  keys(range: KeyRange, limit: number): readonly Uint8Array[];
}

export interface Table extends TableReader {
  put(key: Uint8Array, value: Uint8Array): void;
  /** Puts a key that is greater than every other of the table; false, and nothing was put, when it is not. */
  append(key: Uint8Array, value: Uint8Array): boolean;
  remove(key: Uint8Array): void;
}

export interface Environment {
  /** The table of that name, made when missing. Not inside a transaction. */
  table(name: string): Table;
  /** True while the work of a transaction runs: only then may tables be written. */
  readonly writing: boolean;
  /** How many transactions have begun: tells one from the next, for what is worth keeping within one. */
  readonly transactionCount: number;
  /** Runs `work` and commits before it returns. Not beside a transactionAsync that has not resolved. */
  transaction(work: () => void): void;
  /** The same, but the slow part, writing to disk and waiting for it, happens off this thread. One at a time. */
  transactionAsync(work: () => void): Promise<void>;
  close(): Promise<void>;
}
