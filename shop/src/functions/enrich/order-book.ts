/**
 * What each order comes to as it stands: its lines, less what was cancelled or refunded. Lines and cancellations count in
 * whatever order they come, each once, by the same rules as `pipelines/revenue.sql`.
 *
 * An order is remembered for 30 days of arrival time; what is taken back later stays in the lifetime value.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ShopEvent } from '../shop-event.ts';
import { ExpiryQueue } from './expiry-queue.ts';
import type { Spending } from './user-profiles.ts';

type Line = [eventId: string, productId: string | null, amountTenThousandths: number];

export interface OrderOwner {
  readonly name: string;
  /** A user's id, or else an anonymous visitor's. */
  readonly isUser: boolean;
}

interface Order {
  /** Whose order it is: that of its first line. Null while only a cancellation is known. */
  owner: OrderOwner | null;
  readonly lines: Line[];
  /** The products that were taken back; null stands for the whole order. */
  readonly takenBack: (string | null)[];
}

/** A change of what an order comes to, for its owner. */
export interface OrderChange extends Spending {
  readonly owner: OrderOwner;
}

const KEPT_MS = 30 * 86_400_000;
/** Lines beyond that count on the last line: they can be taken back with the whole order only. */
const MOST_LINES = 200;
const NO_SALE = new Set(['cancelled', 'failed', 'declined']);
const TAKEN_BACK = new Set(['cancelled', 'refunded', 'failed', 'declined']);

/** Whether a purchase line is one: not when it says that it was cancelled, or that its payment failed. */
export function isSale({ eventType, status }: ShopEvent): boolean {
  return eventType === 'purchase' && (status === null || !NO_SALE.has(status));
}

/** Whether the event takes back an order, or with a productId that product of it. A row of the database may say so, too. */
export function takesBack({ eventType, orderId, status }: ShopEvent): boolean {
  if (orderId === null) return false;
  if (eventType === 'order_cancelled' || eventType === 'order_refunded') return true;
  const isRow = eventType === 'order_update' || eventType === 'order_recorded';
  return isRow && status !== null && TAKEN_BACK.has(status);
}

export class OrderBook {
  readonly #orders: FoldTable<Order>;
  readonly #expiry: ExpiryQueue;

  constructor(tables: FoldTables) {
    this.#orders = tables.table('enrich-orders');
    this.#expiry = new ExpiryQueue(tables, 'enrich-order-expiry', KEPT_MS);
  }

  /** Takes in a line that is a sale; null when the order has it already. */
  add(event: ShopEvent, owner: OrderOwner): OrderChange | null {
    const order = this.#order(event);
    order.owner ??= owner;
    return this.#change(order, event, () => addLine(order, event));
  }

  /** Takes in a cancellation or a refund; null when nothing changes for a known owner. */
  takeBack(event: ShopEvent): OrderChange | null {
    const order = this.#order(event);
    return this.#change(order, event, () => {
      const { productId } = event;
      const isNews = !order.takenBack.includes(productId) && order.takenBack.length < MOST_LINES;
      if (isNews) order.takenBack.push(productId);
      return isNews;
    });
  }

  /** Reads what `add` and `takeBack` will need. @returns the order's owner, when it is known. */
  read(event: ShopEvent): OrderOwner | null {
    this.#expiry.read();
    return this.#orders.get(keyOf(event))?.owner ?? null;
  }

  #order(event: ShopEvent): Order {
    return this.#orders.get(keyOf(event)) ?? { owner: null, lines: [], takenBack: [] };
  }

  #change(order: Order, event: ShopEvent, change: () => boolean): OrderChange | null {
    const isNew = order.lines.length === 0 && order.takenBack.length === 0;
    const before = standing(order);
    if (!change()) return null;
    const key = keyOf(event);
    if (isNew) for (const over of this.#expiry.add(key, event.receivedMs)) this.#orders.remove(over);
    this.#orders.put(key, order);
    if (order.owner === null) return null;
    const after = standing(order);
    return {
      owner: order.owner,
      valueTenThousandths: after.valueTenThousandths - before.valueTenThousandths,
      orders: after.orders - before.orders,
    };
  }
}

/** A line without an orderId is an order of its own. */
function keyOf({ orderId, eventId }: ShopEvent): string {
  return orderId ?? eventId;
}

/** False when the order has the line already. */
function addLine({ lines }: Order, event: ShopEvent): boolean {
  const amount = (event.priceTenThousandths ?? 0) * (event.quantity ?? 1);
  if (lines.some(([eventId]) => eventId === event.eventId)) return false;
  const last = lines[MOST_LINES];
  if (last !== undefined) last[2] += amount;
  else lines.push([event.eventId, lines.length === MOST_LINES ? null : event.productId, amount]);
  return true;
}

function standing({ lines, takenBack }: Order): Spending {
  if (takenBack.includes(null)) return NOTHING;
  const kept = lines.filter(([, productId]) => productId === null || !takenBack.includes(productId));
  if (kept.length === 0) return NOTHING;
  return { valueTenThousandths: kept.reduce((sum, [, , amount]) => sum + amount, 0), orders: 1 };
}

const NOTHING: Spending = { valueTenThousandths: 0, orders: 0 };
