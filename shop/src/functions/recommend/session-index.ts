/**
 * The newest visits with two products or more, and for each product the newest visits that it is in: what "shoppers like
 * this one" are found by. Visits are numbered; the visit in a slot is the newest one of that slot, older ones are gone.
 *
 * Postings are chunked, so that a visit touches a short list of its product however popular that is. Typed arrays beside
 * the tables hold visits as numbers, filled from the tables on demand: questions read hundreds of visits each.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { RecommendSettings } from './recommend-settings.ts';
import { SlotTable, slotKey } from './slot-table.ts';

/** [number, last time in epoch ms, product numbers, the latest last and each once]. */
export type SessionRecord = number[];
/** [product number, visits ever, visit numbers, the newest last]. */
export type PostingHead = number[];

export const ITEMS_AT = 2;
const CHUNK = 32;
const NEXT = 'next';
const UNREAD = -1;
/** More full chunks than a product ever has: product and chunks make one number, exactly. */
const MOST_CHUNKS = 2 ** 20;

export class SessionIndex {
  readonly capacity: number;
  readonly itemCapacity: number;
  readonly #records: FoldTable<SessionRecord>;
  readonly #heads: SlotTable<PostingHead>;
  /** Full chunks, by slot of the product and place of the chunk. */
  readonly #full: FoldTable<readonly number[]>;
  readonly #hand: FoldTable<number>;
  readonly #chunks: number;
  readonly #products: number;
  /** By slot: which visit the arrays hold, how many products, and which. */
  readonly #held: Float64Array;
  readonly #lengths: Uint8Array;
  readonly #items: Int32Array;
  /** By slot of the product: which product at how many full chunks it was, and its oldest visit. */
  readonly #oldestKeys: Float64Array;
  readonly #oldest: Float64Array;

  constructor(tables: FoldTables, { sessions, sessionItems, postingChunks, products }: RecommendSettings) {
    this.capacity = sessions;
    this.itemCapacity = sessionItems;
    this.#chunks = postingChunks;
    this.#products = products;
    this.#records = tables.table('recommend-sessions');
    this.#heads = new SlotTable(tables, 'recommend-postings');
    this.#full = tables.table('recommend-full-postings');
    this.#hand = tables.table('recommend-sessions-hand');
    this.#held = new Float64Array(sessions).fill(UNREAD);
    this.#lengths = new Uint8Array(sessions);
    this.#items = new Int32Array(sessions * sessionItems);
    this.#oldestKeys = new Float64Array(products).fill(UNREAD);
    this.#oldest = new Float64Array(products);
  }

  /** Visits that have been numbered so far. */
  get newest(): number {
    return this.#hand.get(NEXT) ?? 0;
  }

  record(number: number): SessionRecord | undefined {
    const record = this.#records.get(slotKey(number % this.capacity));
    return record !== undefined && record[0] === number ? record : undefined;
  }

  /** @param record of the visit after the newest one. */
  begin(record: SessionRecord): void {
    this.#hand.put(NEXT, record[0] ?? 0);
    this.put(record);
  }

  put(record: SessionRecord): void {
    const slot = (record[0] ?? 0) % this.capacity;
    this.#records.put(slotKey(slot), record);
    this.#hold(slot, record);
  }

  head(product: number): PostingHead | undefined {
    const head = this.#heads.get(product % this.#products);
    return head !== undefined && head[0] === product ? head : undefined;
  }

  /** Notes that the visit has the product. A full chunk takes the place of the oldest one. */
  post(product: number, before: PostingHead | undefined, session: number): void {
    const slot = product % this.#products;
    let head = before ?? [product, 0];
    const total = head[1] ?? 0;
    if (head.length >= CHUNK + 2) {
      this.#full.put(`${slotKey(slot)}.${this.#chunkOf(total - CHUNK)}`, [product, ...head.slice(2)]);
      head = [product, total];
    }
    head[1] = total + 1;
    head.push(session);
    this.#heads.put(slot, head);
  }

  /** Visits that have the product, the newest first, chunk by chunk; some of them may be gone. */
  visitsWith(product: number, into: number[]): number {
    into.length = 0;
    const head = this.head(product);
    if (head === undefined) return 0;
    for (let index = head.length - 1; index >= 2; index--) into.push(head[index] ?? 0);
    const total = head[1] ?? 0;
    const full = (total - (head.length - 2)) / CHUNK;
    for (let chunk = full - 1; chunk >= Math.max(0, full - this.#chunks); chunk--) {
      const numbers = this.#chunk(product, chunk * CHUNK);
      for (let index = numbers.length - 1; index >= 1; index--) into.push(numbers[index] ?? 0);
    }
    return into.length;
  }

  /**
   * ln(1 + how many visits there are for each that has the product): above 0 even in a shop of few visits. It goes by the
   * visits that are kept of the product; of a popular one these are the newest, so it is the present rate that counts.
   */
  rarity(product: number): number {
    const head = this.head(product);
    const newest = this.newest;
    const kept = Math.min(newest, this.capacity);
    if (head === undefined) return Math.log(1 + kept);
    const total = head[1] ?? 0;
    const full = (total - (head.length - 2)) / CHUNK;
    if (full < this.#chunks) return Math.log(1 + kept / (total + 1));
    const oldest = this.#oldestOf(product, full);
    const count = head.length - 2 + this.#chunks * CHUNK;
    return Math.log(1 + Math.min(newest - oldest, kept) / (count + 1));
  }

  /** The oldest visit that is kept of a product with so many full chunks: it is another one after each full chunk. */
  #oldestOf(product: number, full: number): number {
    const slot = product % this.#products;
    if (this.#oldestKeys[slot] === product + full / MOST_CHUNKS) return this.#oldest[slot] ?? 0;
    const oldest = this.#chunk(product, (full - this.#chunks) * CHUNK)[1] ?? 0;
    this.#oldestKeys[slot] = product + full / MOST_CHUNKS;
    this.#oldest[slot] = oldest;
    return oldest;
  }

  /** How many products the visit has; 0 when it is gone. They lie in `items` from `itemsAt(number)` on. */
  lengthOf(number: number): number {
    const slot = number % this.capacity;
    if (this.#held[slot] === UNREAD) {
      const record = this.#records.get(slotKey(slot));
      if (record !== undefined) this.#hold(slot, record);
    }
    return this.#held[slot] === number ? (this.#lengths[slot] ?? 0) : 0;
  }

  get items(): Int32Array {
    return this.#items;
  }

  itemsAt(number: number): number {
    return (number % this.capacity) * this.itemCapacity;
  }

  #hold(slot: number, record: SessionRecord): void {
    const length = Math.min(record.length - ITEMS_AT, this.itemCapacity);
    this.#held[slot] = record[0] ?? UNREAD;
    this.#lengths[slot] = length;
    const at = slot * this.itemCapacity;
    for (let index = 0; index < length; index++) this.#items[at + index] = record[ITEMS_AT + index] ?? 0;
  }

  #chunkOf(firstVisit: number): number {
    return (firstVisit / CHUNK) % this.#chunks;
  }

  #chunk(product: number, firstVisit: number): readonly number[] {
    const chunk = this.#full.get(`${slotKey(product % this.#products)}.${this.#chunkOf(firstVisit)}`);
    return chunk !== undefined && chunk[0] === product ? chunk : [];
  }
}
