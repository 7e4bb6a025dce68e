/**
 * What a source without a log of its own says around each batch of rows: that they belong to its one partition, and
 * when they arrived, which is now.
 */
import type { Output } from '../operators/operator.ts';
import type { WatermarkControl } from '../operators/watermark-control.ts';
import type { Change, Row } from '../row/row.ts';

export interface SourceOutputs {
  readonly output: Output;
  /** Only for tables that declare a watermark. */
  readonly watermark?: WatermarkControl | undefined;
}

export class BatchOutput {
  readonly #outputs: SourceOutputs;
  /** Clocks are set back now and then; arrival times never go back. */
  #arrivalMs = Number.NEGATIVE_INFINITY;

  constructor(outputs: SourceOutputs) {
    this.#outputs = outputs;
  }

  begin(nowMs: number): void {
    this.#arrivalMs = Math.max(this.#arrivalMs, nowMs);
    this.#outputs.output.onProcessingTime(this.#arrivalMs);
    this.#outputs.watermark?.partition(0);
  }

  row(row: Row, change: Change): void {
    this.#outputs.output.onRow(row, change);
  }

  end(): void {
    this.#outputs.watermark?.batchEnd(this.#arrivalMs);
  }
}
