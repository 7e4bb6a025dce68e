/**
 * ROW_NUMBER() OVER (PARTITION BY keys ORDER BY time DESC) = 1 outside a window: the last row of each key, which every
 * later one replaces. By event time a row of the same time or a later one; by arrival every row.
 */
import { Change, type Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { Operator, Output } from './operator.ts';
import type { TimeDomain } from './progress.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';
import { type Perishable, StateTtl } from './state-ttl.ts';

export interface KeepLastOptions {
  readonly id: string;
  readonly keyOf: (row: Row) => RowKey;
  readonly timeOf: (row: Row) => number;
  readonly time: TimeDomain;
  readonly isSame: (a: Row, b: Row) => boolean;
  /** Whether anyone downstream asks for what an update replaces. */
  readonly updateBefore: boolean;
  readonly rows: RowCodec;
  /** 0: keys are remembered for ever. */
  readonly ttlMs: number;
  readonly output: Output;
}

interface LastRow extends Perishable {
  readonly key: RowKey;
  row: Row;
  slot: number;
}

export class KeepLast implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: KeepLastOptions;
  readonly #lastOfKey = new Map<RowKey, LastRow>();
  readonly #entries = new SlotTable<LastRow>();
  readonly #ttl: StateTtl<LastRow>;

  constructor(options: KeepLastOptions) {
    this.id = options.id;
    this.#options = options;
    this.#ttl = new StateTtl(options.ttlMs, (last) => this.#drop(last));
  }

  onRow(row: Row): void {
    const { keyOf, timeOf, time, isSame, updateBefore, output } = this.#options;
    const key = keyOf(row);
    const last = this.#living(key);
    if (last === undefined) {
      const entry: LastRow = { key, row, slot: 0, writtenMs: 0 };
      entry.slot = this.#entries.add(entry);
      this.#lastOfKey.set(key, entry);
      this.#ttl.add(entry);
      output.onRow(row, Change.INSERT);
      return;
    }
    const before = last.row;
    if (time === 'rowtime' && timeOf(row) < timeOf(before)) return;
    last.row = row;
    this.#ttl.renew(last);
    this.#entries.touch(last.slot);
    if (isSame(before, row)) return;
    if (updateBefore) output.onRow(before, Change.UPDATE_BEFORE);
    output.onRow(row, Change.UPDATE_AFTER);
  }

  onWatermark(ms: number): void {
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
    const save = (row: Row): StateValue => this.#options.rows.save(row);
    this.#entries.snapshot(state, ({ row, writtenMs }) => (this.#ttl.isOn ? [save(row), writtenMs] : save(row)));
  }

  restore(state: StateTable): void {
    this.#entries.restore(state, (value, slot) => this.#load(value, slot));
  }

  gauges(): Readonly<Record<string, number>> {
    return { keys: this.#lastOfKey.size };
  }

  #living(key: RowKey): LastRow | undefined {
    const last = this.#lastOfKey.get(key);
    if (last === undefined || !this.#ttl.isOver(last)) return last;
    this.#ttl.forget(last);
    this.#drop(last);
    return undefined;
  }

  #drop(last: LastRow): void {
    this.#lastOfKey.delete(last.key);
    this.#entries.remove(last.slot);
  }

  #load(value: StateValue, slot: number): LastRow {
    const [saved, writtenMs] = this.#ttl.isOn ? (value as [StateValue, number]) : [value, 0];
    const row = this.#options.rows.load(saved);
    const entry: LastRow = { key: this.#options.keyOf(row), row, slot, writtenMs };
    this.#lastOfKey.set(entry.key, entry);
    this.#ttl.add(entry, writtenMs);
    return entry;
  }
}
