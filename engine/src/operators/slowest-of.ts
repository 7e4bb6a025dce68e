/** Time where several streams meet: it is as far as the slowest of them. */
import { MIN_WATERMARK } from '../row/row.ts';

/** The least of several times that each only grow. */
export class SlowestOf {
  slowest: number = MIN_WATERMARK;
  changed = false;
  #times: number[];
  /** The time that was told last. */
  #told: number = MIN_WATERMARK;

  constructor(count: number) {
    this.#times = new Array<number>(count).fill(MIN_WATERMARK);
  }

  /** Moves one of them on. True when the slowest has grown, and is to be told. */
  advance(index: number, time: number): boolean {
    this.#times[index] = time;
    this.changed = true;
    const slowest = Math.min(...this.#times);
    if (slowest <= this.#told) return false;
    this.slowest = slowest;
    this.#told = slowest;
    return true;
  }

  save(): readonly number[] {
    this.changed = false;
    return [...this.#times];
  }

  /**
   * `again`: the time is told once more when the first of them is there again, for those downstream that do not save it:
   * the rows after a restart may have arrived in the same millisecond as the last ones before it.
   */
  load(times: readonly number[], again = false): void {
    this.#times = [...times];
    this.slowest = Math.min(...times);
    this.#told = again ? MIN_WATERMARK : this.slowest;
  }
}
