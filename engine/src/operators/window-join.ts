/**
 * A join of the rows of one window, given when the watermark has passed the window's last millisecond.
 *
 * N1. Windows are told apart by their ends. Only sessions of one key can end together and begin apart; Flink joins them.
 * N2. A row of a window that has fired is late, on either side.
 * N3. Rows that can meet none, for a key column is NULL, are kept only where they will be given padded.
 */
import { Change, type Row } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { GroupKey } from './aggregation.ts';
import type { StreamClock } from './calc.ts';
import { JoinProgress } from './join-progress.ts';
import type { JoinInput, JoinRows } from './join-rows.ts';
import type { Operator, Output } from './operator.ts';
import { SlotTable } from './slot-table.ts';

export interface WindowJoinOptions {
  readonly id: string;
  readonly left: JoinInput;
  readonly right: JoinInput;
  readonly leftEndOf: (row: Row) => number;
  readonly rightEndOf: (row: Row) => number;
  /** Of semi and anti joins a left row is given once, however many rows it meets. */
  readonly gives: 'pairs' | 'left rows with a match' | 'left rows without a match';
  readonly join: JoinRows;
  /** Kept up to date for the condition in `join`. */
  readonly clock: StreamClock;
  readonly output: Output;
}

interface HeldRow {
  readonly isLeft: boolean;
  readonly row: Row;
  readonly sequence: number;
  slot: number;
}

/** The rows of one window and key, in order of arrival. */
interface Meeting {
  readonly left: HeldRow[];
  readonly right: HeldRow[];
}

export class WindowJoin implements Operator {
  readonly id: string;
  readonly inputs: readonly Output[];
  readonly #options: WindowJoinOptions;
  readonly #held = new SlotTable<HeldRow>();
  /** By the end of the window, then by key. */
  readonly #windows = new Map<number, Map<GroupKey, Meeting>>();
  readonly #progress = new JoinProgress();
  #earliestEnd = Number.POSITIVE_INFINITY;

  constructor(options: WindowJoinOptions) {
    this.id = options.id;
    this.#options = options;
    this.inputs = [this.#input(0), this.#input(1)];
  }

  snapshot(state: StateTable): void {
    const { left, right } = this.#options;
    this.#held.snapshot(state, ({ isLeft, sequence, row }) => [
      isLeft,
      sequence,
      (isLeft ? left : right).rows.save(row),
    ]);
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#held.restore(state, (value, slot) => this.#load(value, slot)));
    for (const held of [...this.#held.entries()].sort((a, b) => a.sequence - b.sequence)) this.#enter(held);
  }

  gauges(): Readonly<Record<string, number>> {
    const { rowsIn, lateRows } = this.#progress;
    return { openWindows: this.#windows.size, heldRows: this.#held.size, rowsIn, lateRows };
  }

  #input(index: 0 | 1): Output {
    const { output, clock } = this.#options;
    const progress = this.#progress;
    return {
      onRow: (row) => this.#onRow(row, index === 0),
      onWatermark: (ms) => {
        if (!progress.watermarks.advance(index, ms)) return;
        clock.watermark = progress.watermark;
        this.#fire(progress.watermark);
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

  #onRow(row: Row, isLeft: boolean): void {
    this.#progress.rowsIn += 1;
    const side = isLeft ? this.#options.left : this.#options.right;
    const end = isLeft ? this.#options.leftEndOf(row) : this.#options.rightEndOf(row);
    if (end - 1 <= this.#progress.watermark) {
      this.#progress.lateRows += 1;
      side.late(row);
      return;
    }
    if (!side.isKept && side.hasNullKey(row)) return;
    const held: HeldRow = { isLeft, row, sequence: this.#progress.nextSequence++, slot: 0 };
    held.slot = this.#held.add(held);
    this.#enter(held);
  }

  #enter(held: HeldRow): void {
    const { left, right, leftEndOf, rightEndOf } = this.#options;
    const { isLeft, row } = held;
    const end = isLeft ? leftEndOf(row) : rightEndOf(row);
    const key = (isLeft ? left : right).keyOf(row);
    let window = this.#windows.get(end);
    if (window === undefined) {
      window = new Map();
      this.#windows.set(end, window);
      this.#earliestEnd = Math.min(this.#earliestEnd, end);
    }
    let meeting = window.get(key);
    if (meeting === undefined) {
      meeting = { left: [], right: [] };
      window.set(key, meeting);
    }
    (isLeft ? meeting.left : meeting.right).push(held);
  }

  #fire(watermark: number): void {
    if (this.#earliestEnd - 1 > watermark) return;
    this.#earliestEnd = Number.POSITIVE_INFINITY;
    for (const end of [...this.#windows.keys()].sort((a, b) => a - b)) {
      if (end - 1 > watermark) {
        this.#earliestEnd = end;
        return;
      }
      for (const meeting of this.#windows.get(end)?.values() ?? []) this.#hold(meeting);
      this.#windows.delete(end);
    }
  }

  /** Joins the rows of one window and key, and forgets them. */
  #hold({ left, right }: Meeting): void {
    const met = new Set<HeldRow>();
    for (const held of left) {
      if (!this.#meet(held, right, met)) this.#giveAlone(held);
      this.#held.remove(held.slot);
    }
    for (const held of right) {
      if (!met.has(held)) this.#giveAlone(held);
      this.#held.remove(held.slot);
    }
  }

  /** Gives the pairs of a left row, or the row itself for its first. True when it met a row. */
  #meet({ row }: HeldRow, others: readonly HeldRow[], met: Set<HeldRow>): boolean {
    const { join, gives, output, left, right } = this.#options;
    if (left.hasNullKey(row)) return false;
    let matched = false;
    for (const other of others) {
      const joined = join(row, other.row);
      if (joined === null) continue;
      matched = true;
      if (right.isKept) met.add(other);
      if (gives !== 'left rows without a match') output.onRow(joined, Change.INSERT);
      if (gives !== 'pairs') return true;
    }
    return matched;
  }

  #giveAlone({ isLeft, row }: HeldRow): void {
    const side = isLeft ? this.#options.left : this.#options.right;
    if (side.isKept) this.#options.output.onRow(side.pad(row), Change.INSERT);
  }

  #load(value: StateValue, slot: number): HeldRow {
    const [isLeft, sequence, saved] = value as [boolean, number, StateValue];
    const { rows } = isLeft ? this.#options.left : this.#options.right;
    return { isLeft, row: rows.load(saved), sequence, slot };
  }
}
