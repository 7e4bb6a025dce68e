/**
 * INTERSECT and EXCEPT, plain or ALL: counts how often each row is there on either side, and tells how often it is in
 * the result. As running groups do, it tells at the end of a micro-batch, and only the net change, in the order of the
 * rows' last changes.
 */
import { Change, type Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { Operator, Output } from './operator.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';
import { SlowestOf } from './slowest-of.ts';
import { type Perishable, StateTtl } from './state-ttl.ts';

export interface SetOperationOptions {
  readonly id: string;
  /** How often a row is in the result that is so often on the left and on the right. */
  readonly timesOf: (left: number, right: number) => number;
  readonly keyOf: (row: Row) => RowKey;
  readonly rows: RowCodec;
  /** 0: rows are remembered for ever. */
  readonly ttlMs: number;
  readonly output: Output;
}

interface CountedRow extends Perishable {
  readonly key: RowKey;
  readonly row: Row;
  /** How often it is on the left and on the right. */
  readonly counts: [number, number];
  /** How often downstream has it. */
  told: number;
  slot: number;
  /** Its last place in the list of what has changed; −1 when it does not wait. */
  lastChange: number;
}

export class SetOperation implements Operator {
  readonly id: string;
  readonly inputs: readonly Output[];
  readonly #options: SetOperationOptions;
  readonly #byKey = new Map<RowKey, CountedRow>();
  readonly #table = new SlotTable<CountedRow>();
  readonly #watermarks = new SlowestOf(2);
  readonly #processingTimes = new SlowestOf(2);
  readonly #ttl: StateTtl<CountedRow>;
  #changed: CountedRow[] = [];

  constructor(options: SetOperationOptions) {
    this.id = options.id;
    this.#options = options;
    this.#ttl = new StateTtl(options.ttlMs, (entry) => this.#drop(entry));
    this.inputs = [this.#input(0), this.#input(1)];
  }

  snapshot(state: StateTable): void {
    this.#table.snapshot(state, ({ row, counts, told, writtenMs }) => {
      return [this.#options.rows.save(row), ...counts, told, writtenMs];
    });
    if (!this.#watermarks.changed && !this.#processingTimes.changed) return;
    state.put(0, [this.#watermarks.save(), this.#processingTimes.save()]);
  }

  restore(state: StateTable): void {
    const header = this.#table.restore(state, (value, slot) => this.#load(value, slot));
    if (!Array.isArray(header)) return;
    const [watermarks, processingTimes] = header as [number[], number[]];
    this.#watermarks.load(watermarks);
    this.#processingTimes.load(processingTimes, true);
  }

  gauges(): Readonly<Record<string, number>> {
    return { keys: this.#byKey.size };
  }

  #input(side: 0 | 1): Output {
    const { output } = this.#options;
    return {
      onRow: (row, change) => this.#count(row, side, change),
      onWatermark: (ms) => {
        if (this.#watermarks.advance(side, ms)) output.onWatermark(this.#watermarks.slowest);
      },
      onProcessingTime: (ms) => {
        if (this.#processingTimes.advance(side, ms)) this.#onProcessingTime(this.#processingTimes.slowest);
      },
      onBatchEnd: () => {
        this.#tellChanged();
        output.onBatchEnd();
      },
    };
  }

  #onProcessingTime(ms: number): void {
    if (this.#ttl.isOn) {
      this.#tellChanged();
      this.#ttl.advance(ms);
    }
    this.#options.output.onProcessingTime(ms);
  }

  /** A row that is taken back from where it is not is passed over. */
  #count(row: Row, side: 0 | 1, change: Change): void {
    const comes = change === Change.INSERT || change === Change.UPDATE_AFTER;
    const key = this.#options.keyOf(row);
    let entry = this.#byKey.get(key);
    if (entry !== undefined && this.#ttl.isOver(entry)) {
      this.#ttl.forget(entry);
      this.#drop(entry);
      entry = undefined;
    }
    if (!comes && (entry === undefined || entry.counts[side] === 0)) return;
    if (entry === undefined) entry = this.#add(key, row);
    else this.#table.touch(entry.slot);
    this.#ttl.renew(entry);
    entry.counts[side] += comes ? 1 : -1;
    entry.lastChange = this.#changed.push(entry) - 1;
  }

  #add(key: RowKey, row: Row): CountedRow {
    const entry: CountedRow = { key, row, counts: [0, 0], told: 0, slot: 0, lastChange: -1, writtenMs: 0 };
    entry.slot = this.#table.add(entry);
    this.#byKey.set(key, entry);
    this.#ttl.add(entry);
    return entry;
  }

  #tellChanged(): void {
    const changed = this.#changed;
    if (changed.length === 0) return;
    this.#changed = [];
    for (const [place, entry] of changed.entries()) if (entry.lastChange === place) this.#tell(entry);
  }

  #tell(entry: CountedRow): void {
    const [left, right] = entry.counts;
    const times = this.#options.timesOf(left, right);
    for (; entry.told > times; entry.told -= 1) this.#options.output.onRow(entry.row, Change.DELETE);
    for (; entry.told < times; entry.told += 1) this.#options.output.onRow(entry.row, Change.INSERT);
    entry.lastChange = -1;
    if (left > 0 || right > 0) return;
    this.#ttl.forget(entry);
    this.#drop(entry);
  }

  #drop(entry: CountedRow): void {
    this.#byKey.delete(entry.key);
    this.#table.remove(entry.slot);
  }

  #load(value: StateValue, slot: number): CountedRow {
    const [saved, left, right, told, writtenMs] = value as [StateValue, number, number, number, number];
    const row = this.#options.rows.load(saved);
    const key = this.#options.keyOf(row);
    const entry: CountedRow = { key, row, counts: [left, right], told, slot, lastChange: -1, writtenMs };
    this.#byKey.set(key, entry);
    this.#ttl.add(entry, writtenMs);
    return entry;
  }
}
