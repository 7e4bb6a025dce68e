/** Time where several streams meet: it is as far as the slowest of them. */
import { MIN_WATERMARK } from '../row/row.ts';

/** The least of several times that each only grow. */
export class SlowestOf {
  slowest: number = MIN_WATERMARK;
  changed = false;
  #times: number[];

  constructor(count: number) {
    this.#times = new Array<number>(count).fill(MIN_WATERMARK);
  }

  /** Moves one of them on. True when the slowest has grown. */
  advance(index: number, time: number): boolean {
    this.#times[index] = time;
    this.changed = true;
    const slowest = Math.min(...this.#times);
    if (slowest <= this.slowest) return false;
    this.slowest = slowest;
    return true;
  }

  save(): readonly number[] {
    this.changed = false;
    return [...this.#times];
  }

  load(times: readonly number[]): void {
    this.#times = [...times];
    this.slowest = Math.min(...times);
  }
}
