/**
 * Who is in the shop: names of visitors in a bounded number of places, so that open visits can be listed without going
 * through everyone who ever came by. What is known of each visit stands with its visitor, and is read from there.
 *
 * The newest visits have a place. Of older ones those stay longer that have something in the cart or an order; who lost
 * its place and then puts something into the cart, pays or signs in, takes one anew. Places that are taken are no counts:
 * how many visits are open is told by the pipeline of sessions.
 */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import { KeyRing, type RingPlace, type RingRecord } from '../recommend/key-ring.ts';
import type { EventType, ShopEvent } from '../shop-event.ts';
import { isOver, type Visit } from './visit.ts';

/** So many visits can be listed at once. */
export const MOST_LISTED = 2_048;
const NOBODY = '';
const NOTABLE: ReadonlySet<EventType> = new Set(['add_to_cart', 'checkout', 'purchase', 'identify']);

type Find = (visitor: string) => Shopper | undefined;
type VisitPlace = RingPlace<RingRecord>;

/** What is remembered of a visitor, as far as it is listed. */
export interface Shopper {
  readonly visit: Visit;
  readonly country: string | null;
  readonly region: string | null;
  readonly segment: string | null;
}

export class OpenVisits {
  readonly #ring: KeyRing<RingRecord>;
  readonly #find: Find;

  constructor(tables: FoldTables, find: Find, capacity: number = MOST_LISTED) {
    this.#ring = new KeyRing(tables, 'visits-open', capacity, { isAsked: false });
    this.#find = find;
  }

  /** Whether the event's visit is to get a place: it begins, or is worth one and has none. */
  isDue(visitor: string, visit: Visit | undefined, { eventType }: ShopEvent, atMs: number): boolean {
    if (visit === undefined || isOver(visit, atMs)) return true;
    return NOTABLE.has(eventType) && !this.#holds(visit.place, visitor);
  }

  /** Where the next visit goes; reads only. */
  find(atMs: number): VisitPlace {
    return this.#ring.findPlace(([number, name]) => {
      const held = this.#find(String(name))?.visit;
      if (held === undefined || held.place !== number || isOver(held, atMs)) return false;
      return held.cart.length > 0 || held.orders > 0;
    });
  }

  take(place: VisitPlace, visitor: string, visit: Visit): void {
    visit.place = place.number;
    this.#ring.take(place, [place.number, visitor]);
  }

  /** Those whose visit runs at that time, in no order. */
  *at(atMs: number): Generator<readonly [visitor: string, shopper: Shopper]> {
    for (const [number, visitor] of this.#ring.records()) {
      const shopper = visitor === NOBODY ? undefined : this.#find(visitor);
      if (shopper?.visit.place === number && !isOver(shopper.visit, atMs)) yield [visitor, shopper];
    }
  }

  /** Their names stand nowhere any more. */
  forget(names: ReadonlySet<string>): void {
    for (const [number, visitor] of [...this.#ring.records()]) if (names.has(visitor)) this.#ring.put([number, NOBODY]);
  }

  #holds(place: number, visitor: string): boolean {
    return place !== 0 && this.#ring.record(place)?.[1] === visitor;
  }
}
