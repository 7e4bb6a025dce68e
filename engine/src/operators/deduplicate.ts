/**
 * ROW_NUMBER() OVER (PARTITION BY keys ORDER BY time) = 1 outside a window: the first row of each key, once.
 *
 * By arrival time the first row is known when it comes. By event time it is known when the watermark has reached it:
 * until then an earlier row may come, so the earliest is held back, and what leaves is never taken back (as in Flink).
 */
import { Change, type Row } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { GroupKey } from './aggregation.ts';
import type { LateOutput, Operator, Output } from './operator.ts';
import { Progress, type TimeDomain } from './progress.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';
import { type Perishable, StateTtl } from './state-ttl.ts';

export interface DeduplicateOptions {
  readonly id: string;
  readonly keyOf: (row: Row) => GroupKey;
  readonly timeOf: (row: Row) => number;
  readonly time: TimeDomain;
  readonly rows: RowCodec;
  /** How long a key is remembered after its first row has left; 0: for ever. */
  readonly ttlMs: number;
  readonly output: Output;
  readonly late: LateOutput;
}

/** The earliest row of a key so far; `row` is null once it has left. */
interface FirstRow extends Perishable {
  readonly key: GroupKey;
  row: Row | null;
  sequence: number;
  slot: number;
}

export class Deduplicate implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: DeduplicateOptions;
  readonly #entries = new SlotTable<FirstRow>();
  readonly #firstOfKey = new Map<GroupKey, FirstRow>();
  /** Those whose row has not left yet. */
  readonly #waiting = new Set<FirstRow>();
  readonly #progress = new Progress();
  readonly #ttl: StateTtl<FirstRow>;

  constructor(options: DeduplicateOptions) {
    this.id = options.id;
    this.#options = options;
    this.#ttl = new StateTtl(options.ttlMs, (first) => this.#drop(first));
  }

  onRow(row: Row): void {
    if (this.#options.time === 'proctime') this.#onRowInOrder(row);
    else this.#onRowInTime(row);
  }

  onWatermark(ms: number): void {
    this.#progress.watermark = ms;
    for (const first of this.#due(ms)) this.#release(first);
    this.#options.output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#ttl.advance(ms);
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#options.output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    const save = (row: Row | null): StateValue => (row === null ? null : this.#options.rows.save(row));
    this.#entries.snapshot(state, ({ key, sequence, row, writtenMs }) => [key, sequence, save(row), writtenMs]);
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#entries.restore(state, (value, slot) => this.#load(value, slot)));
  }

  gauges(): Readonly<Record<string, number>> {
    const { rowsIn, lateRows } = this.#progress;
    return { keys: this.#firstOfKey.size, heldRows: this.#waiting.size, rowsIn, lateRows };
  }

  #onRowInOrder(row: Row): void {
    const key = this.#options.keyOf(row);
    if (this.#living(key) !== undefined) return;
    const entry: FirstRow = { key, row: null, sequence: 0, slot: 0, writtenMs: 0 };
    this.#remember(entry);
    this.#ttl.add(entry);
    this.#options.output.onRow(row, Change.INSERT);
  }

  /** A row exactly at the watermark is still accepted, as in Flink. */
  #onRowInTime(row: Row): void {
    this.#progress.rowsIn += 1;
    const time = this.#options.timeOf(row);
    if (time < this.#progress.watermark) {
      this.#progress.lateRows += 1;
      this.#options.late(row);
      return;
    }
    const key = this.#options.keyOf(row);
    const first = this.#living(key);
    if (first === undefined) {
      const entry: FirstRow = { key, row, sequence: this.#progress.nextSequence++, slot: 0, writtenMs: 0 };
      this.#remember(entry);
      this.#waiting.add(entry);
    } else if (first.row !== null && time < this.#options.timeOf(first.row)) {
      first.row = row;
      first.sequence = this.#progress.nextSequence++;
      this.#entries.touch(first.slot);
    }
  }

  #remember(entry: FirstRow): void {
    entry.slot = this.#entries.add(entry);
    this.#firstOfKey.set(entry.key, entry);
  }

  /** The key's entry, unless its time is over; a row that waits is never over. */
  #living(key: GroupKey): FirstRow | undefined {
    const first = this.#firstOfKey.get(key);
    if (first === undefined || first.row !== null || !this.#ttl.isOver(first)) return first;
    this.#ttl.forget(first);
    this.#drop(first);
    return undefined;
  }

  #drop(first: FirstRow): void {
    this.#firstOfKey.delete(first.key);
    this.#entries.remove(first.slot);
  }

  /** In order of time, then of arrival. */
  #due(watermark: number): readonly FirstRow[] {
    const due: { readonly time: number; readonly first: FirstRow }[] = [];
    for (const first of this.#waiting) {
      const time = first.row === null ? Number.POSITIVE_INFINITY : this.#options.timeOf(first.row);
      if (time <= watermark) due.push({ time, first });
    }
    return due.sort((a, b) => a.time - b.time || a.first.sequence - b.first.sequence).map(({ first }) => first);
  }

  #release(first: FirstRow): void {
    const { row } = first;
    if (row === null) return;
    first.row = null;
    this.#waiting.delete(first);
    this.#entries.touch(first.slot);
    this.#ttl.add(first);
    this.#options.output.onRow(row, Change.INSERT);
  }

  #load(value: StateValue, slot: number): FirstRow {
    const [key, sequence, saved, writtenMs] = value as [GroupKey, number, StateValue, number];
    const row = saved === null ? null : this.#options.rows.load(saved);
    const first: FirstRow = { key, row, sequence, slot, writtenMs };
    this.#firstOfKey.set(key, first);
    if (row === null) this.#ttl.add(first, writtenMs);
    else this.#waiting.add(first);
    return first;
  }
}
