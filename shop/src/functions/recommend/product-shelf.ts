/**
 * What recommendations know of each product: whether it may be shown, its category, brand and price, and how much
 * interest it draws. Products have small numbers, by which all other state speaks of them.
 */
import type { FoldTables } from '@millrace/engine/fold/fold.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import { addDecayed, decayedAt } from './decayed-weight.ts';
import { KeyRing, type RingPlace } from './key-ring.ts';
import type { RecommendSettings } from './recommend-settings.ts';
import { SlotTable } from './slot-table.ts';

export type ProductRecord = [
  number: number,
  productId: string,
  category: string | null,
  brand: string | null,
  priceTenThousandths: number | null,
  onHand: number | null,
  hidden: 0 | 1,
];

/** A product as an event shows it: known before, or with a place to go to. */
export interface ShelfFind {
  readonly record: ProductRecord;
  /** Where the product goes that was not known. */
  readonly place: RingPlace<ProductRecord> | undefined;
  /** Whether the event says something new of it. */
  readonly changed: boolean;
  readonly wasVisible: boolean;
}

/** Interest below this is none: such a product makes room first. */
const QUIET = 0.01;
const NOBODY = -1;

export class ProductShelf {
  readonly #ring: KeyRing<ProductRecord>;
  /** By slot: the product's number and its interest. */
  readonly #interest: SlotTable<[number: number, interest: number]>;
  /** The same as plain numbers, where they have been asked for: each question reads hundreds. */
  readonly #interestOwners: Float64Array;
  readonly #interests: Float64Array;
  readonly #halfLifeMs: number;

  constructor(tables: FoldTables, { products, trendHalfLifeMs }: RecommendSettings) {
    this.#ring = new KeyRing(tables, 'recommend-products', products);
    this.#interest = new SlotTable(tables, 'recommend-interest');
    this.#interestOwners = new Float64Array(products).fill(NOBODY);
    this.#interests = new Float64Array(products);
    this.#halfLifeMs = trendHalfLifeMs;
  }

  get capacity(): number {
    return this.#ring.capacity;
  }

  numberOf(productId: string): number | undefined {
    return this.#ring.numberOf(productId);
  }

  record(number: number): ProductRecord | undefined {
    return this.#ring.record(number);
  }

  /** Reads only. */
  find(enriched: EnrichedEvent, productId: string): ShelfFind {
    const number = this.#ring.numberOf(productId);
    const known = number === undefined ? undefined : this.#ring.record(number);
    if (known === undefined) {
      const place = this.#ring.findPlace((record) => this.#draws(record, enriched.event.receivedMs));
      const record = factsOf(enriched, [place.number, productId, null, null, null, null, 0]);
      return { record, place, changed: true, wasVisible: false };
    }
    const record = factsOf(enriched, known);
    return { record, place: undefined, changed: record !== known, wasVisible: isVisible(known) };
  }

  learn({ record, place, changed }: ShelfFind): void {
    if (place) this.#ring.take(place, record);
    else if (changed) this.#ring.put(record);
  }

  interestOf(number: number): number | undefined {
    const slot = number % this.capacity;
    if (this.#interestOwners[slot] === number) return this.#interests[slot];
    const held = this.#interest.get(slot);
    if (held === undefined || held[0] !== number) return undefined;
    this.#interestOwners[slot] = number;
    this.#interests[slot] = held[1];
    return held[1];
  }

  /** The interest with `points` more. Changes nothing. */
  withMore(before: number | undefined, points: number, timeMs: number): number {
    return addDecayed(before, points, timeMs, this.#halfLifeMs);
  }

  putInterest(number: number, interest: number): void {
    const slot = number % this.capacity;
    this.#interest.put(slot, [number, interest]);
    this.#interestOwners[slot] = number;
    this.#interests[slot] = interest;
  }

  #draws([number]: ProductRecord, nowMs: number): boolean {
    const interest = this.interestOf(number);
    return interest !== undefined && decayedAt(interest, nowMs, this.#halfLifeMs) > QUIET;
  }
}

/** Never shown otherwise: hidden by the shop, or counted and gone. */
export function isVisible([, , , , , onHand, hidden]: ProductRecord): boolean {
  return hidden === 0 && (onHand === null || onHand > 0);
}

/** The same record when the event says nothing new. The catalogue's word counts before the event's own. */
function factsOf({ event, product, category }: EnrichedEvent, known: ProductRecord): ProductRecord {
  const nextCategory = (product?.category ?? known[2] ?? category) || null;
  const brand = product?.brand ?? known[3];
  const price = product?.priceTenThousandths ?? known[4] ?? event.priceTenThousandths;
  const onHand = product ? product.onHand : known[5];
  const hidden = product ? (product.hidden ? 1 : 0) : known[6];
  const same =
    nextCategory === known[2] && brand === known[3] && price === known[4] && onHand === known[5] && hidden === known[6];
  return same ? known : [known[0], known[1], nextCategory, brand, price, onHand, hidden];
}
