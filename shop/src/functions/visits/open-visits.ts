/**
 * Who is in the shop: names of visitors in a bounded number of places, so that open visits can be listed without going
 * through everyone who ever came by. What is known of each visit stands with its visitor, and is read from there.
 *
 * The newest visits have a place. Of older ones those stay longer that have put something into the cart, paid or signed in
 * within half an hour; who has lost the place and then does so, takes one anew. Places that are taken are no counts: how
 * many visits are open is told by the pipeline of sessions.
 */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import { KeyRing, type RingPlace } from '../recommend/key-ring.ts';
import type { EventType, ShopEvent } from '../shop-event.ts';
import { isOver, SESSION_GAP_MS, type Visit } from './visit.ts';

/** So many visits can be listed at once. */
export const MOST_LISTED = 2_048;
const NOBODY = '';
/** A time that moves by less is not written. */
const COARSE_MS = 300_000;
const NOTABLE: ReadonlySet<EventType> = new Set(['add_to_cart', 'checkout', 'purchase', 'identify']);

type Find = (visitor: string) => Shopper | undefined;
/** With the last time, to a few minutes, at which something was put into the cart, paid …: 0 is never. */
type VisitRecord = [number: number, visitor: string, notableMs: number];
type VisitPlace = RingPlace<VisitRecord>;

/** What is remembered of a visitor, as far as it is listed. */
export interface Shopper {
  readonly visit: Visit;
  readonly country: string | null;
  readonly region: string | null;
  readonly segment: string | null;
}

export class OpenVisits {
  readonly #ring: KeyRing<VisitRecord>;
  readonly #find: Find;

  constructor(tables: FoldTables, find: Find, capacity: number = MOST_LISTED) {
    this.#ring = new KeyRing(tables, 'visits-open', capacity, { isAsked: false });
    this.#find = find;
  }

  /** Whether the event's visit is to get a place: it begins, or is worth one and has none. */
  isDue(visitor: string, visit: Visit | undefined, { eventType }: ShopEvent, atMs: number): boolean {
    if (visit === undefined || isOver(visit, atMs)) return true;
    return NOTABLE.has(eventType) && this.#recordOf(visit, visitor) === undefined;
  }

  /** Where the next visit goes; reads only. */
  find(atMs: number): VisitPlace {
    return this.#ring.findPlace(([, , notableMs]) => notableMs > atMs - SESSION_GAP_MS);
  }

  take(place: VisitPlace, visitor: string, visit: Visit): void {
    visit.place = place.number;
    this.#ring.take(place, [place.number, visitor, 0]);
  }

  /** Takes in what is done in a visit. */
  note(visitor: string, visit: Visit, { eventType }: ShopEvent, atMs: number): void {
    const record = NOTABLE.has(eventType) ? this.#recordOf(visit, visitor) : undefined;
    if (record !== undefined && atMs > record[2] + COARSE_MS) this.#ring.put([record[0], visitor, atMs]);
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
    for (const [number, visitor] of [...this.#ring.records()])
      if (names.has(visitor)) this.#ring.put([number, NOBODY, 0]);
  }

  #recordOf({ place }: Visit, visitor: string): VisitRecord | undefined {
    const record = place === 0 ? undefined : this.#ring.record(place);
    return record?.[1] === visitor ? record : undefined;
  }
}
