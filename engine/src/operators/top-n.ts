/**
 * ROW_NUMBER() over the whole stream with a bound, and ORDER BY … LIMIT: the rows of each partition that hold the ranks
 * asked for, as they change.
 *
 * T1. Of rows that sort alike, the one that came first ranks first.
 * T2. Where rows stay, no more are kept than may ever be asked for. Where rows are taken back, all of them are kept, for
 *     any may move up.
 * T3. UPDATE_BEFORE waits for what follows it: an update moves a row once, instead of taking it out and putting it back.
 */
import { Change, type Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { Operator, Output } from './operator.ts';
import { Progress } from './progress.ts';
import { emitRanks, RangeChange, type RankRange } from './rank-changes.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';
import { type CompareRows, type RankedRow, SortedRows } from './sorted-rows.ts';

export interface TopNOptions {
  readonly id: string;
  readonly keyOf: (row: Row) => RowKey;
  readonly compare: CompareRows;
  /** Ranks from `first` on are asked for, counted from 1. */
  readonly first: number;
  /** The last rank asked for; where it is a column, the one that the first row of a partition says. */
  readonly last: number | ((row: Row) => number);
  /** Makes the result row with its rank; undefined where the rank is not asked for. */
  readonly withRank: ((row: Row, rank: number) => Row) | undefined;
  /**
   * All columns as one key, by which a row is found that is taken back; undefined where rows stay, or are only replaced
   * by better ones.
   */
  readonly identityOf: ((row: Row) => RowKey) | undefined;
  /** Whether an updated row whose sort key stays the same keeps its place among those that sort alike. */
  readonly keepsPlace: boolean;
  /** Whether anyone downstream asks for what an update replaces. */
  readonly updateBefore: boolean;
  readonly rows: RowCodec;
  readonly output: Output;
}

interface Partition extends RankRange {
  readonly rows: SortedRows;
  /** Where its last rank is stored, when rows say it; else 0. */
  slot: number;
}

/** A partition's last rank as it lies in state. */
interface StoredEnd {
  readonly key: RowKey;
  readonly end: number;
}

export class TopN implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: TopNOptions;
  readonly #partitions = new Map<RowKey, Partition>();
  readonly #kept = new SlotTable<RankedRow | StoredEnd>();
  /** The rows of each identity, earliest first; only where rows are taken back. */
  readonly #byIdentity = new Map<RowKey, RankedRow[]>();
  readonly #progress = new Progress();
  #updated: Row | undefined;

  constructor(options: TopNOptions) {
    this.id = options.id;
    this.#options = options;
  }

  onRow(row: Row, change: Change): void {
    if (this.#options.identityOf === undefined) {
      if (change !== Change.UPDATE_BEFORE) this.#add(row);
      return;
    }
    if (change === Change.UPDATE_AFTER && this.#updated !== undefined) {
      const before = this.#updated;
      this.#updated = undefined;
      this.#update(before, row);
      return;
    }
    this.#settle();
    if (change === Change.UPDATE_BEFORE) this.#updated = row;
    else if (change === Change.DELETE) this.#remove(row);
    else this.#add(row);
  }

  onWatermark(ms: number): void {
    this.#settle();
    this.#options.output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#settle();
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#settle();
    this.#options.output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    this.#settle();
    this.#kept.snapshot(state, (entry) =>
      'row' in entry ? [entry.sequence, this.#options.rows.save(entry.row)] : ['end', entry.key, entry.end],
    );
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#kept.restore(state, (value, slot) => this.#load(value, slot)));
    const ranked = [...this.#kept.entries()].flatMap((entry) => ('row' in entry ? [entry] : []));
    for (const entry of ranked.sort((a, b) => a.sequence - b.sequence)) {
      this.#partitionOf(this.#options.keyOf(entry.row), entry.row).rows.insert(entry);
      this.#enter(entry);
    }
  }

  gauges(): Readonly<Record<string, number>> {
    return { partitions: this.#partitions.size, keptRows: this.#kept.size };
  }

  /** An UPDATE_BEFORE whose UPDATE_AFTER was filtered away is a removal. */
  #settle(): void {
    if (this.#updated === undefined) return;
    const row = this.#updated;
    this.#updated = undefined;
    this.#remove(row);
  }

  #add(row: Row): void {
    const key = this.#options.keyOf(row);
    const partition = this.#partitionOf(key, row);
    const { rows } = partition;
    const isFull = this.#options.identityOf === undefined && rows.size >= partition.end;
    if (isFull && (rows.size === 0 || this.#options.compare((rows.at(rows.size - 1) ?? { row }).row, row) <= 0)) return;
    this.#move(partition, undefined, this.#ranked(row));
    if (isFull) {
      const evicted = rows.removeAt(rows.size - 1);
      if (evicted !== undefined) this.#kept.remove(evicted.slot);
    }
  }

  #remove(row: Row): void {
    const gone = this.#leave(row);
    if (gone === undefined) return;
    const key = this.#options.keyOf(row);
    const partition = this.#partitionOf(key, row);
    this.#move(partition, gone, undefined);
    if (partition.rows.size === 0 && partition.slot === 0) this.#partitions.delete(key);
  }

  #update(before: Row, row: Row): void {
    const key = this.#options.keyOf(row);
    const gone = this.#options.keyOf(before) === key ? this.#leave(before) : undefined;
    if (gone === undefined) {
      this.#remove(before);
      this.#add(row);
      return;
    }
    const stays = this.#options.keepsPlace && this.#options.compare(before, row) === 0;
    this.#move(this.#partitionOf(key, row), gone, this.#ranked(row, stays ? gone.sequence : undefined));
  }

  #move(partition: Partition, gone: RankedRow | undefined, come: RankedRow | undefined): void {
    const { rows } = partition;
    const { withRank, output, keepsPlace, first, last } = this.#options;
    const changes = withRank === undefined ? new RangeChange() : undefined;
    const from = gone && rows.placeOf(gone.row, gone.sequence);
    if (from !== undefined) {
      changes?.take(rows, from, partition);
      rows.removeAt(from);
    }
    const to = come && rows.placeOf(come.row, come.sequence);
    if (come !== undefined && to !== undefined) {
      changes?.put(rows, to, come, partition);
      rows.insert(come);
      this.#enter(come);
    }
    changes?.emit(output, keepsPlace || (first === 1 && last === 1));
    if (withRank !== undefined) emitRanks(rows, { from, to, gone: gone?.row }, partition, this.#emitRank);
  }

  readonly #emitRank = (before: Row | undefined, after: Row | undefined, rank: number): void => {
    const { output, withRank, updateBefore } = this.#options;
    if (withRank === undefined || before === after) return;
    if (before !== undefined && (after === undefined || updateBefore))
      output.onRow(withRank(before, rank), after ? Change.UPDATE_BEFORE : Change.DELETE);
    if (after !== undefined) output.onRow(withRank(after, rank), before ? Change.UPDATE_AFTER : Change.INSERT);
  };

  #ranked(row: Row, sequence = this.#progress.nextSequence++): RankedRow {
    const ranked: RankedRow = { row, sequence, slot: 0 };
    ranked.slot = this.#kept.add(ranked);
    return ranked;
  }

  #enter(ranked: RankedRow): void {
    const { identityOf } = this.#options;
    if (identityOf === undefined) return;
    const identity = identityOf(ranked.row);
    const alike = this.#byIdentity.get(identity);
    if (alike === undefined) this.#byIdentity.set(identity, [ranked]);
    else alike.push(ranked);
  }

  /** Forgets the earliest row that is this one; undefined when there is none, which is nothing to take back. */
  #leave(row: Row): RankedRow | undefined {
    const identity = this.#options.identityOf?.(row);
    if (identity === undefined) return undefined;
    const alike = this.#byIdentity.get(identity);
    const gone = alike?.shift();
    if (alike?.length === 0) this.#byIdentity.delete(identity);
    if (gone !== undefined) this.#kept.remove(gone.slot);
    return gone;
  }

  #partitionOf(key: RowKey, row: Row): Partition {
    const known = this.#partitions.get(key);
    if (known !== undefined) return known;
    const { first, last } = this.#options;
    const isSaid = typeof last === 'function';
    // A range that holds no rank is empty, not turned around.
    const end = Math.max(isSaid ? last(row) : last, first - 1);
    const partition: Partition = { rows: new SortedRows(this.#options.compare), first: first - 1, end, slot: 0 };
    if (isSaid) partition.slot = this.#kept.add({ key, end });
    this.#partitions.set(key, partition);
    return partition;
  }

  #load(value: StateValue, slot: number): RankedRow | StoredEnd {
    const saved = value as readonly [number, StateValue] | readonly ['end', RowKey, number];
    if (saved[0] !== 'end') return { row: this.#options.rows.load(saved[1] ?? null), sequence: saved[0], slot };
    const [, key, end] = saved as readonly ['end', RowKey, number];
    const rows = new SortedRows(this.#options.compare);
    this.#partitions.set(key, { rows, first: this.#options.first - 1, end, slot });
    return { key, end };
  }
}
