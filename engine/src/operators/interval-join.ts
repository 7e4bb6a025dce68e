/**
 * A join of rows whose times lie close: each row meets those of the other side within an interval around it, now or when
 * they come. Rows that meet none are given with NULLs where the join keeps them, once none can come any more.
 *
 * J1. One time holds for both sides: that of the slower one.
 * J2. A row that comes when the time has passed its interval is not remembered. It still meets the rows that are there,
 *     and if it meets none it is padded or late.
 * J3. The result carries both times. Downstream, time is held back by as much as they may lag behind: the larger of the
 *     two ends of the interval. A padded row may come with just the time that was last told; Flink's does, too.
 * J4. What late rows meet depends on what is still there, so this follows Flink's cache to the letter: see I1–I3, and
 *     `expiredTo`, which Flink keeps for the operator, not for the key.
 */
import { Change, MAX_WATERMARK, type Row } from '../row/row.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import type { StreamClock } from './calc.ts';
import { type CachedRow, firstFrom, IntervalSide, type IntervalTimer } from './interval-side.ts';
import { JoinProgress, sinceEpoch } from './join-progress.ts';
import type { JoinInput, JoinRows } from './join-rows.ts';
import type { Operator, Output } from './operator.ts';
import type { TimeDomain } from './progress.ts';
import { SlotTable } from './slot-table.ts';
import { TimerQueue } from './timer-queue.ts';

export interface IntervalJoinOptions {
  readonly id: string;
  readonly time: TimeDomain;
  readonly left: JoinInput;
  readonly right: JoinInput;
  readonly leftTimeOf: (row: Row) => number;
  readonly rightTimeOf: (row: Row) => number;
  /** left time + lower ≤ right time ≤ left time + upper. */
  readonly lowerMs: number;
  readonly upperMs: number;
  readonly join: JoinRows;
  /** Kept up to date for the condition in `join`. */
  readonly clock: StreamClock;
  readonly output: Output;
}

type SavedRow = readonly [isLeft: boolean, time: number, sequence: number, flags: number, row: StateValue];

export class IntervalJoin implements Operator {
  readonly id: string;
  readonly inputs: readonly Output[];
  readonly #options: IntervalJoinOptions;
  readonly #sides: readonly [IntervalSide, IntervalSide];
  readonly #slots = new SlotTable<CachedRow>();
  readonly #timers = new TimerQueue<IntervalTimer>();
  /** Its marks say up to which time the rows of each side have gone. */
  readonly #progress = new JoinProgress();
  readonly #delayMs: number;

  constructor(options: IntervalJoinOptions) {
    const { left, right, lowerMs, upperMs } = options;
    this.id = options.id;
    this.#options = options;
    this.#sides = [
      new IntervalSide(left, options.leftTimeOf, { isLeft: true, afterMs: upperMs }),
      new IntervalSide(right, options.rightTimeOf, { isLeft: false, afterMs: -lowerMs }),
    ];
    this.#delayMs = options.time === 'rowtime' ? Math.max(upperMs, -lowerMs) : 0;
    this.inputs = [this.#input(0), this.#input(1)];
  }

  snapshot(state: StateTable): void {
    this.#slots.snapshot(state, (cached) => this.#save(cached));
    this.#progress.snapshot(state);
  }

  restore(state: StateTable): void {
    this.#progress.restore(this.#slots.restore(state, (value, slot) => this.#load(value as SavedRow, slot)));
    const inOrder = [...this.#slots.entries()].sort((a, b) => a.sequence - b.sequence);
    for (const cached of inOrder) {
      const { armed } = cached;
      cached.side.add(cached);
      cached.armed = armed;
      if (armed) this.#timers.add(cached.side.arm(cached));
    }
  }

  gauges(): Readonly<Record<string, number>> {
    const [left, right] = this.#sides;
    const { rowsIn, lateRows } = this.#progress;
    return { leftRows: left.size, rightRows: right.size, rowsIn, lateRows };
  }

  #input(index: 0 | 1): Output {
    const { output, time, clock } = this.#options;
    const progress = this.#progress;
    const [side, other] = index === 0 ? this.#sides : [this.#sides[1], this.#sides[0]];
    return {
      onRow: (row) => this.#onRow(row, side, other),
      onWatermark: (ms) => {
        if (!progress.watermarks.advance(index, ms)) return;
        if (time === 'rowtime') this.#runTimers();
        const { watermark } = progress;
        clock.watermark = watermark;
        output.onWatermark(watermark === MAX_WATERMARK ? watermark : watermark - this.#delayMs);
      },
      onProcessingTime: (ms) => {
        if (!progress.processingTimes.advance(index, ms)) return;
        if (time === 'proctime') this.#runTimers();
        clock.processingTime = progress.processingTime;
        output.onProcessingTime(progress.processingTime);
      },
      onBatchEnd: () => output.onBatchEnd(),
    };
  }

  #now(): number {
    const { watermark, processingTime } = this.#progress;
    return this.#options.time === 'rowtime' ? sinceEpoch(watermark) : processingTime;
  }

  #onRow(row: Row, side: IntervalSide, other: IntervalSide): void {
    const { input } = side;
    const hasNullKey = input.hasNullKey(row);
    if (hasNullKey && !input.isKept) return;
    this.#progress.rowsIn += 1;
    const now = this.#now();
    const time = this.#options.time === 'rowtime' ? side.timeOf(row) : now;
    const key = input.keyOf(row);
    const to = time + side.afterMs;
    const place = other.isLeft ? 0 : 1;
    let matched = false;
    if (this.#progress.marks[place] < to) {
      const until = expiry(now, other.afterMs);
      this.#progress.marks[place] = until;
      if (!hasNullKey) matched = this.#meet(row, side, other.rowsOf(key), [time - other.afterMs, to]);
      for (const gone of other.expire(key, until)) this.#forget(gone);
    }
    if (now < to) this.#remember({ side, key, row, time, matched });
    else if (!matched) this.#giveUp(row, side, time);
  }

  /** Joins the row with those of the other side within its interval. True when there was one. */
  #meet(
    row: Row,
    side: IntervalSide,
    rows: readonly CachedRow[] | undefined,
    [from, to]: readonly [number, number],
  ): boolean {
    if (rows === undefined) return false;
    const { join, output } = this.#options;
    let matched = false;
    for (let index = firstFrom(rows, from); index < rows.length; index += 1) {
      const cached = rows[index];
      if (cached === undefined || cached.time > to) break;
      const joined = side.isLeft ? join(row, cached.row) : join(cached.row, row);
      if (joined === null) continue;
      matched = true;
      output.onRow(joined, Change.INSERT);
      if (cached.matched || !cached.side.input.isKept) continue;
      cached.matched = true;
      this.#slots.touch(cached.slot);
    }
    return matched;
  }

  #remember(entry: Pick<CachedRow, 'side' | 'key' | 'row' | 'time' | 'matched'>): void {
    const cached: CachedRow = { ...entry, sequence: this.#progress.nextSequence++, armed: false, slot: 0 };
    const timer = entry.side.add(cached);
    cached.slot = this.#slots.add(cached);
    if (timer !== undefined) this.#timers.add(timer);
  }

  /** A row that nothing can meet any more. */
  #giveUp(row: Row, side: IntervalSide, time: number): void {
    const { input } = side;
    if (input.isKept) {
      this.#options.output.onRow(input.pad(row), Change.INSERT);
    } else if (this.#options.time === 'rowtime' && time <= this.#progress.watermark) {
      this.#progress.lateRows += 1;
      input.late(row);
    }
  }

  #forget(cached: CachedRow): void {
    const { input } = cached.side;
    this.#slots.remove(cached.slot);
    if (input.isKept && !cached.matched) this.#options.output.onRow(input.pad(cached.row), Change.INSERT);
  }

  #runTimers(): void {
    const now = this.#now();
    for (let timer = this.#timers.takeDue(now); timer !== undefined; timer = this.#timers.takeDue(now)) {
      const { side, key } = timer;
      const until = expiry(now, side.afterMs);
      this.#progress.marks[side.isLeft ? 0 : 1] = until;
      for (const gone of side.expire(key, until)) this.#forget(gone);
      const earliest = side.rowsOf(key)?.[0];
      if (earliest === undefined) continue;
      this.#timers.add(side.arm(earliest));
      this.#slots.touch(earliest.slot);
    }
  }

  #save({ side, time, sequence, matched, armed, row }: CachedRow): StateValue {
    return [side.isLeft, time, sequence, (matched ? 1 : 0) + (armed ? 2 : 0), side.input.rows.save(row)];
  }

  #load([isLeft, time, sequence, flags, saved]: SavedRow, slot: number): CachedRow {
    const side = this.#sides[isLeft ? 0 : 1];
    const row = side.input.rows.load(saved);
    const key = side.input.keyOf(row);
    return { side, key, row, time, sequence, matched: (flags & 1) !== 0, armed: (flags & 2) !== 0, slot };
  }
}

/** Rows up to this time have ended at `now`. */
function expiry(now: number, afterMs: number): number {
  return now === MAX_WATERMARK ? MAX_WATERMARK : now - afterMs - 1;
}
