/**
 * WATERMARK FOR column AS expression: says how far event time has come, from the rows and their arrival times alone.
 *
 * M1. Each partition remembers the largest candidate of its rows; the stream is as far as the slowest partition that is
 *     not idle. A partition that never had a row is idle, and so is one without rows for the idle timeout.
 * M2. Watermarks only grow. A candidate that arrival times bound counts at most as far as a row that happened at the
 *     moment of its arrival: a client's clock in the future must not make everyone else late.
 * M3. When all partitions are idle, time moves on with the arrival times, by at most MAX_IDLE_STEP_MS a batch, so that
 *     the last window of the night closes; downtime, in which nothing was written, does not count.
 * M4. On arrival: where the rows' time is the time of their arrival, no partition lags behind the log, heartbeats count,
 *     and the watermark is one millisecond behind, since more rows may arrive in the same one.
 */
import { MillraceError } from '../errors/millrace-error.ts';
import { type Change, MAX_WATERMARK, MIN_WATERMARK, type Row } from '../row/row.ts';
import type { StateTable } from '../state/state-store.ts';
import type { Operator, Output } from './operator.ts';

/** After each batch, after each row, or with the arrival time of each batch. */
export type WatermarkEmit = 'on-periodic' | 'on-event' | 'on-arrival';

export interface WatermarkOptions {
  readonly id: string;
  readonly rowtimeOf: (row: Row) => number | null;
  /** The name of the column that it reads, for messages. */
  readonly rowtime: string;
  /** The watermark expression over the row; null leaves the watermark where it is. */
  readonly candidateOf: (row: Row) => number | null;
  readonly emit: WatermarkEmit;
  /** 0: never idle. */
  readonly idleTimeoutMs: number;
  /** Whether arrival times are those of a live log; a file has none, and then neither M3 nor the bound in M2 holds. */
  readonly hasArrivalTimes: boolean;
  readonly output: Output;
}

/** How far idle time moves the watermark in one batch at most: heartbeats are much closer together than this. */
const MAX_IDLE_STEP_MS = 1000;

interface Partition {
  readonly number: number;
  /** The largest candidate of finished batches. */
  watermark: number;
  /** Arrival time of the last batch with rows. */
  lastSeenMs: number;
  /** The largest candidate of the present batch, and how far it lay behind its row's own time. */
  pending: number;
  delayMs: number;
  hasRows: boolean;
  touched: boolean;
}

export class Watermark implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: WatermarkOptions;
  readonly #output: Output;
  readonly #rowtimeOf: (row: Row) => number | null;
  readonly #candidateOf: (row: Row) => number | null;
  readonly #onEvent: boolean;
  readonly #partitions = new Map<number, Partition>();
  #current: Partition;
  #emitted: number = MIN_WATERMARK;
  /** When the last batch arrived. */
  #arrivalMs: number = MIN_WATERMARK;
  /** The latest arrival time that was announced: bounds the candidates of a batch that has not ended yet. */
  #presentMs: number = MIN_WATERMARK;

  constructor(options: WatermarkOptions) {
    this.id = options.id;
    this.#options = options;
    this.#output = options.output;
    this.#rowtimeOf = options.rowtimeOf;
    this.#candidateOf = options.candidateOf;
    this.#onEvent = options.emit === 'on-event';
    this.#current = newPartition(0);
  }

  /** The rows pushed next come from this partition of the source. */
  partition(number: number): void {
    if (number === this.#current.number) return;
    this.#current = this.#partitions.get(number) ?? newPartition(number);
  }

  /** A batch that arrived at `arrivalMs` has been pushed: emits the watermark if it has grown. */
  batchEnd(arrivalMs: number): void {
    for (const partition of this.#partitions.values()) {
      if (partition.hasRows) this.#finish(partition, arrivalMs);
    }
    if (this.#options.emit === 'on-arrival') this.#advance(arrivalMs - 1);
    else if (this.#emit(arrivalMs)) this.#moveOn(arrivalMs);
    this.#arrivalMs = arrivalMs;
    this.#presentMs = Math.max(this.#presentMs, arrivalMs);
  }

  onRow(row: Row, change: Change): void {
    const rowtime = this.#rowtimeOf(row);
    if (rowtime === null) throw nullRowtime(this.id, this.#options.rowtime);
    const candidate = this.#candidateOf(row);
    const partition = this.#current;
    if (!partition.hasRows) this.#begin(partition);
    if (candidate !== null && candidate > partition.pending) {
      partition.pending = candidate;
      partition.delayMs = rowtime - candidate;
    }
    this.#output.onRow(row, change);
    if (this.#onEvent) this.#emitAfterRow(partition);
  }

  /** Of what comes from below only the end of a bounded input counts. */
  onWatermark(ms: number): void {
    if (ms === MAX_WATERMARK) this.#advance(ms);
  }

  onProcessingTime(ms: number): void {
    this.#presentMs = ms;
    this.#output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    state.put(0, [this.#emitted, this.#arrivalMs, this.#presentMs, this.#current.number]);
    for (const partition of this.#partitions.values()) {
      if (!partition.touched) continue;
      const { number, watermark, lastSeenMs, pending, delayMs, hasRows } = partition;
      state.put(number + 1, [watermark, lastSeenMs, pending, delayMs, hasRows]);
      partition.touched = false;
    }
  }

  restore(state: StateTable): void {
    let currentNumber = 0;
    for (const [slot, value] of state.entries()) {
      if (slot === 0) {
        [this.#emitted, this.#arrivalMs, this.#presentMs, currentNumber] = value as [number, number, number, number];
        continue;
      }
      const [watermark, lastSeenMs, pending, delayMs, hasRows] = value as [number, number, number, number, boolean];
      const number = slot - 1;
      this.#partitions.set(number, { number, watermark, lastSeenMs, pending, delayMs, hasRows, touched: false });
    }
    this.#current = this.#partitions.get(currentNumber) ?? newPartition(currentNumber);
  }

  /** `watermarkMs` is missing before the first watermark. */
  gauges(): Readonly<Record<string, number>> {
    const active = [...this.#partitions.values()].filter((partition) => !this.#isIdle(partition, this.#arrivalMs));
    const partitions = { activePartitions: active.length };
    if (this.#emitted === MIN_WATERMARK) return partitions;
    // Arrival time has always come as far as the clock: whether an event is late is for event time to say.
    const isArrival = this.#options.emit === 'on-arrival';
    return { ...partitions, [isArrival ? 'arrivalWatermarkMs' : 'watermarkMs']: this.#emitted };
  }

  #begin(partition: Partition): void {
    partition.hasRows = true;
    partition.touched = true;
    this.#partitions.set(partition.number, partition);
  }

  /** Takes the batch's largest candidate into the partition's watermark. */
  #finish(partition: Partition, arrivalMs: number): void {
    const candidate = Math.min(partition.pending, this.#bound(partition, arrivalMs));
    partition.watermark = Math.max(partition.watermark, candidate);
    partition.lastSeenMs = arrivalMs;
    partition.pending = MIN_WATERMARK;
    partition.hasRows = false;
    partition.touched = true;
  }

  #emitAfterRow(partition: Partition): void {
    const candidate = Math.min(partition.pending, this.#bound(partition, this.#presentMs));
    if (candidate <= partition.watermark) return;
    partition.watermark = candidate;
    partition.lastSeenMs = Math.max(partition.lastSeenMs, this.#presentMs);
    this.#emit(this.#presentMs);
  }

  /** How far the partition's candidates count when they arrived at `arrivalMs`. */
  #bound(partition: Partition, arrivalMs: number): number {
    return this.#options.hasArrivalTimes ? arrivalMs - Math.max(0, partition.delayMs) : MAX_WATERMARK;
  }

  /** Emits the watermark of the slowest active partition if it has grown. True when there is none. */
  #emit(arrivalMs: number): boolean {
    let slowest: number = MAX_WATERMARK;
    for (const partition of this.#partitions.values()) {
      if (!this.#isIdle(partition, arrivalMs)) slowest = Math.min(slowest, partition.watermark);
    }
    if (slowest === MAX_WATERMARK) return true;
    this.#advance(slowest);
    return false;
  }

  #moveOn(arrivalMs: number): void {
    const { hasArrivalTimes } = this.#options;
    if (!hasArrivalTimes || this.#emitted === MIN_WATERMARK) return;
    this.#advance(this.#emitted + Math.min(arrivalMs - this.#arrivalMs, MAX_IDLE_STEP_MS));
  }

  #advance(ms: number): void {
    if (ms <= this.#emitted) return;
    this.#emitted = ms;
    this.#output.onWatermark(ms);
  }

  #isIdle(partition: Partition, arrivalMs: number): boolean {
    const { idleTimeoutMs, hasArrivalTimes } = this.#options;
    return hasArrivalTimes && idleTimeoutMs > 0 && arrivalMs - partition.lastSeenMs >= idleTimeoutMs;
  }
}

function newPartition(number: number): Partition {
  return {
    number,
    watermark: MIN_WATERMARK,
    lastSeenMs: MIN_WATERMARK,
    pending: MIN_WATERMARK,
    delayMs: 0,
    hasRows: false,
    touched: false,
  };
}

function nullRowtime(id: string, column: string): MillraceError {
  return new MillraceError(`${id}: the column ${column}, which carries the event time, is NULL in a row`, {
    code: 'SQL_NULL_ROWTIME',
    domain: 'user',
    retry: 'never',
    hint: 'leave such rows out before the table, or give the column a value with COALESCE in a computed column',
  });
}
