/**
 * What OVER (…) remembers of one key: the rows of its frame, reduced to what the aggregates read of them, and the
 * aggregates over them. The class is generated for each query (sql/compile/over/frame-class.ts).
 *
 * The entries of a frame that slides are numbered from 0 on as they come, for ever; a frame holds those from `first` to
 * `end`. Its arrays may still begin with entries that have left: entry n lies at n − `base`.
 */
import type { Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateValue } from '../state/state-store.ts';

export interface OverFrame {
  readonly key: RowKey;
  slot: number;
  /** The last time whose results have left; rows of this time and before are late for the key. */
  firedMs: number;
  /** When all that is remembered of the key may be dropped; MIN_WATERMARK before the first row. */
  expiresMs: number;
  /** The moments in which it was or will be looked whether the key has expired. */
  checks: readonly number[];
  readonly first: number;
  readonly end: number;
  readonly base: number;
  /** Where stored pages of entries are: of page ⌊first / PAGE⌋ and those behind it. */
  pageSlots: readonly number[];
  firstPage: number;
  /** Takes a row into the frame. */
  add(row: Row, ms: number): void;
  /** Takes out what happened before `ms`. */
  dropBefore(ms: number): void;
  /** Takes out the oldest rows until no more than `count` are left. */
  keepLast(count: number): void;
  /** The row with the present results behind its columns. */
  result(row: Row): Row;
  /** The entries from `from` up to `to`, as state keeps them; none for a frame that never slides. */
  saveEntries(from: number, to: number): StateValue;
  /** Puts entries at the end, on a frame that is being restored. `from` is the number of the first of them. */
  loadEntries(from: number, saved: StateValue): void;
  /** The state of the aggregates; what the entries tell anyway is left out. */
  save(): StateValue;
  /** The opposite: called when all entries are there, of which those before `first` have left. */
  load(saved: StateValue, first: number): void;
}

export type OverFrameClass = new (key: RowKey) => OverFrame;
