/** The groups of one window aggregate: one map of groups per slice of time, all in one slot table. */
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { Aggregation, Group, GroupKey } from './aggregation.ts';
import { SlotTable } from './slot-table.ts';
import type { Window } from './window-time.ts';

/** A stretch of time whose rows are gathered together, and the groups that they fall into, in order of arrival. */
export class Slice implements Window {
  readonly start: number;
  readonly end: number;
  readonly groups = new Map<GroupKey, Group>();

  constructor(start: number, end: number) {
    this.start = start;
    this.end = end;
  }
}

export class WindowGroups {
  readonly aggregation: Aggregation;
  readonly #slots = new SlotTable<Group>();
  #nextSequence = 0;

  constructor(aggregation: Aggregation) {
    this.aggregation = aggregation;
  }

  /** How many groups there are in all slices. */
  get size(): number {
    return this.#slots.size;
  }

  /** Puts a new group into a slice. */
  adopt(slice: Slice, key: GroupKey, group: Group): Group {
    group.window = slice;
    group.sequence = this.#nextSequence++;
    group.slot = this.#slots.add(group);
    slice.groups.set(key, group);
    return group;
  }

  /** Says that a group has changed. */
  touch(group: Group): void {
    this.#slots.touch(group.slot);
  }

  /** Moves all that a slice has gathered into another, which may have groups of the same keys. */
  mergeInto(target: Slice, from: Slice): void {
    for (const [key, group] of from.groups) {
      const existing = target.groups.get(key);
      if (existing === undefined) {
        this.#move(target, key, group);
      } else {
        this.aggregation.merge(existing, group);
        this.#slots.touch(existing.slot);
        this.#slots.remove(group.slot);
      }
    }
    from.groups.clear();
  }

  /** Forgets the slice's groups. */
  drop(slice: Slice): void {
    for (const group of slice.groups.values()) this.#slots.remove(group.slot);
    slice.groups.clear();
  }

  snapshot(state: StateTable): void {
    this.#slots.snapshot(state, (group) => [
      group.window.start,
      group.window.end,
      group.sequence,
      this.aggregation.save(group),
    ]);
  }

  /** Reads the groups back and returns the operator's header. `place` must follow. */
  restore(state: StateTable): StateValue | undefined {
    return this.#slots.restore(state, (value, slot) => this.#load(value, slot));
  }

  /** Puts the restored groups into the slices that `sliceOf` gives for their windows. */
  place(sliceOf: (window: Window) => Slice): void {
    const groups = [...this.#slots.entries()].sort((a, b) => a.sequence - b.sequence);
    for (const group of groups) {
      const slice = sliceOf(group.window);
      group.window = slice;
      slice.groups.set(this.aggregation.keyOfGroup(group), group);
      this.#nextSequence = group.sequence + 1;
    }
  }

  /** A moved group counts as new, so that the order of the target's map is the order of its sequences. */
  #move(target: Slice, key: GroupKey, group: Group): void {
    group.window = target;
    group.sequence = this.#nextSequence++;
    this.#slots.touch(group.slot);
    target.groups.set(key, group);
  }

  #load(value: StateValue, slot: number): Group {
    const [start, end, sequence, saved] = value as [number, number, number, StateValue];
    const group = this.aggregation.load(saved);
    group.slot = slot;
    group.sequence = sequence;
    group.window = { start, end };
    return group;
  }
}
