/** The products that draw most interest, and the categories that sell most. */

import { moneyNumber, parseMoney } from '../../figures/money.ts';
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import { startOf } from './window-totals.ts';

export interface TopProduct {
  readonly productId: string;
  readonly category: string;
  readonly score: number;
  readonly views: number;
  readonly carts: number;
  readonly purchases: number;
}

export interface TopCategory {
  readonly category: string;
  readonly revenue: number;
  /** Of the whole shop's revenue in the same time, 0 to 1. */
  readonly share: number;
}

/** The highest scores over all categories, equal ones by name, as the pipeline ranks them. */
export function topProducts(state: LiveState, count: number): readonly TopProduct[] {
  const rows = [...tableNamed(state, 'trending_now').values()].map((entry) => entry.row);
  rows.sort((a, b) => Number(b.score) - Number(a.score) || (String(a.productId) < String(b.productId) ? -1 : 1));
  return rows.slice(0, count).map((row) => ({
    productId: String(row.productId),
    category: String(row.category),
    score: Number(row.score),
    views: Number(row.views),
    carts: Number(row.carts),
    purchases: Number(row.purchases),
  }));
}

/** Revenue by category in the windows from `fromMs` on, the largest first. */
export function topCategories(state: LiveState, fromMs: number, count: number): readonly TopCategory[] {
  const sums = new Map<string, bigint>();
  for (const { row } of tableNamed(state, 'revenue').values()) {
    if (startOf(row) < fromMs) continue;
    const category = String(row.category);
    sums.set(category, (sums.get(category) ?? 0n) + parseMoney(row.revenue));
  }
  const categories = [...sums].map(([category, sum]) => ({ category, revenue: moneyNumber(sum) }));
  const total = categories.reduce((sum, { revenue }) => sum + revenue, 0);
  categories.sort((left, right) => right.revenue - left.revenue || (left.category < right.category ? -1 : 1));
  return categories.slice(0, count).map((item) => ({ ...item, share: total === 0 ? 0 : item.revenue / total }));
}
