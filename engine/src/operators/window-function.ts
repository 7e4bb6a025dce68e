/** TABLE(TUMBLE | HOP | CUMULATE …) that no aggregate absorbed: each row once for every window that it lies in. */
import type { Change, Row } from '../row/row.ts';
import type { Operator, Output } from './operator.ts';
import type { AppendColumns } from './row-codec.ts';
import type { Window } from './window-time.ts';

export interface WindowFunctionOptions {
  readonly id: string;
  readonly timeOf: (row: Row) => number;
  readonly windowsOf: (time: number) => readonly Window[];
  /** Appends window_start, window_end and window_time. */
  readonly append: AppendColumns;
  readonly output: Output;
}

export class WindowFunction implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: WindowFunctionOptions;
  readonly #output: Output;

  constructor(options: WindowFunctionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#output = options.output;
  }

  onRow(row: Row, change: Change): void {
    const { timeOf, windowsOf, append } = this.#options;
    for (const { start, end } of windowsOf(timeOf(row))) {
      this.#output.onRow(append(row, start, end, end - 1), change);
    }
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
