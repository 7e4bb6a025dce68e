/**
 * The side of a join whose rows are never taken back. Rows only come, so that they are written in pages: a page is
 * written again until it is full, and a full one never.
 */
import type { Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import { type KeyedRows, NONE, withRoomFor } from './keyed-rows.ts';
import type { RowCodec } from './row-codec.ts';

const PAGE_ROWS = 64;

export interface AppendedRowsOptions {
  readonly keyOf: (row: Row) => RowKey | null;
  readonly rows: RowCodec;
  /** It only counts whether a key has a row: later rows of a key are not kept. */
  readonly onePerKey: boolean;
}

export class AppendedRows implements KeyedRows {
  readonly #options: AppendedRowsOptions;
  readonly #heads = new Map<RowKey, number>();
  /** By slot; slot 0 stays empty. */
  readonly #rows: (Row | undefined)[] = [undefined];
  #next = new Int32Array(64);
  /** How many rows have been written. */
  #written = 0;

  constructor(options: AppendedRowsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#rows.length - 1;
  }

  first(key: RowKey): number {
    return this.#heads.get(key) ?? NONE;
  }

  next(slot: number): number {
    return this.#next[slot] ?? NONE;
  }

  row(slot: number): Row {
    return this.#rows[slot] as Row;
  }

  count(): number {
    return 1;
  }

  partners(): number {
    return 0;
  }

  setPartners(): void {
    throw new TypeError('rows that are written once cannot count their partners');
  }

  /** A new row comes second in its list, so that the list's head stays as it is. */
  add(key: RowKey, row: Row): void {
    const slot = this.#rows.length;
    const head = this.#heads.get(key);
    if (head !== undefined && this.#options.onePerKey) return;
    this.#rows.push(row);
    this.#next = withRoomFor(this.#next, slot);
    if (head === undefined) {
      this.#heads.set(key, slot);
    } else {
      this.#next[slot] = this.#next[head] ?? NONE;
      this.#next[head] = slot;
    }
  }

  remove(): void {
    throw new TypeError('a row was taken back from a side of a join that only adds rows');
  }

  advance(): void {}

  snapshot(state: StateTable): void {
    const { size } = this;
    for (let from = this.#written - (this.#written % PAGE_ROWS); from < size; from += PAGE_ROWS) {
      const page: StateValue[] = [];
      const end = Math.min(from + PAGE_ROWS, size);
      for (let slot = from + 1; slot <= end; slot += 1) page.push(this.#options.rows.save(this.row(slot)));
      state.put(from / PAGE_ROWS, page);
    }
    this.#written = size;
  }

  restore(entries: Iterable<readonly [slot: number, value: StateValue]>): void {
    const { keyOf, rows } = this.#options;
    for (const [, page] of entries) {
      for (const value of page as readonly StateValue[]) {
        const row = rows.load(value);
        const key = keyOf(row);
        if (key !== null) this.add(key, row);
      }
    }
    this.#written = this.size;
  }
}
