/** CROSS JOIN UNNEST and LEFT JOIN UNNEST: each row once for every element of a collection in it. */
import { Change, type Row } from '../row/row.ts';
import type { StreamClock } from './calc.ts';
import type { Operator, Output } from './operator.ts';

/** Gives the rows of one input row. Generated from the plan. */
export type UnnestFunction = (row: Row, change: Change, output: Output) => void;

export interface UnnestOptions {
  readonly id: string;
  readonly unnest: UnnestFunction;
  /** Whether rows of the input are taken back. */
  readonly isUpdating: boolean;
  readonly clock: StreamClock;
  readonly output: Output;
}

export class Unnest implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: UnnestOptions;

  constructor(options: UnnestOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** What is updated may have another number of elements than before: old ones go, new ones come. */
  onRow(row: Row, change: Change): void {
    const { unnest, isUpdating, output } = this.#options;
    if (!isUpdating) unnest(row, change, output);
    else if (change === Change.UPDATE_BEFORE || change === Change.DELETE) unnest(row, Change.DELETE, output);
    else unnest(row, Change.INSERT, output);
  }

  onWatermark(ms: number): void {
    this.#options.clock.watermark = ms;
    this.#options.output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#options.clock.processingTime = ms;
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#options.output.onBatchEnd();
  }

  snapshot(): void {}

  restore(): void {}

  gauges(): Readonly<Record<string, number>> {
    return {};
  }
}
