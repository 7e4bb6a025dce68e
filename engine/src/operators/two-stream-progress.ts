/** The times of a join's two inputs: what it gives is as far as the slower of them. */
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { Output } from './operator.ts';
import { SlowestOf } from './slowest-of.ts';

export class TwoStreamProgress {
  readonly #output: Output;
  readonly #watermarks = new SlowestOf(2);
  readonly #processingTimes = new SlowestOf(2);

  constructor(output: Output) {
    this.#output = output;
  }

  onWatermark(side: 0 | 1, ms: number): void {
    if (this.#watermarks.advance(side, ms)) this.#output.onWatermark(this.#watermarks.slowest);
  }

  onProcessingTime(side: 0 | 1, ms: number): void {
    if (this.#processingTimes.advance(side, ms)) this.#output.onProcessingTime(this.#processingTimes.slowest);
  }

  snapshot(state: StateTable): void {
    if (!this.#watermarks.changed && !this.#processingTimes.changed) return;
    state.put(0, [this.#watermarks.save(), this.#processingTimes.save()]);
  }

  restore(header: StateValue | undefined): void {
    if (header === undefined) return;
    const [watermarks, processingTimes] = header as [number[], number[]];
    this.#watermarks.load(watermarks);
    this.#processingTimes.load(processingTimes);
  }
}
