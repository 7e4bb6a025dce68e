/**
 * Who is in the shop: names of visitors in a bounded number of places, so that open visits can be listed without going
 * through everyone who ever came by. What is known of each visit stands with its visitor, and is read from there.
 *
 * The newest visits have a place. Of older ones those stay longer that have put something into the cart, paid or signed in
 * within half an hour; who has lost the place and then does so, takes one anew. Places that are taken are no counts: how
 * many visits are open is told by the pipeline of sessions.
 */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import type { EventType, ShopEvent } from '../shop-event.ts';
import { isOver, SESSION_GAP_MS, type Visit } from './visit.ts';
import { VisitPlaces } from './visit-places.ts';

/** So many visits can be listed at once. */
export const MOST_LISTED = 2_048;
const NOTABLE: ReadonlySet<EventType> = new Set(['add_to_cart', 'checkout', 'purchase', 'identify']);

type Find = (visitor: string) => Shopper | undefined;

/** What is remembered of a visitor, as far as it is listed. */
export interface Shopper {
  readonly visit: Visit;
  readonly country: string | null;
  readonly region: string | null;
  readonly segment: string | null;
}

export class OpenVisits {
  readonly #places: VisitPlaces;
  readonly #find: Find;

  constructor(tables: FoldTables, find: Find, capacity: number = MOST_LISTED) {
    this.#places = new VisitPlaces(tables, capacity);
    this.#find = find;
  }

  /**
   * The place that the event's visit is to get, if it begins, or is worth one and has none; 0 if not. Reads only.
   * @param visit undefined for one that begins in any case.
   */
  placeFor(visitor: string, visit: Visit | undefined, { eventType }: ShopEvent, atMs: number): number {
    const begins = visit === undefined || isOver(visit, atMs);
    if (!begins && (!NOTABLE.has(eventType) || this.#has(visitor, visit))) return 0;
    return this.#places.next(atMs - SESSION_GAP_MS);
  }

  /** @param number what `placeFor` has given. */
  take(number: number, visitor: string, visit: Visit): void {
    visit.place = number;
    this.#places.take(number, visitor);
  }

  /** Takes in what is done in a visit. */
  note(visitor: string, visit: Visit, { eventType }: ShopEvent, atMs: number): void {
    if (NOTABLE.has(eventType) && this.#has(visitor, visit)) this.#places.keep(visit.place, visitor, atMs);
  }

  /** Those whose visit runs at that time, in no order. */
  *at(atMs: number): Generator<readonly [visitor: string, shopper: Shopper]> {
    for (const [number, visitor] of this.#places.all()) {
      const shopper = this.#find(visitor);
      if (shopper?.visit.place === number && !isOver(shopper.visit, atMs)) yield [visitor, shopper];
    }
  }

  /** Their names stand nowhere any more. */
  forget(names: ReadonlySet<string>): void {
    for (const [number, visitor] of [...this.#places.all()]) if (names.has(visitor)) this.#places.leave(number);
  }

  #has(visitor: string, { place }: Visit): boolean {
    return this.#places.visitorAt(place) === visitor;
  }
}
