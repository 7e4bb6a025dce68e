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
import type { StateTable } from '../state/state-store.ts';
import type { Operator, Output } from './operator.ts';
import { emitRanks, RangeChange } from './rank-changes.ts';
import { type Partition, RankedPartitions, type RankedPartitionsOptions } from './ranked-partitions.ts';
import type { RankedRow } from './sorted-rows.ts';

export interface TopNOptions extends RankedPartitionsOptions {
  readonly id: string;
  /** Makes the result row with its rank; undefined where the rank is not asked for. */
  readonly withRank: ((row: Row, rank: number) => Row) | undefined;
  /** Whether an updated row whose sort key stays the same keeps its place among those that sort alike. */
  readonly keepsPlace: boolean;
  /** Whether anyone downstream asks for what an update replaces. */
  readonly updateBefore: boolean;
  readonly output: Output;
}

export class TopN implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: TopNOptions;
  readonly #partitions: RankedPartitions;
  #updated: Row | undefined;

  constructor(options: TopNOptions) {
    this.id = options.id;
    this.#options = options;
    this.#partitions = new RankedPartitions(options);
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
    this.#partitions.advance(ms);
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#settle();
    this.#options.output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    this.#settle();
    this.#partitions.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#partitions.restore(state);
  }

  gauges(): Readonly<Record<string, number>> {
    return this.#partitions.gauges();
  }

  /** An UPDATE_BEFORE whose UPDATE_AFTER was filtered away is a removal. */
  #settle(): void {
    if (this.#updated === undefined) return;
    const row = this.#updated;
    this.#updated = undefined;
    this.#remove(row);
  }

  #add(row: Row): void {
    const partition = this.#partitions.findOrOpen(row);
    const { rows } = partition;
    const isFull = this.#options.identityOf === undefined && rows.size >= partition.end;
    if (isFull && (rows.size === 0 || this.#options.compare((rows.at(rows.size - 1) ?? { row }).row, row) <= 0)) return;
    this.#move(partition, undefined, this.#partitions.ranked(row));
    if (isFull) this.#partitions.evict(partition);
  }

  #remove(row: Row): void {
    const partition = this.#partitions.find(row);
    const gone = partition && this.#partitions.leave(row);
    if (partition === undefined || gone === undefined) return;
    this.#move(partition, gone, undefined);
    this.#partitions.dropEmpty(partition);
  }

  #update(before: Row, row: Row): void {
    const { keyOf, keepsPlace, compare } = this.#options;
    const partition = keyOf(before) === keyOf(row) ? this.#partitions.find(row) : undefined;
    const gone = partition && this.#partitions.leave(before);
    if (partition === undefined || gone === undefined) {
      this.#remove(before);
      this.#add(row);
      return;
    }
    const stays = keepsPlace && compare(before, row) === 0;
    this.#move(partition, gone, this.#partitions.ranked(row, stays ? gone.sequence : undefined));
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
      this.#partitions.insert(partition, come);
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
}
