/**
 * The contract of what brings rows in.
 *
 * C1. A source is read in micro-batches. Between two reads its `position` says how far it is; `seek` to a position and
 *     read again gives the same rows in the same order.
 */
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
