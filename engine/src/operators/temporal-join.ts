/**
 * Each left row with the version of the right side's row that was valid at the left row's time.
 *
 * V1. A left row waits until the watermark of both sides has reached it; then no version that would be valid at its time
 *     can still come. It meets the latest version that is not after it, unless that one is a deletion.
 * V2. Versions are told apart by key and time; of two with one time the one that came last counts. UPDATE_BEFORE says
 *     nothing: the version that follows ends the one before.
 * V3. Each key has one timer: the least time among what has come since it last ran, and of the left rows that wait. When
 *     the watermark passes it, the left rows that are due leave in order of arrival, and versions go that a later one
 *     has replaced before the watermark.
 * V4. A left row that comes late waits for the next watermark like any other and meets what is still there. Flink does
 *     not drop it.
 */
import { Change, type Row } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { GroupKey } from './aggregation.ts';
import type { StreamClock } from './calc.ts';
import { JoinProgress } from './join-progress.ts';
import type { JoinInput, JoinRows } from './join-rows.ts';
import type { Operator, Output } from './operator.ts';
import { SlotTable } from './slot-table.ts';
import { type Timer, TimerQueue } from './timer-queue.ts';

export interface TemporalJoinOptions {
  readonly id: string;
  readonly left: JoinInput;
  readonly right: JoinInput;
  readonly leftTimeOf: (row: Row) => number;
  readonly rightTimeOf: (row: Row) => number;
  readonly join: JoinRows;
  /** Kept up to date for the condition in `join`. */
  readonly clock: StreamClock;
  readonly output: Output;
}

interface Entry {
  readonly isLeft: boolean;
  readonly row: Row;
  readonly change: Change;
  readonly time: number;
  readonly sequence: number;
  /** Whether its key's timer is set to its time. */
  armed: boolean;
  slot: number;
}

/** What waits and what is known of one key. */
interface KeyState {
  /** In order of arrival. */
  waiting: Entry[];
  /** In order of time. */
  readonly versions: Entry[];
  /** The entry that the timer is set to. */
  armed: Entry | undefined;
}

interface KeyTimer extends Timer {
  readonly key: GroupKey;
  readonly entry: Entry;
}

type SavedEntry = readonly [isLeft: boolean, change: Change, sequence: number, armed: boolean, row: StateValue];

export class TemporalJoin implements Operator {
  readonly id: string;
  readonly inputs: readonly Output[];
  readonly #options: TemporalJoinOptions;
  readonly #entries = new SlotTable<Entry>();
  readonly #keys = new Map<GroupKey, KeyState>();
  readonly #timers = new TimerQueue<KeyTimer>();
  readonly #progress = new JoinProgress();
  #waiting = 0;

  constructor(options: TemporalJoinOptions) {
    this.id = options.id;
    this.#options = options;
    this.inputs = [this.#input(0), this.#input(1)];
  }

  snapshot(state: StateTable): void {
    const { left, right } = this.#options;
    this.#entries.snapshot(state, ({ isLeft, change, sequence, armed, row }) => [
      isLeft,
      change,
      sequence,
      armed,
      (isLeft ? left : right).rows.save(row),
    ]);
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#entries.restore(state, (value, slot) => this.#load(value as SavedEntry, slot)));
    for (const entry of [...this.#entries.entries()].sort((a, b) => a.sequence - b.sequence)) {
      const { key, known } = this.#enter(entry);
      if (entry.armed) this.#arm(key, known, entry);
    }
  }

  gauges(): Readonly<Record<string, number>> {
    return { waitingRows: this.#waiting, versions: this.#entries.size - this.#waiting, keys: this.#keys.size };
  }

  #input(index: 0 | 1): Output {
    const { output, clock } = this.#options;
    const progress = this.#progress;
    return {
      onRow: (row, change) => this.#onRow(row, change, index === 0),
      onWatermark: (ms) => {
        if (!progress.watermarks.advance(index, ms)) return;
        clock.watermark = progress.watermark;
        this.#runTimers(progress.watermark);
        output.onWatermark(progress.watermark);
      },
      onProcessingTime: (ms) => {
        if (!progress.processingTimes.advance(index, ms)) return;
        clock.processingTime = progress.processingTime;
        output.onProcessingTime(progress.processingTime);
      },
      onBatchEnd: () => output.onBatchEnd(),
    };
  }

  #onRow(row: Row, change: Change, isLeft: boolean): void {
    if (!isLeft && change === Change.UPDATE_BEFORE) return;
    const time = isLeft ? this.#options.leftTimeOf(row) : this.#options.rightTimeOf(row);
    const sequence = this.#progress.nextSequence++;
    const entry: Entry = { isLeft, row, change, time, sequence, armed: false, slot: 0 };
    entry.slot = this.#entries.add(entry);
    const { key, known } = this.#enter(entry);
    if (known.armed === undefined || entry.time < known.armed.time) this.#arm(key, known, entry);
  }

  /** Puts an entry where it belongs; a version takes the place of one of the same time. */
  #enter(entry: Entry): { readonly key: GroupKey; readonly known: KeyState } {
    const key = (entry.isLeft ? this.#options.left : this.#options.right).keyOf(entry.row);
    let known = this.#keys.get(key);
    if (known === undefined) {
      known = { waiting: [], versions: [], armed: undefined };
      this.#keys.set(key, known);
    }
    if (entry.isLeft) {
      this.#waiting += 1;
      known.waiting.push(entry);
      return { key, known };
    }
    const { versions } = known;
    const place = after(versions, entry.time);
    const same = versions[place - 1];
    if (same?.time !== entry.time) {
      versions.splice(place, 0, entry);
      return { key, known };
    }
    versions[place - 1] = entry;
    this.#entries.remove(same.slot);
    if (known.armed === same) this.#arm(key, known, entry);
    return { key, known };
  }

  #arm(key: GroupKey, known: KeyState, entry: Entry): void {
    if (known.armed !== undefined) {
      known.armed.armed = false;
      if (this.#entries.get(known.armed.slot) === known.armed) this.#entries.touch(known.armed.slot);
    }
    known.armed = entry;
    if (!entry.armed) {
      entry.armed = true;
      this.#entries.touch(entry.slot);
    }
    this.#timers.add({ at: entry.time, sequence: entry.sequence, key, entry });
  }

  #runTimers(watermark: number): void {
    for (let timer = this.#timers.takeDue(watermark); timer !== undefined; timer = this.#timers.takeDue(watermark)) {
      const known = this.#keys.get(timer.key);
      if (known === undefined || known.armed !== timer.entry) continue;
      known.armed = undefined;
      timer.entry.armed = false;
      if (this.#entries.get(timer.entry.slot) === timer.entry) this.#entries.touch(timer.entry.slot);
      this.#run(timer.key, known, watermark);
    }
  }

  #run(key: GroupKey, known: KeyState, watermark: number): void {
    const due = known.waiting.filter(({ time }) => time <= watermark);
    known.waiting = known.waiting.filter(({ time }) => time > watermark);
    this.#waiting -= due.length;
    for (const entry of due) {
      this.#give(entry, known.versions);
      this.#entries.remove(entry.slot);
    }
    this.#dropReplaced(known.versions, watermark);
    const next = known.waiting.reduce<Entry | undefined>(earlier, undefined);
    if (next !== undefined) this.#arm(key, known, next);
    else if (known.versions.length === 0) this.#keys.delete(key);
  }

  #give({ row, time, change }: Entry, versions: readonly Entry[]): void {
    const { join, left, output } = this.#options;
    const version = versions[after(versions, time) - 1];
    const joined = version === undefined || version.change === Change.DELETE ? null : join(row, version.row);
    if (joined !== null) output.onRow(joined, change);
    else if (left.isKept) output.onRow(left.pad(row), change);
  }

  /** Of the versions up to the watermark the last one stays; not even that one if it is a deletion. */
  #dropReplaced(versions: Entry[], watermark: number): void {
    const place = after(versions, watermark);
    const keepsLast = versions[place - 1]?.change !== Change.DELETE;
    for (const { slot } of versions.splice(0, keepsLast ? Math.max(0, place - 1) : place)) this.#entries.remove(slot);
  }

  #load([isLeft, change, sequence, armed, saved]: SavedEntry, slot: number): Entry {
    const { left, right, leftTimeOf, rightTimeOf } = this.#options;
    const row = (isLeft ? left : right).rows.load(saved);
    const time = isLeft ? leftTimeOf(row) : rightTimeOf(row);
    return { isLeft, row, change, time, sequence, armed, slot };
  }
}

/** The place behind the last version that is not after `time`. */
function after(versions: readonly Entry[], time: number): number {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((versions[middle]?.time ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function earlier(first: Entry | undefined, second: Entry): Entry {
  return first === undefined || second.time < first.time ? second : first;
}
