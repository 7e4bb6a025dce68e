/** GROUPING SETS: each row once for every set. */
import type { Change, Row } from '../row/row.ts';
import type { Operator, Output } from './operator.ts';

/** Gives the row's copies to the output: generated from the plan. */
export type ExpandFunction = (row: Row, change: Change, output: Output) => void;

export class Expand implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #expand: ExpandFunction;
  readonly #output: Output;

  constructor(id: string, expand: ExpandFunction, output: Output) {
    this.id = id;
    this.#expand = expand;
    this.#output = output;
  }

  onRow(row: Row, change: Change): void {
    this.#expand(row, change, this.#output);
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

  snapshot(): void {}

  restore(): void {}

  gauges(): Readonly<Record<string, number>> {
    return {};
  }
}
