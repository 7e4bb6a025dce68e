/**
 * `'connector' = 'datagen'`: made-up rows, for trying queries out. Flink's options, and `seed` and `fields.<name>.seed`
 * for other rows: by default every run makes the same ones.
 */
import { Change, type Row } from '../row/row.ts';
import { type RowClass, rowClass } from '../row/row-class.ts';
import type { StateValue } from '../state/state-store.ts';
import { BatchOutput, type SourceOutputs } from './batch-output.ts';
import { fieldGenerator, type Generator, type RowMoment } from './field-generator.ts';
import type { ReadStatus, Source } from './source.ts';
import type { TableConnector } from './table-connector.ts';
import { tableOptions } from './table-options.ts';

export const datagenConnector: TableConnector = {
  name: 'datagen',
  createSource(scan, output, watermark) {
    const reader = tableOptions(scan.table);
    const seed = reader.integer('seed') ?? 0;
    const rowsPerSecond = reader.integer('rows-per-second', 1) ?? 10_000;
    const numberOfRows = reader.integer('number-of-rows', 0) ?? Number.POSITIVE_INFINITY;
    const fields = scan.table.schema.map((field) => fieldGenerator(field, reader, seed));
    reader.finish();
    const plan: DatagenPlan = {
      Class: rowClass(scan.schema, scan.table.name),
      generators: scan.columns.flatMap((column) => fields[column]?.generate ?? []),
      count: Math.min(numberOfRows, ...fields.map(({ count }) => count)),
      rowsPerSecond,
    };
    return new DatagenSource(plan, { output, watermark });
  },
};

interface DatagenPlan {
  readonly Class: RowClass;
  readonly generators: readonly Generator[];
  readonly count: number;
  readonly rowsPerSecond: number;
}

/** Row i is due at `startMs + i / rowsPerSecond`. */
class DatagenSource implements Source {
  readonly #plan: DatagenPlan;
  readonly #output: BatchOutput;
  #next = 0;
  /** When row 0 was due; null before the first read. Restarts keep it, so that times stay the same. */
  #startMs: number | null = null;
  /** What the pace counts from: after a restart nothing is overdue. */
  #paceMs = 0;
  #paceRow = 0;

  constructor(plan: DatagenPlan, outputs: SourceOutputs) {
    this.#plan = plan;
    this.#output = new BatchOutput(outputs);
  }

  read(maxRows: number): ReadStatus {
    const nowMs = Date.now();
    const startMs = this.#begin(nowMs);
    const { count, rowsPerSecond } = this.#plan;
    const due = this.#paceRow + 1 + Math.floor(((nowMs - this.#paceMs) * rowsPerSecond) / 1000);
    const end = Math.min(count, due, this.#next + maxRows);
    if (this.#next >= end && end < count) return 'idle';
    this.#output.begin(nowMs);
    for (; this.#next < end; this.#next++) {
      const dueMs = startMs + Math.floor((this.#next * 1000) / rowsPerSecond);
      this.#output.row(this.#row({ row: this.#next, dueMs }), Change.INSERT);
    }
    this.#output.end();
    return this.#next >= count ? 'end' : 'more';
  }

  #begin(nowMs: number): number {
    this.#startMs ??= nowMs;
    if (this.#paceMs === 0) {
      this.#paceMs = nowMs;
      this.#paceRow = this.#next;
    }
    return this.#startMs;
  }

  #row(moment: RowMoment): Row {
    return new this.#plan.Class(...this.#plan.generators.map((generate) => generate(moment)));
  }

  position(): StateValue {
    return { row: this.#next, startMs: this.#startMs };
  }

  seek(position: StateValue): void {
    const { row, startMs } = position as { row: number; startMs: number | null };
    this.#next = row;
    this.#startMs = startMs;
    this.#paceMs = 0;
  }

  close(): void {}
}
