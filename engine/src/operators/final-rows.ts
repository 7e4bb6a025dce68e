/** Stands before a reader that did not ask for early results, where another reader of the same stream did. */
import { Change, type Row } from '../row/row.ts';
import type { Output } from './operator.ts';

export class FinalRows implements Output {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  onRow(row: Row, change: Change): void {
    if (change !== Change.EARLY) this.#output.onRow(row, change);
  }

  onWatermark(ms: number): void {
    this.#output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#output.onBatchEnd();
  }
}
