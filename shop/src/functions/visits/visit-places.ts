/**
 * A bounded number of places for names of visitors. A place's number never comes twice: it lies where the number modulo the
 * capacity says, so a visit shows by its number whether the place is still its own.
 *
 * When all are taken, the hand goes round: the next place that is not worth keeping is given away, or after a few that were,
 * the one that the hand then points at. Places lie sixteen to a key: many visits begin between two commits, one beside the
 * other, and each key that has changed is written.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { SlotTable } from '../recommend/slot-table.ts';

/** A time that moves by less is not written. */
const COARSE_MS = 300_000;
const PAGE = 16;
/** Places that may be passed over before one has to go. */
const CHANCES = 8;
const NEXT = 'next';
const NOBODY = '';

/** Of each place its number, 0 before it is first taken; whose it is; and when that was last worth keeping, coarsely. */
interface Page {
  readonly numbers: number[];
  readonly visitors: string[];
  readonly notable: number[];
}

export class VisitPlaces {
  readonly capacity: number;
  readonly #pages: SlotTable<Page>;
  readonly #hand: FoldTable<number>;

  constructor(tables: FoldTables, capacity: number) {
    this.capacity = capacity;
    this.#pages = new SlotTable(tables, 'visits-open');
    this.#hand = tables.table('visits-open-hand');
  }

  /** Whose place that is; undefined when the number has been given up for another, or is nobody's. */
  visitorAt(number: number): string | undefined {
    const slot = number % this.capacity;
    const page = this.#pageOf(slot);
    return number > 0 && page?.numbers[slot % PAGE] === number ? page.visitors[slot % PAGE] || undefined : undefined;
  }

  /** The number that the next one gets; reads only. Whoever was notable since `fromMs` stays, if there is a choice. */
  next(fromMs: number): number {
    const first = (this.#hand.get(NEXT) ?? 0) + 1;
    const from = Math.floor(fromMs / COARSE_MS);
    let number = first;
    while (number - first < CHANCES && this.#notableAt(number) > from) number += 1;
    return number;
  }

  /** @param number what `next` has given. */
  take(number: number, visitor: string): void {
    this.#hand.put(NEXT, number);
    this.#put(number, visitor, 0);
  }

  /** The visitor who has this place has done something that makes it worth keeping. */
  keep(number: number, visitor: string, atMs: number): void {
    const notable = Math.floor(atMs / COARSE_MS);
    if (notable > this.#notableAt(number)) this.#put(number, visitor, notable);
  }

  /** Those that somebody has. */
  *all(): Generator<readonly [number: number, visitor: string]> {
    const newest = this.#hand.get(NEXT) ?? 0;
    for (let number = Math.max(1, newest - this.capacity + 1); number <= newest; number++) {
      const page = this.#pageOf(number % this.capacity);
      const at = (number % this.capacity) % PAGE;
      const visitor = page?.visitors[at] ?? NOBODY;
      if (visitor !== NOBODY) yield [page?.numbers[at] ?? 0, visitor];
    }
  }

  /** The place is nobody's any more. */
  leave(number: number): void {
    this.#put(number, NOBODY, 0);
  }

  #pageOf(slot: number): Page | undefined {
    return this.#pages.get(Math.floor(slot / PAGE));
  }

  #notableAt(number: number): number {
    const slot = number % this.capacity;
    return this.#pageOf(slot)?.notable[slot % PAGE] ?? 0;
  }

  #put(number: number, visitor: string, notable: number): void {
    const slot = number % this.capacity;
    const page = this.#pageOf(slot) ?? emptyPage();
    page.numbers[slot % PAGE] = number;
    page.visitors[slot % PAGE] = visitor;
    page.notable[slot % PAGE] = notable;
    this.#pages.put(Math.floor(slot / PAGE), page);
  }
}

function emptyPage(): Page {
  return {
    numbers: new Array<number>(PAGE).fill(0),
    visitors: new Array<string>(PAGE).fill(NOBODY),
    notable: new Array<number>(PAGE).fill(0),
  };
}
