/**
 * Aggregates OVER (… ORDER BY time) as each row sees them: over the rows of its key up to its own time, all of them or
 * those within the frame.
 *
 * O1. By event time a row waits until the watermark has reached it; by arrival time with RANGE, until its millisecond is
 *     over. Rows of one key and time share a result with RANGE; with ROWS the earlier arrival comes first.
 * O2. In a frame with a bound, a row is late when results of its key's time or of a later one have left; without a bound
 *     when the watermark has reached its time. So does Flink.
 * O3. What is remembered of a key is dropped when the frame has been empty for half its length at least: then too, late
 *     rows of the key are taken again. The moments at which it is looked are Flink's, for they tell which rows are late.
 */
import { Change, type Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import { shortListWith } from '../row/short-list.ts';
import type { StateTable } from '../state/state-store.ts';
import type { LateOutput, Operator, Output } from './operator.ts';
import type { OverFrame, OverFrameClass } from './over-frame.ts';
import { OverState, type WaitingRow } from './over-state.ts';
import { Progress, type TimeDomain } from './progress.ts';
import type { RowCodec } from './row-codec.ts';
import { TimeQueue } from './time-queue.ts';

export interface OverAggregateOptions {
  readonly id: string;
  readonly Frame: OverFrameClass;
  readonly keyOf: (row: Row) => RowKey;
  readonly timeOf: (row: Row) => number;
  readonly time: TimeDomain;
  readonly unit: 'rows' | 'range';
  /** Rows, or milliseconds, before the present row; Infinity for all. */
  readonly preceding: number;
  readonly rows: RowCodec;
  readonly output: Output;
  readonly late: LateOutput;
}

export class OverAggregate implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: OverAggregateOptions;
  readonly #state: OverState;
  readonly #progress = new Progress();
  readonly #waiting = new TimeQueue<WaitingRow>();
  /** Keys that may expire, by the moment in which to look. */
  readonly #checks = new TimeQueue<OverFrame>();
  readonly #isBounded: boolean;
  readonly #expires: boolean;
  /** Rows whose results leave when they come. */
  readonly #isImmediate: boolean;

  constructor(options: OverAggregateOptions) {
    this.id = options.id;
    this.#options = options;
    this.#state = new OverState(options);
    this.#isBounded = options.preceding !== Number.POSITIVE_INFINITY;
    this.#expires = this.#isBounded && options.unit === 'range';
    this.#isImmediate = options.time === 'proctime' && !this.#expires;
  }

  onRow(row: Row): void {
    if (this.#isImmediate) this.#takeNow(row);
    else this.#takeInTime(row);
  }

  onWatermark(ms: number): void {
    this.#progress.watermark = ms;
    if (this.#options.time === 'rowtime') this.#reach(ms, ms);
    this.#options.output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#progress.processingTime = ms;
    if (this.#options.time === 'proctime') this.#reach(ms - 1, ms);
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#options.output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    this.#state.snapshot(state);
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#state.restore(state, (waiting) => this.#waiting.add(waiting.ms, waiting)));
    for (const frame of this.#state.frames()) for (const ms of frame.checks) this.#checks.add(ms, frame);
  }

  gauges(): Readonly<Record<string, number>> {
    const { rowsIn, lateRows } = this.#progress;
    return { keys: this.#state.size, heldRows: this.#state.waiting, rowsIn, lateRows };
  }

  #takeNow(row: Row): void {
    const frame = this.#state.find(row) ?? this.#state.open(row);
    this.#state.touch(frame);
    if (this.#isBounded) frame.keepLast(this.#options.preceding);
    frame.add(row, 0);
    this.#options.output.onRow(frame.result(row), Change.INSERT);
  }

  #takeInTime(row: Row): void {
    this.#progress.rowsIn += 1;
    const ms = this.#options.timeOf(row);
    const known = this.#state.find(row);
    if (this.#isLate(ms, known)) {
      this.#progress.lateRows += 1;
      this.#options.late(row);
      return;
    }
    const frame = known ?? this.#state.open(row);
    this.#waiting.add(ms, this.#state.hold(row, frame, ms, this.#progress.nextSequence++));
    if (this.#expires && frame.expiresMs < ms + this.#options.preceding + 1) this.#expireLater(frame, ms);
  }

  /** Flink counts a key without results as if it had fired at time 0: what happened before 1970 is late for it. */
  #isLate(ms: number, frame: OverFrame | undefined): boolean {
    if (this.#options.time === 'proctime') return false;
    return ms <= (this.#isBounded ? (frame?.firedMs ?? 0) : this.#progress.watermark);
  }

  #expireLater(frame: OverFrame, ms: number): void {
    frame.expiresMs = ms + Math.trunc(this.#options.preceding * 1.5) + 1;
    frame.checks = shortListWith(frame.checks, frame.expiresMs);
    this.#state.touch(frame);
    this.#checks.add(frame.expiresMs, frame);
  }

  /** Lets out what is complete up to `completedMs`, then looks for keys that have expired by `presentMs`. */
  #reach(completedMs: number, presentMs: number): void {
    while (this.#waiting.earliestMs <= completedMs) {
      const ms = this.#waiting.earliestMs;
      const rows = this.#waiting.take();
      if (this.#options.unit === 'rows') this.#fireRows(rows);
      else this.#fireRange(rows, ms);
    }
    while (this.#checks.earliestMs <= presentMs) {
      const ms = this.#checks.earliestMs;
      for (const frame of this.#checks.take()) this.#check(frame, ms);
    }
  }

  #fireRows(rows: readonly WaitingRow[]): void {
    const { output, preceding } = this.#options;
    for (const waiting of rows) {
      const { row, frame } = waiting;
      this.#leave(waiting);
      if (this.#isBounded) frame.keepLast(preceding);
      frame.add(row, waiting.ms);
      output.onRow(frame.result(row), Change.INSERT);
    }
  }

  #fireRange(rows: readonly WaitingRow[], ms: number): void {
    const { output, preceding } = this.#options;
    for (const waiting of rows) {
      const { row, frame } = waiting;
      if (this.#isBounded && frame.firedMs !== ms) frame.dropBefore(ms - preceding);
      this.#leave(waiting);
      frame.add(row, ms);
    }
    for (const { row, frame } of rows) output.onRow(frame.result(row), Change.INSERT);
  }

  #leave(waiting: WaitingRow): void {
    waiting.frame.firedMs = waiting.ms;
    this.#state.touch(waiting.frame);
    this.#state.release(waiting);
  }

  /** A key that has had rows since then lives on; what is late for it is late from this moment on. */
  #check(frame: OverFrame, ms: number): void {
    if (frame.expiresMs <= ms) {
      this.#state.drop(frame);
      return;
    }
    frame.firedMs = Math.max(frame.firedMs, ms);
    frame.checks = frame.checks.filter((check) => check > ms);
    this.#state.touch(frame);
  }
}
