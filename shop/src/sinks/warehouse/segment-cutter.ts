/**
 * Cuts the log into segments, each of which becomes files. Where a segment ends depends on the log alone: before the first
 * batch that arrived in another interval, or after the batch with which it holds enough. So a log that is gone through
 * again is cut at the same places, whenever and however often that happens.
 */
import type { LogBatch, LogReader } from '@millrace/engine/log/log.ts';
import { RecordLines } from './record-lines.ts';

export interface SegmentBounds {
  /** A segment holds what arrived within one interval. */
  readonly intervalMs: number;
  /** It ends early with the batch that reaches one of these. */
  readonly mostRows: number;
  readonly mostBytes: number;
}

export interface Segment {
  /** Log sequences, both inclusive. */
  readonly first: number;
  readonly last: number;
  /** When its first and its last batch arrived. */
  readonly beganMs: number;
  readonly arrivalMs: number;
  readonly lines: RecordLines;
}

const READ_BYTES = 1024 * 1024;

export class SegmentCutter {
  readonly #log: LogReader;
  readonly #bounds: SegmentBounds;
  readonly #lines = new RecordLines();
  #first: number;
  #next: number;
  #interval = Number.NaN;
  #beganMs = 0;
  #arrivalMs = 0;

  /** @param from the sequence that the first segment begins with. */
  constructor(log: LogReader, from: number, bounds: SegmentBounds) {
    this.#log = log;
    this.#bounds = bounds;
    this.#first = from;
    this.#next = from;
  }

  /** The next segment, once it is complete. Its lines are used up before the next call. */
  next(): Segment | undefined {
    for (;;) {
      const batches = this.#log.read(this.#next, READ_BYTES);
      if (batches.length === 0) return undefined;
      for (const batch of batches) {
        const cut = this.#take(batch);
        if (cut) return cut;
      }
    }
  }

  /** @returns the segment that ends before this batch, which is then read again, or with it. */
  #take(batch: LogBatch): Segment | undefined {
    const interval = Math.floor(batch.arrivalMs / this.#bounds.intervalMs);
    if (this.#next > this.#first && interval !== this.#interval) return this.#cut();
    if (this.#next === this.#first) this.#beganMs = batch.arrivalMs;
    this.#interval = interval;
    this.#arrivalMs = batch.arrivalMs;
    for (const slice of batch.slices) this.#lines.addSlice(batch.sequence, slice);
    this.#next = batch.sequence + 1;
    const { mostRows, mostBytes } = this.#bounds;
    return this.#lines.rows >= mostRows || this.#lines.sizeBytes >= mostBytes ? this.#cut() : undefined;
  }

  #cut(): Segment {
    const [first, last] = [this.#first, this.#next - 1];
    const segment = { first, last, beganMs: this.#beganMs, arrivalMs: this.#arrivalMs, lines: this.#lines };
    this.#first = this.#next;
    this.#interval = Number.NaN;
    return segment;
  }
}
