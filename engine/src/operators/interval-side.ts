/**
 * The rows of one side of an interval join that rows of the other side may still meet: by key, in order of time.
 *
 * I1. A row leaves when the time has passed `time + afterMs`: no row that is on time can meet it any more.
 * I2. Each key has one timer: the end of the row that set it. When it is due, all rows that have ended leave, and the
 *     earliest of the rest sets the next. A row that came later with an earlier time waits for it, as in Flink.
 * I3. Rows that have ended also leave whenever a row of the other side looks for its like among them.
 */
import type { Row } from '../row/row.ts';
import type { GroupKey } from './aggregation.ts';
import type { JoinInput } from './join-rows.ts';
import type { Timer } from './timer-queue.ts';

export interface CachedRow {
  readonly side: IntervalSide;
  readonly key: GroupKey;
  readonly row: Row;
  readonly time: number;
  readonly sequence: number;
  /** Whether it has met a row of the other side. Only kept up where rows without a match are given. */
  matched: boolean;
  /** Whether its key's timer is set to its end. */
  armed: boolean;
  slot: number;
}

export interface IntervalTimer extends Timer {
  readonly side: IntervalSide;
  readonly key: GroupKey;
}

export class IntervalSide {
  readonly input: JoinInput;
  readonly timeOf: (row: Row) => number;
  readonly isLeft: boolean;
  /** How long after a row of this side one of the other side may come that meets it. */
  readonly afterMs: number;
  readonly #keys = new Map<GroupKey, CachedRow[]>();
  #size = 0;

  constructor(input: JoinInput, timeOf: (row: Row) => number, place: { isLeft: boolean; afterMs: number }) {
    this.input = input;
    this.timeOf = timeOf;
    this.isLeft = place.isLeft;
    this.afterMs = place.afterMs;
  }

  /** How many rows are remembered. */
  get size(): number {
    return this.#size;
  }

  rowsOf(key: GroupKey): readonly CachedRow[] | undefined {
    return this.#keys.get(key);
  }

  /** Remembers a row behind those of its time. Returns the timer to set, when its key has none. */
  add(cached: CachedRow): IntervalTimer | undefined {
    this.#size += 1;
    const rows = this.#keys.get(cached.key);
    if (rows === undefined) {
      this.#keys.set(cached.key, [cached]);
      return this.arm(cached);
    }
    let place = rows.length;
    while (place > 0 && (rows[place - 1]?.time ?? 0) > cached.time) place -= 1;
    if (place === rows.length) rows.push(cached);
    else rows.splice(place, 0, cached);
    return undefined;
  }

  arm(cached: CachedRow): IntervalTimer {
    cached.armed = true;
    const { key, sequence } = cached;
    return { at: cached.time + this.afterMs + 1, sequence, side: this, key };
  }

  /** The rows of a key whose time is at most `until` leave. */
  expire(key: GroupKey, until: number): readonly CachedRow[] {
    const rows = this.#keys.get(key);
    if (rows === undefined) return [];
    let count = 0;
    while (count < rows.length && (rows[count]?.time ?? 0) <= until) count += 1;
    if (count === 0) return [];
    this.#size -= count;
    if (count < rows.length) return rows.splice(0, count);
    this.#keys.delete(key);
    return rows;
  }
}

/** The first of the rows, which are in order of time, that is not before `from`. */
export function firstFrom(rows: readonly CachedRow[], from: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.time ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
