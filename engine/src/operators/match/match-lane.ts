/**
 * What comes for one partition: rows that have not been matched yet, and what the partition remembers of those that
 * have.
 *
 * L1. Rows are matched only when one has come that may end a match (match-triggers.ts), all up to it at once and in
 *     order: until then no result can leave, however they are matched. Most partitions never see such a row.
 * L2. While a complete match waits for an earlier one, any row and any moment may let it go: then each row counts.
 */
import type { Row } from '../../row/row.ts';
import { appendToShortList } from '../../row/short-list.ts';
import type { GroupKey } from '../aggregation.ts';
import type { KeptRow } from './match-functions.ts';
import type { MatchPartition } from './match-partition.ts';

export class MatchLane {
  readonly key: GroupKey;
  /** Not matched yet, in the order in which they came. */
  waiting: KeptRow[] = [];
  /** Undefined while no match is under way. */
  partition: MatchPartition | undefined = undefined;
  /** When it will be looked at though no row comes. */
  deadlineMs = Number.POSITIVE_INFINITY;

  constructor(key: GroupKey) {
    this.key = key;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0 && this.partition === undefined;
  }

  /** L2. */
  get isPending(): boolean {
    return (this.partition?.complete?.size ?? 0) > 0;
  }

  /** When the earliest of what is remembered began; Infinity for nothing. */
  get earliestMs(): number {
    let earliest = this.partition?.earliest?.startMs ?? Number.POSITIVE_INFINITY;
    for (const { time } of this.waiting) if (time < earliest) earliest = time;
    return earliest;
  }

  add(kept: KeptRow): void {
    this.waiting = appendToShortList(this.waiting, kept);
  }

  /** Takes out what comes no later than `last` in the order of the rows. */
  takeUpTo(last: KeptRow, order: (a: KeptRow, b: KeptRow) => number): readonly KeptRow[] {
    return this.#take((row) => order(row, last) <= 0, order);
  }

  /** Takes out the rows whose time is not after `ms`. */
  takeDue(ms: number, order: (a: KeptRow, b: KeptRow) => number): readonly KeptRow[] {
    return this.#take(({ time }) => time <= ms, order);
  }

  #take(isTaken: (row: KeptRow) => boolean, order: (a: KeptRow, b: KeptRow) => number): readonly KeptRow[] {
    const taken = this.waiting.filter(isTaken);
    this.waiting = taken.length === this.waiting.length ? [] : this.waiting.filter((row) => !isTaken(row));
    return taken.length > 1 ? taken.sort(order) : taken;
  }
}

/** The order in which rows of a partition are matched: by time, then by the second order, then as they came. */
export function matchOrder(compare: ((a: Row, b: Row) => number) | undefined): (a: KeptRow, b: KeptRow) => number {
  return (a, b) => a.time - b.time || (compare?.(a.row, b.row) ?? 0) || a.sequence - b.sequence;
}
