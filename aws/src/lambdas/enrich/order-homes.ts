/**
 * In which bucket the lines of an order lie, so that a cancellation which comes by another way finds them: it goes to the
 * order's home, a bucket that follows from the order's id, and from there to where the lines are. Whichever comes first,
 * the other one is waited for. A home remembers an order as long as enrichment does.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { ExpiryQueue } from '@millrace/shop/functions/enrich/expiry-queue.ts';

interface OrderHome {
  /** Of the first line that told. */
  bucket: number | null;
  /** What was taken back while nobody has told; null stands for the whole order. */
  readonly waiting: (string | null)[];
}

const KEPT_MS = 30 * 86_400_000;
const MOST_WAITING = 200;
const NONE: readonly (string | null)[] = [];

export class OrderHomes {
  readonly #homes: FoldTable<OrderHome>;
  readonly #expiry: ExpiryQueue;

  constructor(tables: FoldTables) {
    this.#homes = tables.table('enrich-order-homes');
    this.#expiry = new ExpiryQueue(tables, 'enrich-home-expiry', KEPT_MS);
  }

  /** The lines of an order lie in `bucket`. @returns what was taken back before. */
  settle(orderId: string, bucket: number, nowMs: number): readonly (string | null)[] {
    const home = this.#read(orderId);
    if (home?.bucket != null) return NONE;
    const { waiting } = home ?? { waiting: NONE };
    this.#put(orderId, { bucket, waiting: [] }, home === undefined ? nowMs : null);
    return waiting;
  }

  /** The order, or a product of it, was taken back. @returns where its lines lie; null when it waits for them. */
  takeBack(orderId: string, productId: string | null, nowMs: number): number | null {
    const home = this.#read(orderId);
    if (home?.bucket != null) return home.bucket;
    const waiting = home?.waiting ?? [];
    if (waiting.includes(productId) || waiting.length >= MOST_WAITING) return null;
    waiting.push(productId);
    this.#put(orderId, { bucket: null, waiting }, home === undefined ? nowMs : null);
    return null;
  }

  #read(orderId: string): OrderHome | undefined {
    this.#expiry.read();
    return this.#homes.get(orderId);
  }

  /** @param newMs arrival time, for an order that was not there. */
  #put(orderId: string, home: OrderHome, newMs: number | null): void {
    if (newMs !== null) for (const over of this.#expiry.add(orderId, newMs)) this.#homes.remove(over);
    this.#homes.put(orderId, home);
  }
}
