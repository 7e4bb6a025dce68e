/** VALUES: literal rows that leave once, at the very first start; after them comes the end of time. */
import { Change, MAX_WATERMARK, type Row } from '../row/row.ts';
import type { StateTable } from '../state/state-store.ts';
import type { Operator, Output } from './operator.ts';

export interface ValuesOptions {
  readonly id: string;
  readonly rows: () => readonly Row[];
  readonly output: Output;
}

export class Values implements Operator {
  readonly id: string;
  readonly inputs: readonly Output[] = [];
  readonly #options: ValuesOptions;
  #done = false;

  constructor(options: ValuesOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** Emits the rows unless an earlier run has; call it after `restore`, before anything else. */
  start(): void {
    if (this.#done) return;
    this.#done = true;
    const { rows, output } = this.#options;
    for (const row of rows()) output.onRow(row, Change.INSERT);
    output.onWatermark(MAX_WATERMARK);
    output.onProcessingTime(MAX_WATERMARK);
    output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    state.put(0, this.#done);
  }

  restore(state: StateTable): void {
    for (const [, done] of state.entries()) this.#done = done === true;
  }

  gauges(): Readonly<Record<string, number>> {
    return {};
  }
}
