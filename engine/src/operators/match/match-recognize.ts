/**
 * MATCH_RECOGNIZE: rows of each partition in order of time, matched against a pattern of variables.
 *
 * By event time a row waits until the watermark has reached it, and is late when it comes after that. By arrival time it
 * is matched when it comes, or, where rows of one time have an order among them, when that time is over. Rows at which
 * nothing can end wait longer, for one at which something can: match-lane.ts.
 *
 * R1. A slot holds either a row ([sequence, time, values]) or what else a partition remembers (match-partition.ts). A
 *     row belongs to its key's partition. How many of them the partition has matched is stored with it: the first ones.
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
import { MatchLane, matchOrder } from './match-lane.ts';
import { MatchPartition } from './match-partition.ts';
import { type MatchTrigger, matchTrigger } from './match-triggers.ts';
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
  readonly lane: MatchLane;
}

/** So many rows of a partition wait at most: what matches need of them may be less. */
const MOST_WAITING = 64;

export class MatchRecognize implements Operator, Output {
  readonly id: string;
  readonly inputs: readonly Output[] = [this];
  readonly #options: MatchRecognizeOptions;
  readonly #matcher: Matcher;
  readonly #isTrigger: MatchTrigger;
  readonly #order: (a: KeptRow, b: KeptRow) => number;
  readonly #slots = new SlotTable<KeptRow | MatchPartition>();
  readonly #lanes = new Map<GroupKey, MatchLane>();
  /** The rows at which their partition is matched. */
  readonly #triggers: WaitingRows;
  /** When to look at a partition: not after its earliest match under way becomes too long. */
  readonly #deadlines = new PriorityQueue<Deadline>(({ ms }) => ms);
  readonly #progress = new Progress();
  /** By arrival time, rows without an order among them are matched as they come. */
  readonly #isImmediate: boolean;
  #partitions = 0;
  #waiting = 0;
  /** Stands for every partition that remembers nothing. */
  #blank: MatchPartition;

  constructor(options: MatchRecognizeOptions) {
    this.id = options.id;
    this.#options = options;
    this.#isTrigger = matchTrigger(options.automaton, options.functions);
    this.#isImmediate = options.time === 'proctime' && options.compare === undefined;
    this.#order = matchOrder(options.compare);
    this.#triggers = new WaitingRows(this.#order);
    const { output } = options;
    this.#matcher = new Matcher({ ...options, emit: (row) => output.onRow(row, Change.INSERT) });
    this.#blank = new MatchPartition(0, this.#matcher.begin);
  }

  onRow(row: Row): void {
    this.#progress.rowsIn += 1;
    const { time, timeOf, late } = this.#options;
    const at = time === 'rowtime' ? timeOf(row) : this.#progress.processingTime;
    if (time === 'rowtime' && at <= this.#progress.watermark) {
      this.#progress.lateRows += 1;
      late(row);
      return;
    }
    const kept: KeptRow = { row, time: at, sequence: this.#progress.nextSequence++, slot: 0 };
    const lane = this.#laneOf(row);
    kept.slot = this.#slots.add(kept);
    this.#wait(lane, kept);
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
    for (const kept of rows.sort(this.#order)) {
      const lane = this.#laneOf(kept.row);
      if (lane.partition?.takeBack(kept) !== true) this.#wait(lane, kept);
    }
    for (const lane of this.#lanes.values()) this.#watch(lane, lane.earliestMs);
  }

  gauges(): Readonly<Record<string, number>> {
    return {
      partitions: this.#lanes.size,
      waitingRows: this.#waiting,
      keptRows: this.#slots.size - this.#partitions - this.#waiting,
      rowsIn: this.#progress.rowsIn,
      lateRows: this.#progress.lateRows,
    };
  }

  #laneOf(row: Row): MatchLane {
    const key = this.#options.keyOf(row);
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = new MatchLane(key);
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  #wait(lane: MatchLane, kept: KeptRow): void {
    lane.add(kept);
    this.#waiting += 1;
    const isTrigger = this.#isTrigger(kept.row, kept.time) || lane.isPending || lane.waiting.length >= MOST_WAITING;
    if (!isTrigger) this.#watch(lane, kept.time);
    else if (this.#isImmediate) this.#matchUpTo(lane, kept);
    else this.#triggers.add(kept);
  }

  /** Matches the rows whose time has come by `ms` as far as that may matter, and ends matches that have become too long. */
  #advance(ms: number): void {
    const touched = new Set<MatchLane>();
    for (let due = this.#triggers.takeMoment(ms); due !== undefined; due = this.#triggers.takeMoment(ms)) {
      for (const kept of due) {
        const lane = this.#laneOf(kept.row);
        this.#matchUpTo(lane, kept);
        touched.add(lane);
      }
    }
    for (const lane of touched) this.#end(lane, ms);
    for (let next = this.#deadlines.peek(); next !== undefined && next.ms <= ms; next = this.#deadlines.peek()) {
      this.#deadlines.poll();
      if (next.ms === next.lane.deadlineMs) this.#lookAt(next.lane, ms);
    }
  }

  /** The earliest match under way in the partition, or that may be, has become too long. */
  #lookAt(lane: MatchLane, ms: number): void {
    lane.deadlineMs = Number.POSITIVE_INFINITY;
    this.#match(lane, lane.takeDue(ms, this.#order));
    this.#end(lane, ms);
    this.#watch(lane, lane.earliestMs);
  }

  #matchUpTo(lane: MatchLane, last: KeptRow): void {
    const wasPending = lane.isPending;
    this.#match(lane, lane.takeUpTo(last, this.#order));
    if (lane.isPending && !wasPending) this.#awaken(lane);
  }

  /** L2: from now on each row counts. */
  #awaken(lane: MatchLane): void {
    for (const kept of lane.waiting) if (!this.#isTrigger(kept.row, kept.time)) this.#triggers.add(kept);
  }

  #match(lane: MatchLane, rows: readonly KeptRow[]): void {
    if (rows.length === 0) return;
    this.#waiting -= rows.length;
    const partition = lane.partition ?? this.#blank;
    for (const kept of rows) {
      this.#matcher.advance(partition, kept.time);
      this.#matcher.take(partition, kept);
      partition.releaseRows((row) => this.#slots.remove(row.slot));
    }
    this.#settle(lane, partition);
  }

  #end(lane: MatchLane, ms: number): void {
    const { partition } = lane;
    if (partition === undefined || !this.#matcher.advance(partition, ms)) return;
    partition.releaseRows((row) => this.#slots.remove(row.slot));
    this.#settle(lane, partition);
  }

  /** Keeps what the partition still needs, and nothing else. */
  #settle(lane: MatchLane, partition: MatchPartition): void {
    if (!partition.isIdle) {
      if (partition.slot !== 0) this.#slots.touch(partition.slot);
      else this.#keep(lane, partition);
      this.#watch(lane, partition.earliest?.startMs ?? Number.POSITIVE_INFINITY);
      return;
    }
    if (partition.slot !== 0) this.#forget(lane, partition);
    if (lane.isEmpty) this.#lanes.delete(lane.key);
  }

  #keep(lane: MatchLane, partition: MatchPartition): void {
    partition.key = lane.key;
    partition.slot = this.#slots.add(partition);
    lane.partition = partition;
    this.#partitions += 1;
    this.#blank = new MatchPartition(0, this.#matcher.begin);
  }

  #forget(lane: MatchLane, partition: MatchPartition): void {
    this.#slots.remove(partition.slot);
    lane.partition = undefined;
    this.#partitions -= 1;
  }

  #watch(lane: MatchLane, fromMs: number): void {
    const { withinMs } = this.#options;
    const ms = fromMs + withinMs;
    if (withinMs === 0 || ms >= lane.deadlineMs) return;
    lane.deadlineMs = ms;
    this.#deadlines.add({ ms, lane });
  }

  #load(value: StateValue, slot: number): KeptRow | MatchPartition {
    const [sequence, time, saved] = value as [number, number, StateValue];
    if (saved !== undefined) return { sequence, time, row: this.#options.rows.load(saved), slot };
    const partition = MatchPartition.load(sequence, slot, this.#matcher.begin);
    const lane = new MatchLane(partition.key);
    lane.partition = partition;
    this.#lanes.set(lane.key, lane);
    this.#partitions += 1;
    return partition;
  }
}
