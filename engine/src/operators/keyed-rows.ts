/** What one side of a join remembers: its rows, found by join key. */
import type { Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';

/** No slot: the end of a list, or an empty one. */
export const NONE = 0;

/**
 * Rows lie in numbered slots, and those of one join key make a list:
 *
 *     for (let slot = rows.first(key); slot !== NONE; slot = rows.next(slot)) use(rows.row(slot));
 */
export interface KeyedRows {
  /** How many slots are in use. */
  readonly size: number;
  /** The first slot of a key's list, or NONE. */
  first(key: RowKey): number;
  next(slot: number): number;
  row(slot: number): Row;
  /** How many times the row is there. */
  count(slot: number): number;
  /** With how many rows of the other side the row in this slot has been found to belong. */
  partners(slot: number): number;
  setPartners(slot: number, partners: number): void;
  add(key: RowKey, row: Row, partners: number): void;
  /** Takes the row away once. One that is not there changes nothing. */
  remove(key: RowKey, row: Row): void;
  /** The arrival time has reached `ms`: rows that have been there for too long are forgotten. */
  advance(ms: number): void;
  snapshot(state: StateTable): void;
  /** Takes in what was written, in order of slots. */
  restore(entries: Iterable<readonly [slot: number, value: StateValue]>): void;
}

/** The array, or a larger copy of it that has this index. */
export function withRoomFor(array: Int32Array<ArrayBuffer>, index: number): Int32Array<ArrayBuffer> {
  if (index < array.length) return array;
  const larger = new Int32Array(Math.max(array.length * 2, index + 1));
  larger.set(array);
  return larger;
}
