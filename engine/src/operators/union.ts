/** UNION ALL: the rows of all inputs as they come; time is as far as the slowest input has come. */
import type { Change, Row } from '../row/row.ts';
import type { StateTable } from '../state/state-store.ts';
import type { Operator, Output } from './operator.ts';
import { SlowestOf } from './slowest-of.ts';

export interface UnionOptions {
  readonly id: string;
  readonly inputCount: number;
  readonly output: Output;
}

export class Union implements Operator {
  readonly id: string;
  readonly inputs: readonly Output[];
  readonly #output: Output;
  readonly #watermarks: SlowestOf;
  readonly #processingTimes: SlowestOf;

  constructor(options: UnionOptions) {
    this.id = options.id;
    this.#output = options.output;
    this.#watermarks = new SlowestOf(options.inputCount);
    this.#processingTimes = new SlowestOf(options.inputCount);
    this.inputs = Array.from({ length: options.inputCount }, (_, index) => this.#input(index));
  }

  snapshot(state: StateTable): void {
    if (!this.#watermarks.changed && !this.#processingTimes.changed) return;
    state.put(0, [this.#watermarks.save(), this.#processingTimes.save()]);
  }

  restore(state: StateTable): void {
    for (const [, value] of state.entries()) {
      const [watermarks, processingTimes] = value as [number[], number[]];
      this.#watermarks.load(watermarks);
      this.#processingTimes.load(processingTimes, true);
    }
  }

  gauges(): Readonly<Record<string, number>> {
    return {};
  }

  #input(index: number): Output {
    const output = this.#output;
    return {
      onRow: (row: Row, change: Change) => output.onRow(row, change),
      onWatermark: (ms) => {
        if (this.#watermarks.advance(index, ms)) output.onWatermark(this.#watermarks.slowest);
      },
      onProcessingTime: (ms) => {
        if (this.#processingTimes.advance(index, ms)) output.onProcessingTime(this.#processingTimes.slowest);
      },
      onBatchEnd: () => output.onBatchEnd(),
    };
  }
}
