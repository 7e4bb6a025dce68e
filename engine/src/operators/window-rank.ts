/**
 * ROW_NUMBER() within a window: the first N rows per window and partition, emitted when the window is complete.
 * Of rows that sort alike, the one that came first ranks first. Never more than N rows are kept per partition.
 */
import { Change, type Row } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { GroupKey } from './aggregation.ts';
import type { LateOutput, Operator, Output } from './operator.ts';
import { Progress } from './progress.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';

export interface WindowRankOptions {
  readonly id: string;
  readonly startOf: (row: Row) => number;
  readonly endOf: (row: Row) => number;
  readonly keyOf: (row: Row) => GroupKey;
  /** Negative when `a` ranks before `b`. */
  readonly compare: (a: Row, b: Row) => number;
  /** Ranks from `first` to `last` are emitted, both inclusive, counted from 1. */
  readonly first: number;
  readonly last: number;
  /** Makes the result row; appends the rank where the query asks for it. */
  readonly result: (row: Row, rank: number) => Row;
  readonly rows: RowCodec;
  readonly output: Output;
  readonly late: LateOutput;
}

interface RankedRow {
  readonly row: Row;
  readonly sequence: number;
  slot: number;
}

interface RankWindow {
  readonly start: number;
  readonly end: number;
  /** Best first, at most `last` of them. */
  readonly partitions: Map<GroupKey, RankedRow[]>;
}

export class WindowRank implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: WindowRankOptions;
  readonly #kept = new SlotTable<RankedRow>();
  readonly #windows = new Map<string, RankWindow>();
  readonly #progress = new Progress();
  #earliestEnd = Number.POSITIVE_INFINITY;

  constructor(options: WindowRankOptions) {
    this.id = options.id;
    this.#options = options;
  }

  onRow(row: Row): void {
    this.#progress.rowsIn += 1;
    if (this.#options.endOf(row) - 1 <= this.#progress.completed('rowtime')) {
      this.#progress.lateRows += 1;
      this.#options.late(row);
      return;
    }
    const ranked: RankedRow = { row, sequence: this.#progress.nextSequence, slot: 0 };
    const evicted = this.#insert(ranked);
    if (evicted === ranked) return;
    this.#progress.nextSequence += 1;
    if (evicted !== undefined) this.#kept.remove(evicted.slot);
    ranked.slot = this.#kept.add(ranked);
  }

  onWatermark(ms: number): void {
    this.#progress.watermark = ms;
    this.#fire();
    this.#options.output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#options.output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    this.#kept.snapshot(state, (ranked) => [ranked.sequence, this.#options.rows.save(ranked.row)]);
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#kept.restore(state, (value, slot) => this.#load(value, slot)));
    const inOrder = [...this.#kept.entries()].sort((a, b) => a.sequence - b.sequence);
    for (const ranked of inOrder) this.#insert(ranked);
  }

  gauges(): Readonly<Record<string, number>> {
    const { rowsIn, lateRows } = this.#progress;
    return { openWindows: this.#windows.size, keptRows: this.#kept.size, rowsIn, lateRows };
  }

  /** Ranks the row within its partition, and returns the row that falls out: an earlier one, this one, or none. */
  #insert(ranked: RankedRow): RankedRow | undefined {
    const partition = this.#partitionOf(ranked.row);
    let rank = partition.length;
    for (; rank > 0; rank -= 1) {
      const above = partition[rank - 1];
      if (above !== undefined && this.#options.compare(above.row, ranked.row) <= 0) break;
    }
    if (rank >= this.#options.last) return ranked;
    partition.splice(rank, 0, ranked);
    return partition.length > this.#options.last ? partition.pop() : undefined;
  }

  #partitionOf(row: Row): RankedRow[] {
    const { partitions } = this.#windowOf(row);
    const key = this.#options.keyOf(row);
    let partition = partitions.get(key);
    if (partition === undefined) {
      partition = [];
      partitions.set(key, partition);
    }
    return partition;
  }

  #windowOf(row: Row): RankWindow {
    const start = this.#options.startOf(row);
    const end = this.#options.endOf(row);
    const name = `${start} ${end}`;
    let window = this.#windows.get(name);
    if (window === undefined) {
      window = { start, end, partitions: new Map() };
      this.#windows.set(name, window);
      this.#earliestEnd = Math.min(this.#earliestEnd, end);
    }
    return window;
  }

  #fire(): void {
    const completed = this.#progress.completed('rowtime');
    if (this.#earliestEnd - 1 > completed) return;
    this.#earliestEnd = Number.POSITIVE_INFINITY;
    const windows = [...this.#windows].sort(([, a], [, b]) => a.end - b.end || a.start - b.start);
    for (const [name, window] of windows) {
      if (window.end - 1 > completed) {
        this.#earliestEnd = window.end;
        return;
      }
      this.#windows.delete(name);
      const partitions = [...window.partitions.values()].sort((a, b) => earliest(a) - earliest(b));
      for (const partition of partitions) this.#emit(partition);
    }
  }

  #emit(partition: readonly RankedRow[]): void {
    const { first, result, output } = this.#options;
    partition.forEach(({ row, slot }, index) => {
      this.#kept.remove(slot);
      if (index + 1 >= first) output.onRow(result(row, index + 1), Change.INSERT);
    });
  }

  #load(value: StateValue, slot: number): RankedRow {
    const [sequence, saved] = value as [number, StateValue];
    return { row: this.#options.rows.load(saved), sequence, slot };
  }
}

/** The arrival of the earliest row that is kept: orders partitions by what a restart still knows. */
function earliest(partition: readonly RankedRow[]): number {
  return partition.reduce((least, { sequence }) => Math.min(least, sequence), Number.POSITIVE_INFINITY);
}
