/** SELECT and WHERE: rows that fulfil the condition, mapped through the projections. */
import type { Change, Row } from '../row/row.ts';
import type { Operator, Output } from './operator.ts';

/**
 * Filters and projects one row: generated from the plan. Returns null when the condition does not hold.
 */
export type CalcFunction = (row: Row) => Row | null;

/** What expressions may ask for beside the row: the present times of the stream. */
export interface StreamClock {
  watermark: number;
  processingTime: number;
}

export interface CalcOptions {
  readonly id: string;
  readonly calculate: CalcFunction;
  readonly clock: StreamClock;
  readonly output: Output;
}

export class Calc implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #calculate: CalcFunction;
  readonly #clock: StreamClock;
  readonly #output: Output;

  constructor(options: CalcOptions) {
    this.id = options.id;
    this.#calculate = options.calculate;
    this.#clock = options.clock;
    this.#output = options.output;
  }

  onRow(row: Row, change: Change): void {
    const result = this.#calculate(row);
    if (result !== null) this.#output.onRow(result, change);
  }

  onWatermark(ms: number): void {
    this.#clock.watermark = ms;
    this.#output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#clock.processingTime = ms;
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
