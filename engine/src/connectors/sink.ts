/**
 * The contract of what takes rows out.
 *
 * C2. A sink holds back what it was given until `commit`, which runs inside the checkpoint's transaction; what was not
 *     committed when the process died is given again after the restart.
 */
import type { Change, Row } from '../row/row.ts';
import type { StateValue } from '../state/state-store.ts';

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
