/**
 * The contract between tables and the outside world: a source turns bytes into rows, a sink turns rows into bytes.
 *
 * C1. A source is read in micro-batches. Between two reads its `position` says how far it is; `seek` to a position and
 *     read again gives the same rows in the same order.
 * C2. A sink holds back what it was given until `commit`, which runs inside the checkpoint's transaction; what was not
 *     committed when the process died is given again after the restart.
 */
import type { Output } from '../operators/operator.ts';
import type { Change, Row } from '../row/row.ts';
import type { StateValue } from '../state/state-store.ts';

/** What one read brought: more at once, nothing for now, or the end of a bounded input. */
export type ReadStatus = 'more' | 'idle' | 'end';

/**
 * A source pushes rows, and after them watermarks, into the output it was opened with. It decodes only the columns that
 * the plan reads, and reports rowtimes through the generated watermark function of its table.
 */
export interface Source {
  /** Pushes up to about `maxRows` rows. */
  read(maxRows: number): ReadStatus | Promise<ReadStatus>;
  position(): StateValue;
  seek(position: StateValue): void;
  close(): void | Promise<void>;
}

export interface Sink {
  onRow(row: Row, change: Change): void;
  /** Writes what was received since the last commit. Synchronous: it runs inside a transaction. */
  commit(): void;
  /** The input has ended and everything is committed. */
  finish(): void | Promise<void>;
  /** What a restart needs to go on exactly once, such as the number of the next part file. */
  position(): StateValue;
  seek(position: StateValue): void;
}

/** Computes a watermark candidate from a decoded row, or null when its rowtime is NULL (which fails the job). */
export type WatermarkFunction = (row: Row) => number | null;

export type { Output };
