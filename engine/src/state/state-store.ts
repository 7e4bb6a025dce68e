/**
 * What operators remember. The contract has two forms, memory and LMDB, and one conformance suite.
 *
 * S1. A table belongs to one operator. Its slots are small dense integers that the operator hands out and reuses, so
 *     that hot entries lie together on disk; the entry's key is part of its value.
 * S2. `put` and `remove` take effect together with the log position and the outputs, in one transaction, or not at all.
 * S3. `entries` runs in slot order and sees what was last committed. It is read once, at restore.
 */

/** What can be stored: plain data, nested at will. Numbers keep −0, NaN and infinities; bigints are exact. */
export type StateValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly StateValue[]
  /** Comes back as the array of its values. */
  | ReadonlySet<StateValue>
  | { readonly [name: string]: StateValue };

export interface StateTable {
  put(slot: number, value: StateValue): void;
  remove(slot: number): void;
  entries(): Iterable<readonly [slot: number, value: StateValue]>;
}

export interface StateStore {
  /** The table of that name, made when missing. Names are operator ids. */
  table(name: string): StateTable;
  /** Everything that `work` puts, in any table, view or position, becomes durable together when this returns. */
  transaction(work: () => void): void;
  /** Drops every table, for a rebuild. */
  clear(): void;
  close(): Promise<void>;
}
