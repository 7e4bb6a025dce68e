/**
 * What lists of recommendations brought about, by kind of list: how often one was shown, products of it clicked, and
 * those bought afterwards by who had clicked them.
 *
 * C1. A list is shown once; a product of it is clicked once and bought once.
 * C2. A product counts as bought when who clicked it buys it within 24 hours of the click, or when the purchase names the
 *     list itself.
 * C3. What is bought of a list is worth what the purchase says, price times pieces; what is cancelled later stays counted.
 * C4. A list's placement is what the first event that names it says; without a word its kind stands in.
 * C5. Ids that no list can have, and lists older than a day when they are first clicked, credit nothing.
 */
import type { Emit, FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { propertiesOf, type ShopEvent } from '../shop-event.ts';
import type { FunctionView, ViewOutput } from '../view-output.ts';
import { KeyRing, type RingPlace, type RingRecord } from './key-ring.ts';
import { type ListKind, readListId } from './list-id.ts';
import { type PlaceFind, PlacementCredits } from './placement-credits.ts';
import type { VisitorRecord } from './visitor-memory.ts';

export const STATS_VIEW: FunctionView = {
  name: 'recommendation_stats',
  columns: { kind: 'STRING', impressions: 'BIGINT', clicks: 'BIGINT', purchases: 'BIGINT' },
  key: ['kind'],
  feedLength: 1_000,
};

/** What has been counted for a list. */
export interface ListRecord {
  shown: boolean;
  clicked: string[];
  bought: string[];
  /** What the shop calls the place where it was shown, or its kind. */
  placement: string;
}

/** A list that an event names, as it stands before the event. */
export interface ListFind {
  readonly id: string;
  readonly kind: ListKind;
  readonly record: ListRecord;
  readonly place: RingPlace<RingRecord> | undefined;
  readonly counts: KindCounts;
  readonly at: PlaceFind;
}

export interface CreditCounts {
  readonly impressions: number;
  readonly clicks: number;
  readonly purchases: number;
}

type KindCounts = [impressions: number, clicks: number, purchases: number];

const DAY_MS = 24 * 3_600_000;
/** Lists that are remembered at a time; the oldest go first. */
const LISTS = 100_000;
const PRODUCTS_OF_A_LIST = 100;
/** Clicks of one visitor that wait for a purchase, each three entries. */
const WAITING_CLICKS = 3 * 20;
/** A list's time is the server's own; its clock may be set back a little. */
const CLOCK_SLACK_MS = 60_000;

export class ListCredits {
  readonly #ring: KeyRing<RingRecord>;
  readonly #lists: FoldTable<ListRecord>;
  readonly #counts: FoldTable<KindCounts>;
  readonly #placements: PlacementCredits;
  readonly #emit: Emit<ViewOutput>;

  constructor(tables: FoldTables, emit: Emit<ViewOutput>) {
    this.#ring = new KeyRing(tables, 'recommend-list-ring', LISTS, { isAsked: false });
    this.#lists = tables.table('recommend-lists');
    this.#counts = tables.table('recommend-counts');
    this.#placements = new PlacementCredits(tables, emit);
    this.#emit = emit;
  }

  /** The list that the event's properties name; undefined when they name none that counts. Reads only. */
  find(event: ShopEvent): ListFind | undefined {
    if (event.properties === null || !event.properties.includes('"recommendationId"')) return undefined;
    const { recommendationId, placement } = propertiesOf(event);
    if (typeof recommendationId !== 'string') return undefined;
    return this.#named(recommendationId, placement, event.receivedMs);
  }

  /** The list of a click that waits for this purchase, if there is one. Reads only. */
  findWaiting(visitor: VisitorRecord, { productId, receivedMs }: ShopEvent): ListFind | undefined {
    for (let index = visitor.clicks.length - 3; index >= 0; index -= 3) {
      const [id, product, clickedMs] = visitor.clicks.slice(index, index + 3);
      if (product === productId && receivedMs - Number(clickedMs) <= DAY_MS) return this.#known(String(id));
    }
    return undefined;
  }

  counts(kind: ListKind): CreditCounts {
    const [impressions, clicks, purchases] = this.#countsOf(kind);
    return { impressions, clicks, purchases };
  }

  show(found: ListFind, nowMs: number): void {
    if (found.record.shown) return;
    found.record.shown = true;
    found.counts[0]++;
    this.#put(found);
    this.#placements.add(found.at, { impressions: 1 }, nowMs);
  }

  /** True when the visitor's clicks have changed. */
  click(found: ListFind, visitor: VisitorRecord, { productId, receivedMs }: ShopEvent): boolean {
    if (productId === null || !this.#noteClick(found, productId)) return false;
    this.#placements.add(found.at, { clicks: 1 }, receivedMs);
    visitor.clicks.push(found.id, productId, receivedMs);
    if (visitor.clicks.length > WAITING_CLICKS) visitor.clicks.splice(0, visitor.clicks.length - WAITING_CLICKS);
    return true;
  }

  /** True when the visitor's clicks have changed. */
  buy(found: ListFind, visitor: VisitorRecord, event: ShopEvent): boolean {
    const { record, counts } = found;
    const { productId } = event;
    if (productId === null || record.bought.includes(productId) || record.bought.length >= PRODUCTS_OF_A_LIST)
      return false;
    // A purchase that names its list may be the first that is heard of it: who buys has clicked.
    const clicks = this.#noteClick(found, productId) ? 1 : 0;
    record.bought.push(productId);
    counts[2]++;
    this.#put(found);
    this.#placements.add(found.at, { clicks, purchases: 1, revenueTenThousandths: worthOf(event) }, event.receivedMs);
    const waiting = visitor.clicks.findIndex((id, index) => id === found.id && visitor.clicks[index + 1] === productId);
    if (waiting < 0) return false;
    visitor.clicks.splice(waiting, 3);
    return true;
  }

  #noteClick(found: ListFind, productId: string): boolean {
    const { clicked } = found.record;
    if (clicked.includes(productId) || clicked.length >= PRODUCTS_OF_A_LIST) return false;
    clicked.push(productId);
    found.counts[1]++;
    this.#put(found);
    return true;
  }

  #named(id: string, placement: unknown, nowMs: number): ListFind | undefined {
    const name = readListId(id);
    if (name === undefined || name.madeMs > nowMs + CLOCK_SLACK_MS) return undefined;
    const known = this.#known(id);
    if (known || nowMs - name.madeMs > DAY_MS) return known;
    const { kind } = name;
    const at = this.#placements.find(placement, kind);
    const record = { shown: false, clicked: [], bought: [], placement: at.placement };
    return { id, kind, record, place: this.#ring.findPlace(() => false), counts: this.#countsOf(kind), at };
  }

  #known(id: string): ListFind | undefined {
    const record = this.#lists.get(id);
    const kind = readListId(id)?.kind;
    if (record === undefined || kind === undefined) return undefined;
    const at = this.#placements.find(record.placement, kind);
    return { id, kind, record, place: undefined, counts: this.#countsOf(kind), at };
  }

  #countsOf(kind: ListKind): KindCounts {
    return this.#counts.get(kind) ?? [0, 0, 0];
  }

  #put({ id, kind, record, place, counts }: ListFind): void {
    if (place && this.#lists.get(id) === undefined) {
      if (place.leaving) this.#lists.remove(place.leaving[1]);
      this.#ring.take(place, [place.number, id]);
    }
    this.#lists.put(id, record);
    this.#counts.put(kind, counts);
    const [impressions, clicks, purchases] = counts;
    this.#emit({ view: STATS_VIEW.name, key: [kind], row: { kind, impressions, clicks, purchases } });
  }
}

/** What a purchase line comes to, in ten-thousandths. */
function worthOf({ priceTenThousandths, quantity }: ShopEvent): number {
  const worth = (priceTenThousandths ?? 0) * (quantity ?? 1);
  return Number.isSafeInteger(worth) ? worth : 0;
}
