/** What one partition remembers: matches under way, matches that wait for earlier ones, and the rows of both. */
import type { StateValue } from '../../state/state-store.ts';
import type { GroupKey } from '../aggregation.ts';
import type { KeptRow, MatchRows } from './match-functions.ts';
import { PriorityQueue } from './priority-queue.ts';

/** A match under way, or complete. */
export interface PartialMatch {
  /** The state that the next row meets it in. */
  state: number;
  /** The number of its first row; infinite for the start, from which every match begins. */
  readonly start: number;
  readonly startMs: number;
  /** See MatchBounds. */
  readonly bounds: number[];
}

export function matchQueue(): PriorityQueue<PartialMatch> {
  return new PriorityQueue<PartialMatch>((match) => match.start);
}

const NUMBERS_BEFORE_BOUNDS = 3;

export class MatchPartition implements MatchRows {
  key: GroupKey;
  /** 0 while nothing of the partition is kept. */
  slot = 0;
  rows: KeptRow[] = [];
  base = 0;
  /** The matches under way and, among them, the start. */
  partial = matchQueue();
  /** The complete ones; there seldom are any from one row to the next. */
  complete: PriorityQueue<PartialMatch> | undefined;
  /** How many rows it had when it was stored. */
  #stored = 0;

  constructor(key: GroupKey, start: PartialMatch) {
    this.key = key;
    this.partial.add(start);
  }

  /** The number of the row that comes next. */
  get end(): number {
    return this.base + this.rows.length;
  }

  /** Whether there is nothing to remember. */
  get isIdle(): boolean {
    return this.partial.size === 1 && (this.complete?.size ?? 0) === 0;
  }

  /** The earliest match under way, if there is one. */
  get earliest(): PartialMatch | undefined {
    const first = this.partial.peek();
    return first === undefined || first.start === Number.POSITIVE_INFINITY ? undefined : first;
  }

  /** The time of the last row of a match. */
  lastTimeOf({ bounds }: PartialMatch): number {
    const last = (bounds.at(-1) ?? this.end) - 1;
    return this.rows[last - this.base]?.time ?? 0;
  }

  /** Lets go of the rows that no match needs any more. */
  releaseRows(release: (row: KeptRow) => void): void {
    const first = Math.min(this.partial.peek()?.start ?? this.end, this.complete?.peek()?.start ?? this.end, this.end);
    if (first === this.base) return;
    for (const row of this.rows.splice(0, first - this.base)) release(row);
    this.base = first;
  }

  /** Takes in one of the rows that it had when it was stored; false when it has all of them. */
  takeBack(row: KeptRow): boolean {
    if (this.rows.length === this.#stored) return false;
    this.rows.push(row);
    return true;
  }

  /** All but the rows, which have slots of their own: numbers in a row, for it is written often. */
  save(): StateValue {
    const saved: StateValue[] = [this.key, this.base, this.rows.length, this.partial.size];
    for (const match of this.partial.items) saveMatch(match, saved);
    for (const match of this.complete?.items ?? []) saveMatch(match, saved);
    return saved;
  }

  /** The partition without its rows. The heaps come back as they lay. */
  static load(value: StateValue, slot: number, begin: PartialMatch): MatchPartition {
    const [key = 0, base, rowCount, partialCount, ...numbers] = value as [GroupKey, ...number[]];
    const partition = new MatchPartition(key, begin);
    partition.slot = slot;
    partition.base = base ?? 0;
    partition.#stored = rowCount ?? 0;
    partition.partial.clear();
    const complete = matchQueue();
    const width = NUMBERS_BEFORE_BOUNDS + begin.bounds.length;
    for (let from = 0; from < numbers.length; from += width) {
      const match = loadMatch(numbers.slice(from, from + width), begin);
      if (from < (partialCount ?? 0) * width) partition.partial.add(match);
      else complete.add(match);
    }
    if (complete.size > 0) partition.complete = complete;
    return partition;
  }
}

function saveMatch({ state, start, startMs, bounds }: PartialMatch, saved: StateValue[]): void {
  saved.push(state, start, startMs);
  for (const bound of bounds) saved.push(bound);
}

function loadMatch(
  [state = 0, start = 0, startMs = 0, ...bounds]: readonly number[],
  begin: PartialMatch,
): PartialMatch {
  return start === Number.POSITIVE_INFINITY ? begin : { state, start, startMs, bounds };
}
