/** Rows that wait until their time has come: they leave in order of time, then of a second order, then of arrival. */
import type { Row } from '../../row/row.ts';
import type { KeptRow } from './match-functions.ts';
import { PriorityQueue } from './priority-queue.ts';

interface Moment {
  readonly time: number;
  readonly rows: KeptRow[];
}

export class WaitingRows {
  readonly #compare: ((a: Row, b: Row) => number) | undefined;
  readonly #moments = new Map<number, Moment>();
  readonly #times = new PriorityQueue<Moment>(({ time }) => time);
  size = 0;

  /** `compare` orders rows of one time; without it they keep their order. */
  constructor(compare: ((a: Row, b: Row) => number) | undefined) {
    this.#compare = compare;
  }

  add(row: KeptRow): void {
    let moment = this.#moments.get(row.time);
    if (moment === undefined) {
      moment = { time: row.time, rows: [] };
      this.#moments.set(row.time, moment);
      this.#times.add(moment);
    }
    moment.rows.push(row);
    this.size += 1;
  }

  /** Takes out the rows of the earliest time, if it is not after `ms`. */
  takeMoment(ms: number): readonly KeptRow[] | undefined {
    const earliest = this.#times.peek();
    if (earliest === undefined || earliest.time > ms) return undefined;
    this.#times.poll();
    this.#moments.delete(earliest.time);
    this.size -= earliest.rows.length;
    const compare = this.#compare;
    return compare === undefined ? earliest.rows : earliest.rows.sort((a, b) => compare(a.row, b.row));
  }
}
