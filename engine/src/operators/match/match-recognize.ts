/**
 * MATCH_RECOGNIZE: rows of each partition in order of time, matched against a pattern of variables.
 *
 * By event time a row waits until the watermark has reached it, and is late when it comes after that. By arrival time it
 * is matched when it comes, or, where rows of one time have an order among them, when that time is over.
 *
 * R1. A slot holds either a row ([sequence, time, values]) or what else a partition remembers (match-partition.ts). A
 *     row belongs to its key's partition; it waits exactly while its time has not come, so that is not stored.
 * R2. A partition without matches under way is forgotten, rows and all.
 */
import { Change, MAX_WATERMARK, type Row } from '../../row/row.ts';
import type { StateTable, StateValue } from '../../state/state-store.ts';
import type { GroupKey } from '../aggregation.ts';
import type { StreamClock } from '../calc.ts';
import type { LateOutput, Operator, Output } from '../operator.ts';
import { Progress, type TimeDomain } from '../progress.ts';
import type { RowCodec } from '../row-codec.ts';
import { SlotTable } from '../slot-table.ts';
import type { KeptRow } from './match-functions.ts';
import { MatchPartition } from './match-partition.ts';
import { Matcher, type MatcherOptions } from './matcher.ts';
import { PriorityQueue } from './priority-queue.ts';
import { WaitingRows } from './waiting-rows.ts';

export interface MatchRecognizeOptions extends Omit<MatcherOptions, 'emit'> {
  readonly keyOf: (row: Row) => GroupKey;
  readonly timeOf: (row: Row) => number;
  readonly time: TimeDomain;
  /** The order of rows of one time; undefined: as they come. */
  readonly compare: ((a: Row, b: Row) => number) | undefined;
  readonly clock: StreamClock;
  readonly rows: RowCodec;
  readonly output: Output;
  readonly late: LateOutput;
}

interface Deadline {
  readonly ms: number;
  readonly key: GroupKey;
}

export class MatchRecognize implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: MatchRecognizeOptions;
  readonly #matcher: Matcher;
  readonly #slots = new SlotTable<KeptRow | MatchPartition>();
  readonly #partitions = new Map<GroupKey, MatchPartition>();
  readonly #waiting: WaitingRows;
  /** One for a partition at most: not after its earliest match under way becomes too long. */
  readonly #deadlines = new PriorityQueue<Deadline>(({ ms }) => ms);
  readonly #watched = new Set<GroupKey>();
  readonly #progress = new Progress();
  /** Stands for every partition that remembers nothing. */
  #blank: MatchPartition;

  constructor(options: MatchRecognizeOptions) {
    this.id = options.id;
    this.#options = options;
    this.#waiting = new WaitingRows(options.compare);
    const { output } = options;
    this.#matcher = new Matcher({ ...options, emit: (row) => output.onRow(row, Change.INSERT) });
    this.#blank = new MatchPartition(0, this.#matcher.begin);
  }

  onRow(row: Row): void {
    const { time, timeOf, compare, late } = this.#options;
    const at = time === 'rowtime' ? timeOf(row) : this.#progress.processingTime;
    if (time === 'rowtime' && at <= this.#progress.watermark) {
      this.#progress.lateRows += 1;
      late(row);
      return;
    }
    const kept: KeptRow = { row, time: at, sequence: this.#progress.nextSequence++, slot: 0 };
    if (time === 'proctime' && compare === undefined) {
      this.#take(kept);
      return;
    }
    kept.slot = this.#slots.add(kept);
    this.#waiting.add(kept);
  }

  onWatermark(ms: number): void {
    this.#progress.watermark = ms;
    this.#options.clock.watermark = ms;
    // The end of a bounded input is the end of all times.
    if (this.#options.time === 'rowtime' || ms === MAX_WATERMARK) this.#advance(ms);
    this.#options.output.onWatermark(ms);
  }

  onProcessingTime(ms: number): void {
    this.#progress.processingTime = ms;
    this.#options.clock.processingTime = ms;
    if (this.#options.time === 'proctime') this.#advance(this.#progress.completed('proctime'));
    this.#options.output.onProcessingTime(ms);
  }

  onBatchEnd(): void {
    this.#options.output.onBatchEnd();
  }

  snapshot(state: StateTable): void {
    this.#slots.snapshot(state, (entry) =>
      entry instanceof MatchPartition
        ? [entry.save()]
        : [entry.sequence, entry.time, this.#options.rows.save(entry.row)],
    );
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#slots.restore(state, (value, slot) => this.#load(value, slot)));
    const rows = [...this.#slots.entries()].filter((entry): entry is KeptRow => !(entry instanceof MatchPartition));
    const waits = this.#isWaiting();
    const inOrder = new WaitingRows(this.#options.compare);
    for (const row of rows.sort((a, b) => a.sequence - b.sequence)) (waits(row) ? this.#waiting : inOrder).add(row);
    for (let due = inOrder.takeMoment(MAX_WATERMARK); due !== undefined; due = inOrder.takeMoment(MAX_WATERMARK)) {
      for (const kept of due) this.#partitions.get(this.#options.keyOf(kept.row))?.rows.push(kept);
    }
    for (const partition of this.#partitions.values()) this.#watch(partition);
  }

  gauges(): Readonly<Record<string, number>> {
    return {
      partitions: this.#partitions.size,
      waitingRows: this.#waiting.size,
      keptRows: this.#slots.size - this.#partitions.size - this.#waiting.size,
      lateRows: this.#progress.lateRows,
    };
  }

  /** Matches the rows whose time has come by `ms`, and ends the matches that have become too long. */
  #advance(ms: number): void {
    const touched = new Set<MatchPartition>();
    for (let due = this.#waiting.takeMoment(ms); due !== undefined; due = this.#waiting.takeMoment(ms)) {
      for (const kept of due) {
        const partition = this.#take(kept);
        if (partition !== undefined) touched.add(partition);
      }
    }
    for (const partition of touched) this.#end(partition, ms);
    for (let next = this.#deadlines.peek(); next !== undefined && next.ms <= ms; next = this.#deadlines.peek()) {
      this.#deadlines.poll();
      this.#watched.delete(next.key);
      const partition = this.#partitions.get(next.key);
      if (partition === undefined) continue;
      this.#end(partition, ms);
      this.#watch(partition);
    }
  }

  /** Matches one row; the partition if it remembers anything now. */
  #take(kept: KeptRow): MatchPartition | undefined {
    const key = this.#options.keyOf(kept.row);
    const partition = this.#partitions.get(key) ?? this.#blank;
    partition.key = key;
    this.#matcher.advance(partition, kept.time);
    this.#matcher.take(partition, kept);
    this.#settle(partition);
    return partition.isIdle ? undefined : partition;
  }

  #end(partition: MatchPartition, ms: number): void {
    if (partition.isIdle) return;
    if (this.#matcher.advance(partition, ms)) this.#settle(partition);
  }

  /** Keeps what the partition still needs, and nothing else. */
  #settle(partition: MatchPartition): void {
    const newest = partition.rows.at(-1);
    partition.releaseRows((row) => {
      if (row.slot !== 0) this.#slots.remove(row.slot);
    });
    if (partition.isIdle) {
      if (partition.slot === 0) return;
      this.#slots.remove(partition.slot);
      partition.slot = 0;
      this.#partitions.delete(partition.key);
      return;
    }
    if (newest !== undefined && newest.slot === 0) newest.slot = this.#slots.add(newest);
    if (partition.slot !== 0) this.#slots.touch(partition.slot);
    else {
      partition.slot = this.#slots.add(partition);
      this.#partitions.set(partition.key, partition);
      this.#blank = new MatchPartition(0, this.#matcher.begin);
    }
    this.#watch(partition);
  }

  #watch(partition: MatchPartition): void {
    const { withinMs } = this.#options;
    const { earliest } = partition;
    if (withinMs === 0 || earliest === undefined || this.#watched.has(partition.key)) return;
    this.#watched.add(partition.key);
    this.#deadlines.add({ ms: earliest.startMs + withinMs, key: partition.key });
  }

  /** A row waits while its time has not come; by arrival time without a second order no row ever does. */
  #isWaiting(): (row: KeptRow) => boolean {
    const { time, compare } = this.#options;
    const completed = this.#progress.completed(time);
    return time === 'proctime' && compare === undefined ? () => false : (row) => row.time > completed;
  }

  #load(value: StateValue, slot: number): KeptRow | MatchPartition {
    const [sequence, time, saved] = value as [number, number, StateValue];
    if (saved !== undefined) return { sequence, time, row: this.#options.rows.load(saved), slot };
    const partition = MatchPartition.load(sequence, slot, this.#matcher.begin);
    this.#partitions.set(partition.key, partition);
    return partition;
  }
}
