/**
 * What a grouping operator needs to know of its query: keys, accumulators and results. Compiled from the query's
 * expressions; the operators know only this.
 */
import type { Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateValue } from '../state/state-store.ts';
import type { Window } from './window-time.ts';

/** The group's key columns as one value that a Map can compare. */
export type GroupKey = RowKey;

/** One group: its key columns and accumulators, in fields that only the Aggregation knows. */
export interface Group {
  /** Where it is stored, given by the operator. */
  slot: number;
  /** Larger than that of every group opened before. */
  sequence: number;
  /** The stretch of time whose rows it has gathered. */
  window: Window;
  /** Whether it has changed since its early result was last emitted. */
  fresh: boolean;
}

export interface Aggregation {
  /** Whether the row takes part at all: the condition of a filter that was drawn into the aggregate. */
  accepts(row: Row): boolean;
  keyOf(row: Row): GroupKey;
  /** A group with the row's key columns that has accumulated nothing. */
  open(row: Row): Group;
  accumulate(group: Group, row: Row): void;
  /** A group with the same key columns that has accumulated nothing. */
  emptyCopy(group: Group): Group;
  /** Adds what `from` has accumulated; `from` stays as it is. */
  merge(into: Group, from: Group): void;
  /** The result row of a group in the window [start, end). */
  result(group: Group, start: number, end: number): Row;
  save(group: Group): StateValue;
  load(value: StateValue): Group;
  keyOfGroup(group: Group): GroupKey;
}
