/** Rows that wait until their time has come: they leave in order of time, then of a second order, then of arrival. */
import type { KeptRow } from './match-functions.ts';
import { PriorityQueue } from './priority-queue.ts';

interface Moment {
  readonly time: number;
  readonly rows: KeptRow[];
}

export class WaitingRows {
  readonly #order: (a: KeptRow, b: KeptRow) => number;
  readonly #moments = new Map<number, Moment>();
  readonly #times = new PriorityQueue<Moment>(({ time }) => time);

  /** `order` tells how rows of one time leave. */
  constructor(order: (a: KeptRow, b: KeptRow) => number) {
    this.#order = order;
  }

  add(row: KeptRow): void {
    let moment = this.#moments.get(row.time);
    if (moment === undefined) {
      moment = { time: row.time, rows: [] };
      this.#moments.set(row.time, moment);
      this.#times.add(moment);
    }
    moment.rows.push(row);
  }

  /** Takes out the rows of the earliest time, if it is not after `ms`. */
  takeMoment(ms: number): readonly KeptRow[] | undefined {
    const earliest = this.#times.peek();
    if (earliest === undefined || earliest.time > ms) return undefined;
    this.#times.poll();
    this.#moments.delete(earliest.time);
    return earliest.rows.length > 1 ? earliest.rows.sort(this.#order) : earliest.rows;
  }
}
