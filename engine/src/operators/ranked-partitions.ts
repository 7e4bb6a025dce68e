/**
 * What a ranking remembers: the rows of each partition in order, and which of them are to be forgotten.
 *
 * P1. Without a time to live everything stays. With one, a partition to which nothing has come for so long is over.
 * P2. Where rows stay and more than one is ranked, rows are over one by one, as in Flink: those of one sort key together,
 *     counted from when a row of it last came or went. They are looked through when a row comes and the last look lies
 *     that long back, for Flink reads its state anew only then.
 * P3. What is over goes without a word.
 */
import { MIN_WATERMARK, type Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import { Progress } from './progress.ts';
import type { RankRange } from './rank-changes.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';
import { type CompareRows, type RankedRow, SortedRows } from './sorted-rows.ts';
import { type Perishable, StateTtl } from './state-ttl.ts';

export interface RankedPartitionsOptions {
  readonly keyOf: (row: Row) => RowKey;
  readonly compare: CompareRows;
  /** Ranks from `first` on are asked for, counted from 1. */
  readonly first: number;
  /** The last rank asked for; where it is a column, the one that the first row of a partition says. */
  readonly last: number | ((row: Row) => number);
  /**
   * All columns as one key, by which a row is found that is taken back; undefined where rows stay, or are only replaced
   * by better ones.
   */
  readonly identityOf: ((row: Row) => RowKey) | undefined;
  readonly rows: RowCodec;
  /** 0: rows are remembered for ever. */
  readonly ttlMs: number;
  /** Whether rows are over one by one, or a partition as a whole. */
  readonly forgets: 'rows' | 'partitions';
}

export interface Partition extends RankRange, Perishable {
  readonly key: RowKey;
  readonly rows: SortedRows;
  /** Where it is stored, when its last rank or a time is to be known; else 0. */
  slot: number;
  /** When its rows were last looked through for those that are over. */
  lookedMs: number;
}

/** A partition as it lies in state: its last rank, and the times by which it is forgotten. */
type StoredPartition = readonly ['end', key: RowKey, end: number, writtenMs?: number, lookedMs?: number];
type StoredRow = readonly [sequence: number, row: StateValue, writtenMs?: number];

export class RankedPartitions {
  readonly #options: RankedPartitionsOptions;
  readonly #byKey = new Map<RowKey, Partition>();
  readonly #kept = new SlotTable<RankedRow | Partition>();
  /** The rows of each identity, earliest first; only where rows are taken back. */
  readonly #byIdentity = new Map<RowKey, RankedRow[]>();
  readonly #progress = new Progress();
  readonly #ttl: StateTtl<Partition>;

  constructor(options: RankedPartitionsOptions) {
    this.#options = options;
    this.#ttl = new StateTtl(options.ttlMs, (partition) => this.#drop(partition));
  }

  /** The arrival time has reached `ms`. */
  advance(ms: number): void {
    this.#ttl.advance(ms);
  }

  /** The partition that a row belongs to; undefined when there is none, or none any more. */
  find(row: Row): Partition | undefined {
    const partition = this.#byKey.get(this.#options.keyOf(row));
    if (partition === undefined || !this.#ttl.isOn) return partition;
    if (this.#ttl.isOver(partition)) {
      this.#ttl.forget(partition);
      this.#drop(partition);
      return undefined;
    }
    if (this.#options.forgets === 'rows') this.#lookThrough(partition);
    return partition;
  }

  findOrOpen(row: Row): Partition {
    return this.find(row) ?? this.#open(this.#options.keyOf(row), row);
  }

  /** A row that comes, with its place among those that sort alike. It is not in its partition yet. */
  ranked(row: Row, sequence = this.#progress.nextSequence++): RankedRow {
    const ranked: RankedRow = { row, sequence, slot: 0, writtenMs: this.#ttl.nowMs };
    ranked.slot = this.#kept.add(ranked);
    return ranked;
  }

  insert(partition: Partition, ranked: RankedRow): void {
    partition.rows.insert(ranked);
    this.#enter(ranked);
    this.#written(partition, ranked.row);
  }

  /** Forgets the last row of a partition, which is out of the ranks. */
  evict(partition: Partition): void {
    const evicted = partition.rows.removeAt(partition.rows.size - 1);
    if (evicted === undefined) return;
    this.#kept.remove(evicted.slot);
    this.#written(partition, evicted.row);
  }

  /**
   * Forgets the earliest row that is this one, which stays in its partition for the caller to take out; undefined when
   * there is none, which is nothing to take back.
   */
  leave(row: Row): RankedRow | undefined {
    const identity = this.#options.identityOf?.(row);
    if (identity === undefined) return undefined;
    const alike = this.#byIdentity.get(identity);
    const gone = alike?.shift();
    if (alike?.length === 0) this.#byIdentity.delete(identity);
    if (gone !== undefined) this.#kept.remove(gone.slot);
    return gone;
  }

  /** Forgets a partition that has no rows, unless it must know what its first row said. */
  dropEmpty(partition: Partition): void {
    if (partition.rows.size > 0 || typeof this.#options.last === 'function') return;
    this.#ttl.forget(partition);
    this.#drop(partition);
  }

  snapshot(state: StateTable): void {
    const isOn = this.#ttl.isOn;
    this.#kept.snapshot(state, (entry) => {
      if ('row' in entry) {
        const stored: StateValue[] = [entry.sequence, this.#options.rows.save(entry.row)];
        return isOn ? [...stored, entry.writtenMs] : stored;
      }
      const { key, end, writtenMs, lookedMs } = entry;
      return isOn ? ['end', key, end, writtenMs, lookedMs] : ['end', key, end];
    });
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#kept.restore(state, (value, slot) => this.#load(value, slot)));
    const ranked = [...this.#kept.entries()].flatMap((entry) => ('row' in entry ? [entry] : []));
    for (const entry of ranked.sort((a, b) => a.sequence - b.sequence)) {
      const key = this.#options.keyOf(entry.row);
      (this.#byKey.get(key) ?? this.#open(key, entry.row)).rows.insert(entry);
      this.#enter(entry);
    }
  }

  gauges(): Readonly<Record<string, number>> {
    return { partitions: this.#byKey.size, keptRows: this.#kept.size };
  }

  #open(key: RowKey, row: Row): Partition {
    const { last } = this.#options;
    const partition = this.#partition(key, typeof last === 'function' ? last(row) : last);
    if (typeof last === 'function' || this.#ttl.isOn) partition.slot = this.#kept.add(partition);
    this.#ttl.add(partition);
    return partition;
  }

  #partition(key: RowKey, last: number): Partition {
    const first = this.#options.first - 1;
    const { nowMs } = this.#ttl;
    const rows = new SortedRows(this.#options.compare);
    // A range that holds no rank is empty, not turned around.
    const partition = { key, rows, first, end: Math.max(last, first), slot: 0, writtenMs: nowMs, lookedMs: nowMs };
    this.#byKey.set(key, partition);
    return partition;
  }

  #enter(ranked: RankedRow): void {
    const { identityOf } = this.#options;
    if (identityOf === undefined) return;
    const identity = identityOf(ranked.row);
    const alike = this.#byIdentity.get(identity);
    if (alike === undefined) this.#byIdentity.set(identity, [ranked]);
    else alike.push(ranked);
  }

  /** A row has come to the partition, or was put out of it by a better one. */
  #written(partition: Partition, row: Row): void {
    if (!this.#ttl.isOn) return;
    this.#ttl.renew(partition);
    this.#kept.touch(partition.slot);
    if (this.#options.forgets === 'partitions') return;
    const { rows } = partition;
    for (let place = rows.placeOf(row, Number.NEGATIVE_INFINITY); place < rows.size; place += 1) {
      const alike = rows.at(place);
      if (alike === undefined || this.#options.compare(alike.row, row) !== 0) return;
      alike.writtenMs = this.#ttl.nowMs;
      this.#kept.touch(alike.slot);
    }
  }

  #lookThrough(partition: Partition): void {
    if (!this.#ttl.isOver({ writtenMs: partition.lookedMs })) return;
    partition.lookedMs = this.#ttl.nowMs;
    this.#kept.touch(partition.slot);
    for (let place = partition.rows.size - 1; place >= 0; place -= 1) {
      const ranked = partition.rows.at(place);
      if (ranked === undefined || !this.#ttl.isOver(ranked)) continue;
      partition.rows.removeAt(place);
      this.#kept.remove(ranked.slot);
    }
  }

  #drop(partition: Partition): void {
    const { identityOf } = this.#options;
    this.#byKey.delete(partition.key);
    if (partition.slot > 0) this.#kept.remove(partition.slot);
    for (let place = 0; place < partition.rows.size; place += 1) {
      const ranked = partition.rows.at(place);
      if (ranked === undefined) continue;
      this.#kept.remove(ranked.slot);
      // What is the same in all columns lies in one partition.
      if (identityOf !== undefined) this.#byIdentity.delete(identityOf(ranked.row));
    }
  }

  #load(value: StateValue, slot: number): RankedRow | Partition {
    const stored = value as StoredRow | StoredPartition;
    if (stored[0] !== 'end') {
      const [sequence, saved, writtenMs = MIN_WATERMARK] = stored as StoredRow;
      return { row: this.#options.rows.load(saved), sequence, slot, writtenMs };
    }
    const [, key, end, writtenMs = MIN_WATERMARK, lookedMs = MIN_WATERMARK] = stored as StoredPartition;
    const partition = Object.assign(this.#partition(key, end), { slot, lookedMs });
    this.#ttl.add(partition, writtenMs);
    return partition;
  }
}
