/** Stands before a table with NOT NULL columns that the query may leave NULL. */
import type { Change, Row } from '../row/row.ts';
import type { Operator, Output } from './operator.ts';

export interface NotNullRowsOptions {
  readonly id: string;
  /** Whether all columns that must have a value have one. */
  readonly isWhole: (row: Row) => boolean;
  /** What happens to a row that has not: throws, or does nothing, and the row is left out. */
  readonly refuse: (row: Row) => void;
  readonly output: Output;
}

export class NotNullRows implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: NotNullRowsOptions;
  #dropped = 0;

  constructor(options: NotNullRowsOptions) {
    this.id = options.id;
    this.#options = options;
  }

  onRow(row: Row, change: Change): void {
    if (this.#options.isWhole(row)) {
      this.#options.output.onRow(row, change);
      return;
    }
    this.#options.refuse(row);
    this.#dropped += 1;
  }

  onWatermark(ms: number): void {
    this.#options.output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#options.output.onBatchEnd();
  }

  snapshot(): void {}

  restore(): void {}

  /** Counts from the start of the process. */
  gauges(): Readonly<Record<string, number>> {
    return { droppedRows: this.#dropped };
  }
}
