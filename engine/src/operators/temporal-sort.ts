/**
 * ORDER BY time: rows leave in order of time, then of the other sort keys, then of arrival, once their time is complete.
 * By event time a row is late when rows of its time or a later one have left.
 */
import { Change, MIN_WATERMARK, type Row } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { LateOutput, Operator, Output } from './operator.ts';
import { Progress, type TimeDomain } from './progress.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';
import type { CompareRows } from './sorted-rows.ts';
import { TimeQueue } from './time-queue.ts';

export interface TemporalSortOptions {
  readonly id: string;
  readonly timeOf: (row: Row) => number;
  readonly time: TimeDomain;
  readonly compare: CompareRows;
  readonly rows: RowCodec;
  readonly output: Output;
  readonly late: LateOutput;
}

interface WaitingRow {
  readonly row: Row;
  readonly sequence: number;
  /** 0 until a commit finds it waiting. */
  slot: number;
  hasLeft: boolean;
}

/** The time of the rows that left last. */
interface LastLeft {
  leftMs: number;
}

export class TemporalSort implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: TemporalSortOptions;
  readonly #waiting = new TimeQueue<WaitingRow>();
  readonly #slots = new SlotTable<WaitingRow | LastLeft>();
  readonly #progress = new Progress();
  readonly #last: LastLeft = { leftMs: MIN_WATERMARK };
  #lastSlot = 0;
  #unwritten: WaitingRow[] = [];
  #held = 0;

  constructor(options: TemporalSortOptions) {
    this.id = options.id;
    this.#options = options;
  }

  onRow(row: Row): void {
    this.#progress.rowsIn += 1;
    const ms = this.#options.timeOf(row);
    if (this.#options.time === 'rowtime' && ms <= this.#last.leftMs) {
      this.#progress.lateRows += 1;
      this.#options.late(row);
      return;
    }
    const waiting: WaitingRow = { row, sequence: this.#progress.nextSequence++, slot: 0, hasLeft: false };
    this.#unwritten.push(waiting);
    this.#hold(ms, waiting);
  }

  onWatermark(ms: number): void {
    this.#progress.watermark = ms;
    if (this.#options.time === 'rowtime') this.#release(ms);
    this.#options.output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#progress.processingTime = ms;
    if (this.#options.time === 'proctime') this.#release(ms - 1);
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#options.output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    for (const waiting of this.#unwritten) if (!waiting.hasLeft) waiting.slot = this.#slots.add(waiting);
    this.#unwritten = [];
    this.#slots.snapshot(state, (entry) =>
      'row' in entry ? [entry.sequence, this.#options.rows.save(entry.row)] : [entry.leftMs],
    );
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#slots.restore(state, (value, slot) => this.#load(value, slot)));
    const rows = [...this.#slots.entries()].flatMap((entry) => ('row' in entry ? [entry] : []));
    rows.sort((a, b) => a.sequence - b.sequence);
    for (const waiting of rows) this.#hold(this.#options.timeOf(waiting.row), waiting);
  }

  gauges(): Readonly<Record<string, number>> {
    const { rowsIn, lateRows } = this.#progress;
    return { heldRows: this.#held, rowsIn, lateRows };
  }

  #hold(ms: number, waiting: WaitingRow): void {
    this.#held += 1;
    this.#waiting.add(ms, waiting);
  }

  #release(completedMs: number): void {
    while (this.#waiting.earliestMs <= completedMs) {
      this.#leave(this.#waiting.earliestMs);
      const rows = this.#waiting.take();
      const sorted = rows.toSorted((a, b) => this.#options.compare(a.row, b.row) || a.sequence - b.sequence);
      for (const waiting of sorted) {
        waiting.hasLeft = true;
        if (waiting.slot !== 0) this.#slots.remove(waiting.slot);
        this.#options.output.onRow(waiting.row, Change.INSERT);
      }
      this.#held -= rows.length;
    }
  }

  #leave(ms: number): void {
    this.#last.leftMs = ms;
    if (this.#lastSlot === 0) this.#lastSlot = this.#slots.add(this.#last);
    else this.#slots.touch(this.#lastSlot);
  }

  #load(value: StateValue, slot: number): WaitingRow | LastLeft {
    const [first, saved] = value as readonly [number, StateValue?];
    if (saved !== undefined) return { row: this.#options.rows.load(saved), sequence: first, slot, hasLeft: false };
    this.#last.leftMs = first;
    this.#lastSlot = slot;
    return this.#last;
  }
}
