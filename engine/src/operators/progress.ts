/** How far event time and arrival time have come for one operator, and how many rows it refused: its header. */

import { MIN_WATERMARK } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';

/** Which of the two clocks an operator runs on. */
export type TimeDomain = 'rowtime' | 'proctime';

export class Progress {
  watermark: number = MIN_WATERMARK;
  processingTime: number = MIN_WATERMARK;
  /** Rows that came in, late ones included. */
  rowsIn = 0;
  lateRows = 0;
  /** The number that the next entry gets, so that entries come out in the order in which they came in. */
  nextSequence = 0;
  #written = '';

  /**
   * The last millisecond that is over in `time`: windows whose last millisecond is not after it are complete. Arrival
   * time `ms` is not over when it is announced, for the rows that arrived in it follow.
   */
  completed(time: TimeDomain): number {
    return time === 'rowtime' ? this.watermark : this.processingTime - 1;
  }

  /** Writes slot 0 when something has changed. */
  snapshot(state: StateTable): void {
    const header = [this.watermark, this.processingTime, this.lateRows, this.nextSequence, this.rowsIn];
    const text = header.join();
    if (text === this.#written) return;
    this.#written = text;
    state.put(0, header);
  }

  restore(header: StateValue | undefined): void {
    if (!Array.isArray(header)) return;
    const [watermark, processingTime, lateRows, nextSequence, rowsIn] = header as number[];
    this.watermark = watermark ?? MIN_WATERMARK;
    this.processingTime = processingTime ?? MIN_WATERMARK;
    this.lateRows = lateRows ?? 0;
    this.nextSequence = nextSequence ?? 0;
    this.rowsIn = rowsIn ?? 0;
  }
}
