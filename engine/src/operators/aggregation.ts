/**
 * What a grouping operator needs to know of its query: keys, accumulators and results. Compiled from the query's
 * expressions; the operators know only this.
 */
import type { Change, Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateValue } from '../state/state-store.ts';
import type { WindowGroups } from './window-groups.ts';
import type { WindowPolicy } from './window-policy.ts';
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

/** A group as state keeps it: its key columns, and what its accumulators need to go on. */
export interface SavedGroup {
  readonly keys: readonly StateValue[];
  readonly accumulators: readonly StateValue[];
}

/** Gathers a row into its group: undefined when the row takes no part, null when it is late. */
export type GatherFunction = (
  row: Row,
  windows: WindowPolicy,
  groups: WindowGroups,
  completed: number,
  change: Change,
) => Group | null | undefined;

export interface Aggregation {
  /**
   * The way of a row into a window, the hottest code of all: generated for each query, so that every call in it meets
   * one kind of object. What it does is `gatherRow`.
   */
  readonly gather: GatherFunction;
  /** Whether the row takes part at all: the condition of a filter that was drawn into the aggregate. */
  accepts(row: Row): boolean;
  keyOf(row: Row): GroupKey;
  /** A group with the row's key columns that has accumulated nothing. */
  open(row: Row): Group;
  accumulate(group: Group, row: Row): void;
  /** Takes a row back from its group; one that is not there is passed over. Missing where no row ever is. */
  readonly retract?: (group: Group, row: Row) => void;
  /** A group with the same key columns that has accumulated nothing. */
  emptyCopy(group: Group): Group;
  /** Adds what `from` has accumulated; `from` stays as it is. */
  merge(into: Group, from: Group): void;
  /** The result row of a group in the window [start, end). */
  result(group: Group, start: number, end: number): Row;
  save(group: Group): SavedGroup;
  load(saved: SavedGroup): Group;
  keyOfGroup(group: Group): GroupKey;
  /** Whether all of the group's rows have been taken back: then it has no result. Missing where no row ever is. */
  readonly isGone?: (group: Group) => boolean;
}

/** `Aggregation.gather` in plain words. Generated code does the same with its own key and accumulators in place. */
export function gatherRow(aggregation: Omit<Aggregation, 'gather'>): GatherFunction {
  return (row, windows, groups, completed) => {
    if (!aggregation.accepts(row)) return undefined;
    const slice = windows.find(row, completed);
    if (slice === null) return null;
    const key = aggregation.keyOf(row);
    let group = slice.groups.get(key);
    if (group === undefined) group = groups.adopt(slice, key, aggregation.open(row));
    else groups.touch(group);
    aggregation.accumulate(group, row);
    return group;
  };
}
