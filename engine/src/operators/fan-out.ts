/** One stream read by several: everything goes to each of them, in the order of the plan. */
import type { Change, Row } from '../row/row.ts';
import type { Output } from './operator.ts';

export class FanOut implements Output {
  readonly #outputs: readonly Output[];

  constructor(outputs: readonly Output[]) {
    this.#outputs = outputs;
  }

  onRow(row: Row, change: Change): void {
    for (const output of this.#outputs) output.onRow(row, change);
  }

  onWatermark(ms: number): void {
    for (const output of this.#outputs) output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    for (const output of this.#outputs) output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    for (const output of this.#outputs) output.onBatchEnd();
  }
}
