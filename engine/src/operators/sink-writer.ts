/** INSERT INTO: hands the query's rows to its sink. Time ends here. */
import { Change, MIN_WATERMARK, type Row } from '../row/row.ts';
import type { Operator, Output } from './operator.ts';

/** What a sink must be able to do for an operator; committing is the runtime's business. */
export interface RowReceiver {
  onRow(row: Row, change: Change): void;
}

export class SinkWriter implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #sink: RowReceiver;
  readonly #wantsUpdateBefore: boolean;
  #rows = 0;
  #watermark: number = MIN_WATERMARK;

  /** Without `wantsUpdateBefore` the sink hears nothing of rows that updates replace. */
  constructor(id: string, sink: RowReceiver, wantsUpdateBefore = true) {
    this.id = id;
    this.#sink = sink;
    this.#wantsUpdateBefore = wantsUpdateBefore;
  }

  onRow(row: Row, change: Change): void {
    if (change === Change.UPDATE_BEFORE && !this.#wantsUpdateBefore) return;
    this.#rows += 1;
    this.#sink.onRow(row, change);
  }

  onWatermark(ms: number): void {
    this.#watermark = ms;
  }

  onProcessingTime(): void {}

  onBatchEnd(): void {}

  snapshot(): void {}

  restore(): void {}

  /** `rows` counts from the start of the process. `watermarkMs` is missing before the first watermark. */
  gauges(): Readonly<Record<string, number>> {
    const rows = { rows: this.#rows };
    return this.#watermark === MIN_WATERMARK ? rows : { ...rows, watermarkMs: this.#watermark };
  }
}
