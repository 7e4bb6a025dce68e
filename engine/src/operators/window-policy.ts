/**
 * How an aggregate's rows fall into windows: one policy per kind of window. A policy keeps the slices, says which one a
 * row belongs to, and fires the windows that are complete.
 *
 * W1. A window [start, end) is complete when its last millisecond, end − 1, is over; it fires once, in order of its end.
 * W2. A row counts in every window of its own that has not fired when it comes. It is late when all of them have.
 * W3. A window in which no row fell emits nothing.
 */
import type { Row } from '../row/row.ts';
import type { Group } from './aggregation.ts';
import type { Slice } from './window-groups.ts';
import type { Window } from './window-time.ts';

/** Emits the result of a group in the window [start, end). */
export type EmitResult = (group: Group, start: number, end: number) => void;

export interface WindowPolicy {
  /**
   * The slice that gathers the row, or null when the row is late.
   * @param completed the last millisecond that is over
   */
  find(row: Row, completed: number): Slice | null;
  /** Fires every window whose last millisecond is at or before `completed`, and forgets what no window needs. */
  fire(completed: number, emit: EmitResult): void;
  /** While restoring: the slice whose groups were saved with this window. */
  restoreSlice(window: Window, completed: number): Slice;
  /** How many windows, or slices of windows, hold rows. */
  readonly openWindows: number;
}
