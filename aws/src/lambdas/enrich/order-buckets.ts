/** What the bucket of a visitor and the home of an order tell each other of orders; see `order-homes.ts`. */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { isSale, type OrderOwner, takesBack } from '@millrace/shop/functions/enrich/order-book.ts';
import type { ShopEvent } from '@millrace/shop/functions/shop-event.ts';
import { bucketOf } from '../../stream/bucket.ts';
import type { BucketMessage, TakeBack } from './bucket-message.ts';
import { OrderHomes } from './order-homes.ts';

/** Sends a message to a bucket. */
export type Send = (to: number, message: BucketMessage) => void;

/** What the home of an event's order must be told. */
type OrderNews = 'order-here' | 'take-back';

export class OrderBuckets {
  readonly #orders: FoldTable<{ readonly owner: OrderOwner | null }>;
  readonly #homes: OrderHomes;
  readonly #send: Send;

  constructor(tables: FoldTables, send: Send) {
    this.#orders = tables.table('enrich-orders');
    this.#homes = new OrderHomes(tables);
    this.#send = send;
  }

  /** Before an event is completed: what its order's home must be told of it, or null. */
  read(event: ShopEvent): OrderNews | null {
    const { orderId } = event;
    if (orderId === null || !(isSale(event) || takesBack(event))) return null;
    const isKnown = this.#orders.get(orderId)?.owner != null;
    if (isKnown) return null;
    return isSale(event) ? 'order-here' : 'take-back';
  }

  tell(news: OrderNews, { orderId, productId, receivedMs }: ShopEvent): void {
    if (orderId === null) return;
    const isLine = news === 'order-here';
    this.#send(
      bucketOf(orderId),
      isLine ? { kind: news, orderId, receivedMs } : { kind: news, orderId, productId, receivedMs },
    );
  }

  /** At home: the lines lie in the bucket `from`. What was taken back before goes there. */
  settle({ orderId, receivedMs }: Extract<BucketMessage, { kind: 'order-here' }>, from: number): void {
    for (const productId of this.#homes.settle(orderId, from, receivedMs)) {
      this.#send(from, { kind: 'taken-back', orderId, productId, receivedMs });
    }
  }

  /** At home: to where the lines lie, now or later. */
  takeBack({ orderId, productId, receivedMs }: TakeBack<'take-back'>): void {
    const bucket = this.#homes.takeBack(orderId, productId, receivedMs);
    if (bucket !== null) this.#send(bucket, { kind: 'taken-back', orderId, productId, receivedMs });
  }
}

/** What the fold is given where the lines lie: as a database says it, for nobody visits. */
export function takenBackEvent({ orderId, productId, receivedMs }: TakeBack<'taken-back'>): ShopEvent {
  return {
    eventId: `taken-back:${orderId}`,
    eventType: 'order_update',
    status: 'cancelled',
    timestampMs: receivedMs,
    receivedMs,
    orderId,
    productId,
    userId: null,
    anonymousId: null,
    sessionId: null,
    category: null,
    priceTenThousandths: null,
    quantity: null,
    deviceType: null,
    country: null,
    region: null,
    query: null,
    ip: null,
    currency: null,
    properties: null,
  };
}
