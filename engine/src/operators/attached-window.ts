/** Windows that an earlier window gave the rows, in their window_start and window_end columns. */
import type { Row } from '../row/row.ts';
import { Slice, type WindowGroups } from './window-groups.ts';
import type { EmitResult, WindowPolicy } from './window-policy.ts';
import { NO_WINDOW, type Window } from './window-time.ts';

export interface AttachedColumns {
  readonly startOf: (row: Row) => number;
  readonly endOf: (row: Row) => number;
}

const NO_SLICE = new Slice(NO_WINDOW.start, NO_WINDOW.end);

export class AttachedWindow implements WindowPolicy {
  readonly #groups: WindowGroups;
  readonly #columns: AttachedColumns;
  /** By end, then by start: windows of one end fire together. */
  readonly #slices = new Map<number, Map<number, Slice>>();
  #current = NO_SLICE;
  #earliestEnd = Number.POSITIVE_INFINITY;
  #count = 0;

  constructor(groups: WindowGroups, columns: AttachedColumns) {
    this.#groups = groups;
    this.#columns = columns;
  }

  get openWindows(): number {
    return this.#count;
  }

  find(row: Row, completed: number): Slice | null {
    const start = this.#columns.startOf(row);
    const end = this.#columns.endOf(row);
    const current = this.#current;
    if (start === current.start && end === current.end) return current;
    if (end - 1 <= completed) return null;
    this.#current = this.#sliceAt(start, end);
    return this.#current;
  }

  fire(completed: number, emit: EmitResult): void {
    if (this.#earliestEnd - 1 > completed) return;
    const ends = [...this.#slices.keys()].sort((a, b) => a - b);
    this.#earliestEnd = Number.POSITIVE_INFINITY;
    this.#current = NO_SLICE;
    for (const end of ends) {
      if (end - 1 > completed) {
        this.#earliestEnd = end;
        return;
      }
      this.#fireEnd(end, emit);
    }
  }

  restoreSlice(window: Window): Slice {
    return this.#sliceAt(window.start, window.end);
  }

  #fireEnd(end: number, emit: EmitResult): void {
    const slices = [...(this.#slices.get(end)?.values() ?? [])].sort((a, b) => a.start - b.start);
    for (const slice of slices) {
      for (const group of slice.groups.values()) emit(group, slice.start, slice.end);
      this.#groups.drop(slice);
    }
    this.#slices.delete(end);
    this.#count -= slices.length;
  }

  #sliceAt(start: number, end: number): Slice {
    let ofEnd = this.#slices.get(end);
    if (ofEnd === undefined) {
      ofEnd = new Map();
      this.#slices.set(end, ofEnd);
    }
    let slice = ofEnd.get(start);
    if (slice === undefined) {
      slice = new Slice(start, end);
      ofEnd.set(start, slice);
      this.#count += 1;
      this.#earliestEnd = Math.min(this.#earliestEnd, end);
    }
    return slice;
  }
}
