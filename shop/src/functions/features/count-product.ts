/** One event's part in what is remembered of its product, of products beside it, and of groups of shoppers. */
import type { Counted } from './count-user.ts';
import { addScore, dayOf, fadedWeight, fadeList } from './fading-scores.ts';
import {
  COMPANION_HALF_LIFE_DAYS,
  GROUP_HALF_LIFE_DAYS,
  type GroupState,
  MOST_BOUGHT,
  MOST_COMPANIONS,
  type ProductState,
  productWindows,
} from './product-state.ts';

/** Handed to the windows and filled anew for each event: views, carts, orders. */
const amounts = [0, 0, 0];

export function countProduct(product: ProductState, { activity, atMs, nowMs }: Counted): void {
  amounts[0] = activity === 'look' ? 1 : 0;
  amounts[1] = activity === 'cart' ? 1 : 0;
  amounts[2] = activity === 'order' ? 1 : 0;
  productWindows.add(product.windows, atMs, nowMs, amounts);
  product.firstMs = Math.min(product.firstMs, atMs);
  product.lastMs = Math.max(product.lastMs, atMs);
}

/** Another product was looked at right before or after this one, or bought in the same order. */
export function noteCompanion(product: ProductState, other: string, kind: 'coViewed' | 'coBought', atMs: number): void {
  const day = dayOf(atMs);
  const days = day - product.day;
  if (days > 0) {
    fadeList(product.coViewed, days, COMPANION_HALF_LIFE_DAYS);
    fadeList(product.coBought, days, COMPANION_HALF_LIFE_DAYS);
    product.day = day;
  }
  addScore(product[kind], other, fadedWeight(1, product.day - day, COMPANION_HALF_LIFE_DAYS), MOST_COMPANIONS);
}

export function noteGroupPurchase(group: GroupState, product: string, atMs: number): void {
  const day = dayOf(atMs);
  if (day > group.day) {
    fadeList(group.bought, day - group.day, GROUP_HALF_LIFE_DAYS);
    group.day = day;
  }
  addScore(group.bought, product, fadedWeight(1, group.day - day, GROUP_HALF_LIFE_DAYS), MOST_BOUGHT);
  group.lastMs = Math.max(group.lastMs, atMs);
}
