/**
 * HOP: overlapping windows of one size that begin every slide. Rows are gathered once, in slices as long as the greatest
 * common divisor of size and slide; a window's result is the merge of its slices.
 */
import assert from 'node:assert';
import type { Row } from '../row/row.ts';
import type { Group, GroupKey } from './aggregation.ts';
import { Slice, type WindowGroups } from './window-groups.ts';
import type { EmitResult, WindowPolicy } from './window-policy.ts';
import { greatestCommonDivisor, intervalStart, NO_WINDOW, type Window } from './window-time.ts';

export interface HopSpec {
  readonly sizeMs: number;
  readonly slideMs: number;
  readonly offsetMs: number;
}

/** A slice that knows the next window of its own to fire. */
class HopSlice extends Slice {
  nextEnd = 0;
}

const NO_SLICE = new HopSlice(NO_WINDOW.start, NO_WINDOW.end);

export class HopWindow implements WindowPolicy {
  readonly #groups: WindowGroups;
  readonly #timeOf: (row: Row) => number;
  readonly #spec: HopSpec;
  readonly #sliceMs: number;
  /** In order of time. */
  readonly #slices: HopSlice[] = [];
  #current = NO_SLICE;
  #earliestEnd = Number.POSITIVE_INFINITY;

  constructor(groups: WindowGroups, timeOf: (row: Row) => number, spec: HopSpec) {
    assert(spec.sizeMs >= spec.slideMs, 'hops that leave gaps cannot be aggregated');
    this.#groups = groups;
    this.#timeOf = timeOf;
    this.#spec = spec;
    this.#sliceMs = greatestCommonDivisor(spec.sizeMs, spec.slideMs);
  }

  get openWindows(): number {
    return this.#slices.length;
  }

  find(row: Row, completed: number): Slice | null {
    const time = this.#timeOf(row);
    const current = this.#current;
    if (time >= current.start && time < current.end) return current;
    const start = intervalStart(time, this.#sliceMs, this.#spec.offsetMs);
    if (this.#lastEnd(start) - 1 <= completed) return null;
    this.#current = this.#sliceAt(start, completed);
    return this.#current;
  }

  fire(completed: number, emit: EmitResult): void {
    while (this.#earliestEnd - 1 <= completed) {
      this.#fireWindow(this.#earliestEnd, emit);
      this.#current = NO_SLICE;
      this.#earliestEnd = this.#slices.reduce((least, slice) => Math.min(least, slice.nextEnd), Infinity);
    }
  }

  restoreSlice(window: Window, completed: number): Slice {
    return this.#sliceAt(window.start, completed);
  }

  #fireWindow(end: number, emit: EmitResult): void {
    const start = end - this.#spec.sizeMs;
    const members = this.#slices.filter((slice) => slice.start >= start && slice.end <= end);
    for (const group of this.#merged(members).values()) emit(group, start, end);
    for (const slice of members) {
      slice.nextEnd = end + this.#spec.slideMs;
      if (slice.nextEnd > this.#lastEnd(slice.start)) this.#remove(slice);
    }
  }

  /** One group per key over all slices: the only slice's own group, or a merged copy (known by its slot 0). */
  #merged(slices: readonly Slice[]): ReadonlyMap<GroupKey, Group> {
    const [only] = slices;
    if (only !== undefined && slices.length === 1) return only.groups;
    const merged = new Map<GroupKey, Group>();
    for (const slice of slices) {
      for (const [key, group] of slice.groups) this.#mergeGroup(merged, key, group);
    }
    return merged;
  }

  #mergeGroup(merged: Map<GroupKey, Group>, key: GroupKey, group: Group): void {
    const { aggregation } = this.#groups;
    const existing = merged.get(key);
    if (existing === undefined) {
      merged.set(key, group);
    } else if (existing.slot === 0) {
      aggregation.merge(existing, group);
    } else {
      const copy = aggregation.emptyCopy(existing);
      aggregation.merge(copy, existing);
      aggregation.merge(copy, group);
      merged.set(key, copy);
    }
  }

  #remove(slice: HopSlice): void {
    this.#groups.drop(slice);
    this.#slices.splice(this.#slices.indexOf(slice), 1);
  }

  #sliceAt(start: number, completed: number): HopSlice {
    let index = this.#slices.length;
    for (; index > 0; index -= 1) {
      const slice = this.#slices[index - 1];
      if (slice === undefined || slice.start < start) break;
      if (slice.start === start) return slice;
    }
    const slice = new HopSlice(start, start + this.#sliceMs);
    slice.nextEnd = this.#firstEndAfter(Math.max(start + this.#sliceMs - 2, completed));
    this.#slices.splice(index, 0, slice);
    this.#earliestEnd = Math.min(this.#earliestEnd, slice.nextEnd);
    return slice;
  }

  /** The end of the first window whose last millisecond is after `completed`. */
  #firstEndAfter(completed: number): number {
    const { sizeMs, slideMs, offsetMs } = this.#spec;
    return intervalStart(completed + 1 - sizeMs, slideMs, offsetMs) + slideMs + sizeMs;
  }

  /** The end of the last window that holds the slice. */
  #lastEnd(sliceStart: number): number {
    const { sizeMs, slideMs, offsetMs } = this.#spec;
    return intervalStart(sliceStart, slideMs, offsetMs) + sizeMs;
  }
}
