/** What an event counts as: the doings of shoppers, and nothing that servers, warehouses or lists of ours send. */
import type { EventType, ShopEvent } from '../shop-event.ts';
import { INTEREST } from './product-state.ts';

/** How much a look, a cart and an order say of what a shopper likes: the same as of what draws interest. */
const [LOOK = 1, CART = 3, ORDER = 10] = INTEREST;

export type Activity = 'look' | 'cart' | 'order' | 'other';

export const ACTIVITY_WEIGHTS: Readonly<Record<Activity, number>> = { look: LOOK, cart: CART, order: ORDER, other: 0 };

const ACTIVITIES: ReadonlyMap<EventType, Activity> = new Map([
  ['page_view', 'look'],
  ['product_click', 'look'],
  ['add_to_cart', 'cart'],
  ['remove_from_cart', 'other'],
  ['checkout', 'other'],
  ['purchase', 'order'],
  ['search', 'other'],
  ['session_start', 'other'],
  ['session_end', 'other'],
  ['identify', 'other'],
]);

const FAILED: ReadonlySet<string> = new Set(['cancelled', 'failed', 'declined']);

/** Undefined for what is no shopper's doing. A look needs a product; a purchase whose payment failed is no order. */
export function activityOf({ eventType, productId, status }: ShopEvent): Activity | undefined {
  const activity = ACTIVITIES.get(eventType);
  if (activity === 'look' && productId === null) return 'other';
  if (activity === 'order' && status !== null && FAILED.has(status)) return 'other';
  return activity;
}

/** What a line of an order comes to, in ten-thousandths. */
export function lineAmount({ priceTenThousandths, quantity }: ShopEvent): number {
  return priceTenThousandths === null ? 0 : Math.min(priceTenThousandths * (quantity ?? 1), Number.MAX_SAFE_INTEGER);
}
