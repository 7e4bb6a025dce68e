/**
 * Numbers for keys, as many at a time as there are slots. A number never comes twice: its slot is the number modulo the
 * capacity, so whatever refers to a key that has been forgotten shows by its number that it is out of date.
 *
 * When all slots are taken, the hand goes round: the next record that is not worth keeping makes room, or after a few
 * that were, the one that the hand then points at.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { SlotTable } from './slot-table.ts';

/** What lies in a slot: the number, the key, and what its owner keeps with it. */
export type RingRecord = [number: number, key: string, ...more: (string | number | null)[]];

/** Where a new key will go, and which record has to leave for it. */
export interface RingPlace<Record extends RingRecord> {
  readonly number: number;
  readonly leaving: Record | undefined;
}

/** Records that may be passed over before one has to go. */
const CHANCES = 8;
const NEXT = 'next';

export class KeyRing<Record extends RingRecord> {
  readonly capacity: number;
  /** Undefined where nobody asks for the number of a key: a table less to write. */
  readonly #numbers: FoldTable<number> | undefined;
  readonly #records: SlotTable<Record>;
  readonly #hand: FoldTable<number>;

  /** @param isAsked whether `numberOf` is: otherwise it knows nothing. */
  constructor(tables: FoldTables, name: string, capacity: number, { isAsked = true } = {}) {
    this.capacity = capacity;
    this.#numbers = isAsked ? tables.table(`${name}-numbers`) : undefined;
    this.#records = new SlotTable(tables, name);
    this.#hand = tables.table(`${name}-hand`);
  }

  numberOf(key: string): number | undefined {
    return this.#numbers?.get(key);
  }

  /** The record of a number; undefined when its slot has been given to another key. */
  record(number: number): Record | undefined {
    const record = this.#records.get(number % this.capacity);
    return record !== undefined && record[0] === number ? record : undefined;
  }

  /** Reads only: `take` then changes what is to change. */
  findPlace(isWorthKeeping: (record: Record) => boolean): RingPlace<Record> {
    const first = (this.#hand.get(NEXT) ?? 0) + 1;
    for (let number = first; ; number++) {
      const leaving = this.#records.get(number % this.capacity);
      if (leaving === undefined || number - first >= CHANCES || !isWorthKeeping(leaving)) return { number, leaving };
    }
  }

  take({ number, leaving }: RingPlace<Record>, record: Record): void {
    if (leaving) this.#numbers?.remove(leaving[1]);
    this.#numbers?.put(record[1], number);
    this.#hand.put(NEXT, number);
    this.put(record);
  }

  put(record: Record): void {
    this.#records.put(record[0] % this.capacity, record);
  }
}
