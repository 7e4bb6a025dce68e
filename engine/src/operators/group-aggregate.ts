/**
 * GROUP BY without a window: one running result per group, which is taken back and told anew as rows come and go.
 *
 * A1. Results leave at the end of a micro-batch, and of each group only the net change: what it was for those downstream
 *     when the batch began, and what it is now. Groups leave in the order of their last change, as they would if every
 *     row were answered at once, so that what depends on order downstream does not depend on where batches end.
 * A2. Between micro-batches what downstream has of a group is `result(group)`; only while a group waits for the batch's
 *     end is the earlier result kept beside it.
 * A3. A group whose last row is taken back is gone: downstream gets a DELETE, and a row that comes later opens it anew.
 */
import { Change, type Row } from '../row/row.ts';
import type { StateTable } from '../state/state-store.ts';
import type { Group, GroupKey, SavedGroup } from './aggregation.ts';
import { GroupTable } from './group-table.ts';
import type { Operator, Output } from './operator.ts';
import { type Perishable, StateTtl } from './state-ttl.ts';

export interface RunningGroup extends Group, Perishable {
  /** How many rows it has; counted only where rows are taken back. */
  rows: number;
  /** What downstream has of it, while it waits for the end of the micro-batch; null for a new group. */
  before: Row | null;
  /** Its last place in the list of what has changed; −1 when it does not wait. */
  lastChange: number;
}

/** What generated code needs of the operator. */
export interface RunningGroups {
  readonly byKey: Map<GroupKey, RunningGroup>;
  readonly ttl: StateTtl<RunningGroup>;
  adopt(key: GroupKey, group: RunningGroup): void;
  /** The group was written too long ago: it is no more. */
  expire(group: RunningGroup): void;
  /** The group is about to change for the first time in this micro-batch. */
  begin(group: RunningGroup): void;
  /** Every group that has changed, once for each change. */
  readonly changed: RunningGroup[];
}

/** Compiled from the query: keys, accumulators, results. */
export interface RunningAggregation {
  /** The way of a row into its group: generated, since it is all that most rows need. What it does is `takeRow`. */
  readonly take: (row: Row, change: Change, groups: RunningGroups) => void;
  result(group: RunningGroup): Row;
  /** Whether two results of one group are equal. */
  isSame(a: Row, b: Row): boolean;
  save(group: RunningGroup): SavedGroup;
  load(saved: SavedGroup): RunningGroup;
  keyOfGroup(group: RunningGroup): GroupKey;
}

export interface GroupAggregateOptions {
  readonly id: string;
  readonly aggregation: RunningAggregation;
  /** Whether rows of the input are taken back, so that a group can lose its last row. */
  readonly retracts: boolean;
  /** Whether anyone downstream asks for what an update replaces. */
  readonly updateBefore: boolean;
  /** Results leave after each row, for those downstream to whom every change matters; else A1. */
  readonly eachChange: boolean;
  /** 0: groups live for ever. */
  readonly ttlMs: number;
  readonly output: Output;
}

export class GroupAggregate implements Operator, Output, RunningGroups {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly byKey = new Map<GroupKey, RunningGroup>();
  readonly ttl: StateTtl<RunningGroup>;
  changed: RunningGroup[] = [];
  readonly #aggregation: RunningAggregation;
  readonly #take: RunningAggregation['take'];
  readonly #retracts: boolean;
  readonly #updateBefore: boolean;
  readonly #eachChange: boolean;
  readonly #output: Output;
  readonly #table: GroupTable<RunningGroup>;

  constructor(options: GroupAggregateOptions) {
    this.id = options.id;
    this.#aggregation = options.aggregation;
    this.#take = options.aggregation.take;
    this.#retracts = options.retracts;
    this.#updateBefore = options.updateBefore;
    this.#eachChange = options.eachChange;
    this.#output = options.output;
    this.#table = new GroupTable(options.aggregation);
    this.ttl = new StateTtl(options.ttlMs, (group) => this.#drop(group));
  }

  onRow(row: Row, change: Change): void {
    this.#take(row, change, this);
    if (this.#eachChange) this.#emitChanged();
  }

  onWatermark(ms: number): void {
    this.#output.onWatermark(ms);
  }

  /** What has changed leaves before time moves on, so that each change meets the groups of its own time. */
  onProcessingTime(ms: number): void {
    if (this.ttl.isOn) {
      this.#emitChanged();
      this.ttl.advance(ms);
    }
    this.#output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#emitChanged();
    this.#output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    this.#table.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#table.restore(state);
    for (const group of this.#table.inOrder()) {
      this.byKey.set(this.#aggregation.keyOfGroup(group), group);
      this.ttl.add(group, group.writtenMs);
    }
  }

  gauges(): Readonly<Record<string, number>> {
    return { keys: this.byKey.size };
  }

  adopt(key: GroupKey, group: RunningGroup): void {
    this.#table.add(group);
    this.byKey.set(key, group);
    this.ttl.add(group);
  }

  expire(group: RunningGroup): void {
    this.ttl.forget(group);
    this.#drop(group);
  }

  begin(group: RunningGroup): void {
    group.before = this.#aggregation.result(group);
    this.#table.touch(group);
    this.ttl.renew(group);
  }

  #emitChanged(): void {
    const { changed } = this;
    if (changed.length === 0) return;
    this.changed = [];
    for (const [place, group] of changed.entries()) {
      if (group.lastChange === place) this.#emit(group);
    }
  }

  #emit(group: RunningGroup): void {
    const { before } = group;
    group.before = null;
    group.lastChange = -1;
    if (this.#retracts && group.rows === 0) {
      if (before !== null) this.#output.onRow(before, Change.DELETE);
      this.expire(group);
      return;
    }
    const after = this.#aggregation.result(group);
    if (before === null) {
      this.#output.onRow(after, Change.INSERT);
      return;
    }
    // With a time to live Flink tells an unchanged result, too: it keeps the state downstream alive.
    if (!this.ttl.isOn && this.#aggregation.isSame(before, after)) return;
    if (this.#updateBefore) this.#output.onRow(before, Change.UPDATE_BEFORE);
    this.#output.onRow(after, Change.UPDATE_AFTER);
  }

  #drop(group: RunningGroup): void {
    this.byKey.delete(this.#aggregation.keyOfGroup(group));
    this.#table.remove(group);
  }
}
