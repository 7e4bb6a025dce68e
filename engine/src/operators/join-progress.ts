/** How far time has come for an operator with two inputs, and what it has counted: its header. */
import { MIN_WATERMARK } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import { SlowestOf } from './slowest-of.ts';

export class JoinProgress {
  readonly watermarks = new SlowestOf(2);
  readonly processingTimes = new SlowestOf(2);
  /** Rows that came in on either side, late ones included. */
  rowsIn = 0;
  lateRows = 0;
  /** The number that the next entry gets, so that entries come out in the order in which they came in. */
  nextSequence = 0;
  /** Two more numbers for the operator's own use, one for each input. */
  readonly marks: [number, number];
  #written = '';

  constructor(marks: readonly [number, number] = [0, 0]) {
    this.marks = [...marks];
  }

  get watermark(): number {
    return this.watermarks.slowest;
  }

  get processingTime(): number {
    return this.processingTimes.slowest;
  }

  /** Writes slot 0 when something has changed. */
  snapshot(state: StateTable): void {
    const times = [this.watermarks.save(), this.processingTimes.save()];
    const header: StateValue = [...times, [this.lateRows, this.nextSequence, ...this.marks, this.rowsIn]];
    const text = header.join(';');
    if (text === this.#written) return;
    this.#written = text;
    state.put(0, header);
  }

  restore(header: StateValue | undefined): void {
    if (!Array.isArray(header)) return;
    const [watermarks = [], processingTimes = [], counts = []] = header as number[][];
    this.watermarks.load(watermarks);
    this.processingTimes.load(processingTimes, true);
    [this.lateRows = 0, this.nextSequence = 0, this.marks[0] = 0, this.marks[1] = 0, this.rowsIn = 0] = counts;
  }
}

/** What operators take for the time before any: Flink's have the beginning of 1970 there. */
export function sinceEpoch(time: number): number {
  return time === MIN_WATERMARK ? 0 : Math.max(0, time);
}
