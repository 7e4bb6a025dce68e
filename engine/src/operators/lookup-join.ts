/** JOIN table FOR SYSTEM_TIME AS OF proctime: each row with the table's rows as they are at this moment. */
import type { Change, Row, Value } from '../row/row.ts';
import type { StreamClock } from './calc.ts';
import type { Operator, Output } from './operator.ts';

export interface LookupJoinOptions {
  readonly id: string;
  /** The values that the key columns must have. A NULL among them finds nothing. */
  readonly keyOf: (row: Row) => readonly Value[];
  readonly lookup: (key: readonly Value[]) => readonly (readonly Value[])[];
  /** Makes the joined row; for a missing right side the values are all NULL. */
  readonly join: (row: Row, values: readonly Value[]) => Row;
  /** What else must hold of the joined row. */
  readonly accepts: (joined: Row) => boolean;
  readonly keepUnmatched: boolean;
  /** As many NULLs as the table contributes columns. */
  readonly missing: readonly Value[];
  /** Kept up to date for the expressions in `keyOf` and `accepts`. */
  readonly clock: StreamClock;
  readonly output: Output;
}

export class LookupJoin implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: LookupJoinOptions;

  constructor(options: LookupJoinOptions) {
    this.id = options.id;
    this.#options = options;
  }

  onRow(row: Row, change: Change): void {
    const { join, accepts, keepUnmatched, missing, output } = this.#options;
    let matched = false;
    for (const values of this.#find(row)) {
      const joined = join(row, values);
      if (!accepts(joined)) continue;
      matched = true;
      output.onRow(joined, change);
    }
    if (!matched && keepUnmatched) output.onRow(join(row, missing), change);
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

  #find(row: Row): readonly (readonly Value[])[] {
    const key = this.#options.keyOf(row);
    return key.includes(null) ? [] : this.#options.lookup(key);
  }
}
