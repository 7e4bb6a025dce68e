/**
 * Counts over the last hour, day, week and month, in buckets that grow coarser with age.
 *
 * W1. A window reaches from the beginning of a bucket of its level to the moment that is asked for: `1h` is this
 *     five-minute bucket and the 11 before it, `24h` this hour and 23 before, `7d` this quarter of a day and 27 before,
 *     `30d` this day and 29 before. So every value follows from the events alone, whatever their order.
 * W2. An event lies in one bucket of one level: the finest whose window still held its time when it arrived. A bucket
 *     that leaves its window is added to the next level's; one bucket is always a part of one bucket of the next level.
 * W3. Memory: at most one bucket for each place of each level, 94 in all.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface WindowLevel {
  readonly window: string;
  readonly bucketMs: number;
  readonly buckets: number;
}

/** Finest first. */
export const WINDOW_LEVELS: readonly WindowLevel[] = [
  { window: '1h', bucketMs: 5 * MINUTE_MS, buckets: 12 },
  { window: '24h', bucketMs: HOUR_MS, buckets: 24 },
  { window: '7d', bucketMs: 6 * HOUR_MS, buckets: 28 },
  { window: '30d', bucketMs: DAY_MS, buckets: 30 },
];

/** For each level a flat list by time: number of the bucket since 1970, then its counts; and so on. */
export type WindowCounts = number[][];

export function emptyWindows(): WindowCounts {
  return WINDOW_LEVELS.map(() => []);
}

/** Windows with a fixed number of counts in each bucket. Whole numbers; a sum stays at 2^53 − 1 instead of passing it. */
export class WindowShape {
  readonly #stride: number;

  constructor(counts: number) {
    this.#stride = counts + 1;
  }

  /** Adds `amounts` at `atMs`. Arrival time has come to `nowMs`, which is not before `atMs` and never decreases. */
  add(windows: WindowCounts, atMs: number, nowMs: number, amounts: readonly number[]): void {
    if (this.#addToNewest(windows, atMs, nowMs, amounts)) return;
    this.roll(windows, nowMs);
    for (let level = 0; level < WINDOW_LEVELS.length; level++) {
      const { bucketMs, buckets } = levelAt(level);
      const bucket = Math.floor(atMs / bucketMs);
      if (bucket <= Math.floor(nowMs / bucketMs) - buckets) continue;
      const list = listAt(windows, level);
      addAmounts(list, this.#place(list, bucket), amounts);
      return;
    }
  }

  /**
   * Most events lie in the finest bucket that is there already, and which is still that of now. Then everything has rolled
   * to where it is: windows move only from one such bucket to the next.
   */
  #addToNewest(windows: WindowCounts, atMs: number, nowMs: number, amounts: readonly number[]): boolean {
    const { bucketMs } = FINEST;
    const list = listAt(windows, 0);
    const newest = list[list.length - this.#stride];
    if (newest !== Math.floor(atMs / bucketMs) || newest !== Math.floor(nowMs / bucketMs)) return false;
    addAmounts(list, list.length - this.#stride + 1, amounts);
    return true;
  }

  /** The sum of one count (0, 1 …) over the window of a level, as of `nowMs`. */
  sum(windows: WindowCounts, level: number, count: number, nowMs: number): number {
    const { bucketMs, buckets } = levelAt(level);
    const fromMs = (Math.floor(nowMs / bucketMs) - buckets + 1) * bucketMs;
    let sum = 0;
    for (let each = 0; each <= level; each++) {
      const list = listAt(windows, each);
      const first = Math.ceil(fromMs / levelAt(each).bucketMs);
      for (let at = list.length - this.#stride; at >= 0 && (list[at] ?? 0) >= first; at -= this.#stride) {
        sum += list[at + 1 + count] ?? 0;
      }
    }
    return bounded(sum);
  }

  /** Moves what has left its window to the next level, and out of the last. */
  roll(windows: WindowCounts, nowMs: number): void {
    for (let level = 0; level < WINDOW_LEVELS.length; level++) {
      const list = listAt(windows, level);
      if (list.length === 0) continue;
      const { bucketMs, buckets } = levelAt(level);
      const last = Math.floor(nowMs / bucketMs) - buckets;
      let gone = 0;
      while (gone < list.length && (list[gone] ?? 0) <= last) {
        if (level + 1 < WINDOW_LEVELS.length) this.#hand(windows, list, gone, level);
        gone += this.#stride;
      }
      if (gone > 0) list.splice(0, gone);
    }
  }

  /** Adds what `from` has counted. Both must have rolled to the same time. */
  merge(into: WindowCounts, from: WindowCounts): void {
    for (let level = 0; level < WINDOW_LEVELS.length; level++) {
      const list = listAt(from, level);
      for (let at = 0; at < list.length; at += this.#stride)
        this.#addBucket(listAt(into, level), list[at] ?? 0, list, at);
    }
  }

  #hand(windows: WindowCounts, list: readonly number[], at: number, level: number): void {
    const parts = levelAt(level + 1).bucketMs / levelAt(level).bucketMs;
    this.#addBucket(listAt(windows, level + 1), Math.floor((list[at] ?? 0) / parts), list, at);
  }

  #addBucket(into: number[], bucket: number, list: readonly number[], at: number): void {
    const place = this.#place(into, bucket);
    for (let count = 0; count < this.#stride - 1; count++) {
      into[place + count] = bounded((into[place + count] ?? 0) + (list[at + 1 + count] ?? 0));
    }
  }

  /** Where the counts of a bucket lie; made when it is not there. Nearly always the last one. */
  #place(list: number[], bucket: number): number {
    let at = list.length - this.#stride;
    while (at >= 0 && (list[at] ?? 0) > bucket) at -= this.#stride;
    if (at >= 0 && list[at] === bucket) return at + 1;
    const fresh = at + this.#stride;
    if (fresh === list.length) {
      list.push(bucket);
      for (let count = 1; count < this.#stride; count++) list.push(0);
    } else {
      list.splice(fresh, 0, bucket, ...new Array<number>(this.#stride - 1).fill(0));
    }
    return fresh + 1;
  }
}

function addAmounts(list: number[], place: number, amounts: readonly number[]): void {
  for (let count = 0; count < amounts.length; count++) {
    list[place + count] = bounded((list[place + count] ?? 0) + (amounts[count] ?? 0));
  }
}

function bounded(sum: number): number {
  return sum > Number.MAX_SAFE_INTEGER ? Number.MAX_SAFE_INTEGER : sum;
}

const FINEST = levelAt(0);

function levelAt(level: number): WindowLevel {
  const found = WINDOW_LEVELS[level];
  if (found === undefined) throw new RangeError(`there is no window ${level}`);
  return found;
}

function listAt(windows: WindowCounts, level: number): number[] {
  const list = windows[level];
  if (list === undefined) throw new RangeError(`the state has no window ${level}`);
  return list;
}
