/** What one partition remembers: matches under way, matches that wait for earlier ones, and the rows of both. */
import type { StateValue } from '../../state/state-store.ts';
import type { GroupKey } from '../aggregation.ts';
import type { KeptRow, MatchRows } from './match-functions.ts';
import { PriorityQueue } from './priority-queue.ts';

/** A match under way, or complete. */
export interface PartialMatch {
  /** The state that the next row meets it in. */
  readonly state: number;
  /** The number of its first row; infinite for the start, from which every match begins. */
  readonly start: number;
  readonly startMs: number;
  /** See MatchBounds. */
  readonly bounds: readonly number[];
}

const byStart = (match: PartialMatch): number => match.start;

export class MatchPartition implements MatchRows {
  readonly key: GroupKey;
  /** 0 while nothing of the partition is kept. */
  slot = 0;
  rows: KeptRow[] = [];
  base = 0;
  /** The matches under way and, among them, the start. */
  partial = new PriorityQueue<PartialMatch>(byStart);
  /** What `partial` becomes with the next row. */
  next = new PriorityQueue<PartialMatch>(byStart);
  readonly complete = new PriorityQueue<PartialMatch>(byStart);

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
    return this.partial.size === 1 && this.complete.size === 0;
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

  turnOver(): void {
    [this.partial, this.next] = [this.next, this.partial];
    this.next.clear();
  }

  /** Lets go of the rows that no match needs any more. */
  releaseRows(release: (row: KeptRow) => void): void {
    const first = Math.min(this.partial.peek()?.start ?? this.end, this.complete.peek()?.start ?? this.end, this.end);
    if (first === this.base) return;
    for (const row of this.rows.splice(0, first - this.base)) release(row);
    this.base = first;
  }

  /** All but the rows, which have slots of their own. */
  save(): StateValue {
    const matches = (queue: PriorityQueue<PartialMatch>): StateValue =>
      queue.items.map(({ state, start, startMs, bounds }) => [state, start, startMs, [...bounds]]);
    return [this.key, this.base, matches(this.partial), matches(this.complete)];
  }

  /** The partition without its rows. The heaps come back as they lay. */
  static load(value: StateValue, slot: number, begin: PartialMatch): MatchPartition {
    const [key, base, partial, complete] = value as [GroupKey, number, StateValue[], StateValue[]];
    const partition = new MatchPartition(key, begin);
    partition.slot = slot;
    partition.base = base;
    partition.partial.clear();
    for (const match of partial) partition.partial.add(loadMatch(match, begin));
    for (const match of complete) partition.complete.add(loadMatch(match, begin));
    return partition;
  }
}

function loadMatch(value: StateValue, begin: PartialMatch): PartialMatch {
  const [state, start, startMs, bounds] = value as [number, number, number, number[]];
  return start === Number.POSITIVE_INFINITY ? begin : { state, start, startMs, bounds };
}
