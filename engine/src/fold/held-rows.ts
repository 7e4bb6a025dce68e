/**
 * What all tables hold under one key, in front of the disk. An event asks several tables for the same user, and for the
 * same product: they are found together, by one look into a large map instead of four.
 */
import type { StoredTable } from './stored-table.ts';

/** A state of one table, or with undefined the knowledge that there is none. */
export interface HeldState {
  readonly table: StoredTable<unknown>;
  readonly row: HeldRow;
  state: unknown;
  /** It has changed since a commit took it. */
  changed: boolean;
  /** Its place on disk is not out of date. */
  placed: boolean;
}

export interface HeldRow {
  readonly key: string;
  readonly states: HeldState[];
  /** How many of them are not placed. */
  unplaced: number;
  /** It waits for a round of settling. */
  waits: boolean;
}

export class HeldRows {
  readonly #perGeneration: number;
  readonly #onGeneration: () => void;
  /** Two generations: what was not used while one filled up is given up with the other. */
  #young = new Map<string, HeldRow>();
  #old = new Map<string, HeldRow>();
  /** What must not be given up. */
  readonly #unplaced = new Map<string, HeldRow>();
  /** What was asked for last: mostly the user and the product of one event. */
  #last: HeldRow | undefined;
  #lastButOne: HeldRow | undefined;

  /** @param onGeneration is called when rows may have been given up: who holds one must ask for it again. */
  constructor(mostRows: number, onGeneration: () => void) {
    this.#perGeneration = mostRows / 2;
    this.#onGeneration = onGeneration;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** The row of a key, made when there is none. */
  of(key: string): HeldRow {
    const last = this.#last;
    if (last !== undefined && last.key === key) return last;
    const before = this.#lastButOne;
    this.#lastButOne = last;
    const row = before !== undefined && before.key === key ? before : (this.#young.get(key) ?? this.#fetched(key));
    this.#last = row;
    return row;
  }

  /** A state of the row has changed that was placed until now. */
  unplace(row: HeldRow): void {
    row.unplaced++;
    if (row.unplaced === 1) this.#unplaced.set(row.key, row);
  }

  /** The row lies in its places now, but for what has changed since. */
  settle(row: HeldRow): void {
    row.waits = false;
    for (const held of row.states) {
      if (held.placed || held.changed) continue;
      held.placed = true;
      row.unplaced--;
    }
    if (row.unplaced === 0) this.#unplaced.delete(row.key);
  }

  #fetched(key: string): HeldRow {
    const row = this.#old.get(key) ?? this.#unplaced.get(key) ?? { key, states: [], unplaced: 0, waits: false };
    if (this.#young.size >= this.#perGeneration) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#lastButOne = undefined;
      this.#onGeneration();
    }
    this.#young.set(key, row);
    return row;
  }
}
