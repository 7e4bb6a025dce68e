/** The groups of one window aggregate: one map of groups per slice of time, all in one slot table. */
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { Aggregation, Group, GroupKey } from './aggregation.ts';
import { GroupTable } from './group-table.ts';
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
  readonly #table: GroupTable;
  #nextSequence = 0;

  constructor(aggregation: Aggregation) {
    this.aggregation = aggregation;
    this.#table = new GroupTable(aggregation);
  }

  /** How many groups there are in all slices. */
  get size(): number {
    return this.#table.size;
  }

  /** Puts a new group into a slice. */
  adopt(slice: Slice, key: GroupKey, group: Group): Group {
    group.window = slice;
    group.sequence = this.#nextSequence++;
    this.#table.add(group);
    slice.groups.set(key, group);
    return group;
  }

  /** Says that a group has changed. */
  touch(group: Group): void {
    this.#table.touch(group);
  }

  /** The same of the group in that slot: for generated code, which knows what kind of group it reads the slot of. */
  touchSlot(slot: number): void {
    this.#table.touchSlot(slot);
  }

  /** Moves all that a slice has gathered into another, which may have groups of the same keys. */
  mergeInto(target: Slice, from: Slice): void {
    for (const [key, group] of from.groups) {
      const existing = target.groups.get(key);
      if (existing === undefined) {
        this.#move(target, key, group);
      } else {
        this.aggregation.merge(existing, group);
        this.#table.touch(existing);
        this.#table.remove(group);
      }
    }
    from.groups.clear();
  }

  /** Forgets the slice's groups. */
  drop(slice: Slice): void {
    for (const group of slice.groups.values()) this.#table.remove(group);
    slice.groups.clear();
  }

  snapshot(state: StateTable): void {
    this.#table.snapshot(state);
  }

  /** Reads the groups back and returns the operator's header. `place` must follow. */
  restore(state: StateTable): StateValue | undefined {
    return this.#table.restore(state);
  }

  /** Puts the restored groups into the slices that `sliceOf` gives for their windows. */
  place(sliceOf: (window: Window) => Slice): void {
    for (const group of this.#table.inOrder()) {
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
    this.#table.touch(group);
    target.groups.set(key, group);
  }
}
