/** TUMBLE: back-to-back windows of one size. A window is one slice. */
import type { Row } from '../row/row.ts';
import { Slice, type WindowGroups } from './window-groups.ts';
import type { EmitResult, WindowPolicy } from './window-policy.ts';
import { intervalStart, NO_WINDOW, type Window } from './window-time.ts';

export interface TumbleSpec {
  readonly sizeMs: number;
  readonly offsetMs: number;
}

const NO_SLICE = new Slice(NO_WINDOW.start, NO_WINDOW.end);

export class TumbleWindow implements WindowPolicy {
  readonly #groups: WindowGroups;
  readonly #timeOf: (row: Row) => number;
  readonly #spec: TumbleSpec;
  readonly #slices = new Map<number, Slice>();
  /** The slice of the last row: most rows belong into it and pay no look-up. */
  #current = NO_SLICE;
  #earliestEnd = Number.POSITIVE_INFINITY;

  constructor(groups: WindowGroups, timeOf: (row: Row) => number, spec: TumbleSpec) {
    this.#groups = groups;
    this.#timeOf = timeOf;
    this.#spec = spec;
  }

  get openWindows(): number {
    return this.#slices.size;
  }

  find(row: Row, completed: number): Slice | null {
    const time = this.#timeOf(row);
    const current = this.#current;
    if (time >= current.start && time < current.end) return current;
    const start = intervalStart(time, this.#spec.sizeMs, this.#spec.offsetMs);
    const end = start + this.#spec.sizeMs;
    if (end - 1 <= completed) return null;
    this.#current = this.#sliceAt(start, end);
    return this.#current;
  }

  fire(completed: number, emit: EmitResult): void {
    if (this.#earliestEnd - 1 > completed) return;
    const slices = [...this.#slices.values()].sort((a, b) => a.end - b.end);
    this.#earliestEnd = Number.POSITIVE_INFINITY;
    this.#current = NO_SLICE;
    for (const slice of slices) {
      if (slice.end - 1 > completed) {
        this.#earliestEnd = slice.end;
        return;
      }
      for (const group of slice.groups.values()) emit(group, slice.start, slice.end);
      this.#groups.drop(slice);
      this.#slices.delete(slice.start);
    }
  }

  restoreSlice(window: Window): Slice {
    return this.#sliceAt(window.start, window.end);
  }

  #sliceAt(start: number, end: number): Slice {
    const existing = this.#slices.get(start);
    if (existing !== undefined) return existing;
    const slice = new Slice(start, end);
    this.#slices.set(start, slice);
    this.#earliestEnd = Math.min(this.#earliestEnd, end);
    return slice;
  }
}
