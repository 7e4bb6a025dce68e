/**
 * Stands before a table with a primary key where the query can have several rows of one key at once: the row that came
 * last shows, and when it goes, the one before it shows again. What leaves is for a table that replaces rows by key.
 *
 * M1. The rows of a key stand in the order in which they came; an update puts its row behind all others.
 * M2. A row that is taken back is found by what tells the query's rows apart, the first that matches.
 */
import { Change, type Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { Operator, Output } from './operator.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';
import { type Perishable, StateTtl } from './state-ttl.ts';

export interface UpsertMaterializerOptions {
  readonly id: string;
  /** The table's primary key. */
  readonly keyOf: (row: Row) => RowKey;
  /** What tells rows of the query apart. */
  readonly rowKeyOf: (row: Row) => RowKey;
  readonly rows: RowCodec;
  /** 0: rows are remembered for ever. */
  readonly ttlMs: number;
  readonly output: Output;
}

interface RowsOfKey extends Perishable {
  readonly key: RowKey;
  readonly rows: Row[];
  slot: number;
}

export class UpsertMaterializer implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: UpsertMaterializerOptions;
  readonly #byKey = new Map<RowKey, RowsOfKey>();
  readonly #table = new SlotTable<RowsOfKey>();
  readonly #ttl: StateTtl<RowsOfKey>;

  constructor(options: UpsertMaterializerOptions) {
    this.id = options.id;
    this.#options = options;
    this.#ttl = new StateTtl(options.ttlMs, (entry) => this.#drop(entry));
  }

  onRow(row: Row, change: Change): void {
    const key = this.#options.keyOf(row);
    const entry = this.#living(key);
    if (change === Change.UPDATE_BEFORE || change === Change.DELETE) {
      if (entry !== undefined) this.#takeBack(entry, row);
    } else if (entry === undefined) {
      this.#open(key, row);
      this.#options.output.onRow(row, Change.INSERT);
    } else {
      this.#add(entry, row);
      this.#options.output.onRow(row, Change.UPDATE_AFTER);
    }
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
    this.#table.snapshot(state, ({ rows, writtenMs }) => [rows.map(save), writtenMs]);
  }

  restore(state: StateTable): void {
    this.#table.restore(state, (value, slot) => {
      const [saved, writtenMs] = value as [StateValue[], number];
      const rows = saved.map((row) => this.#options.rows.load(row));
      const [first] = rows;
      if (first === undefined) throw new TypeError('a key without rows was stored');
      const entry: RowsOfKey = { key: this.#options.keyOf(first), rows, slot, writtenMs };
      this.#byKey.set(entry.key, entry);
      this.#ttl.add(entry, writtenMs);
      return entry;
    });
  }

  gauges(): Readonly<Record<string, number>> {
    return { keys: this.#byKey.size };
  }

  #living(key: RowKey): RowsOfKey | undefined {
    const entry = this.#byKey.get(key);
    if (entry === undefined || !this.#ttl.isOver(entry)) return entry;
    this.#ttl.forget(entry);
    this.#drop(entry);
    return undefined;
  }

  #open(key: RowKey, row: Row): void {
    const entry: RowsOfKey = { key, rows: [row], slot: 0, writtenMs: 0 };
    entry.slot = this.#table.add(entry);
    this.#byKey.set(key, entry);
    this.#ttl.add(entry);
  }

  /** A row that was not taken back before is replaced where it stands. */
  #add(entry: RowsOfKey, row: Row): void {
    const place = this.#placeOf(entry, row);
    if (place === -1) entry.rows.push(row);
    else entry.rows[place] = row;
    this.#write(entry);
  }

  #takeBack(entry: RowsOfKey, row: Row): void {
    const place = this.#placeOf(entry, row);
    if (place === -1) return;
    entry.rows.splice(place, 1);
    const last = entry.rows.at(-1);
    if (last === undefined) {
      this.#ttl.forget(entry);
      this.#drop(entry);
      this.#options.output.onRow(row, Change.DELETE);
      return;
    }
    this.#write(entry);
    if (place === entry.rows.length) this.#options.output.onRow(last, Change.UPDATE_AFTER);
  }

  #placeOf({ rows }: RowsOfKey, row: Row): number {
    const rowKey = this.#options.rowKeyOf(row);
    return rows.findIndex((other) => this.#options.rowKeyOf(other) === rowKey);
  }

  #write(entry: RowsOfKey): void {
    this.#table.touch(entry.slot);
    this.#ttl.renew(entry);
  }

  #drop(entry: RowsOfKey): void {
    this.#byKey.delete(entry.key);
    this.#table.remove(entry.slot);
  }
}
