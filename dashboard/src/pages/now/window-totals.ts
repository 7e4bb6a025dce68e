/** Revenue by window, and what it adds up to: this window, the last hour. */

import { moneyNumber, parseMoney, sumMoney } from '../../figures/money.ts';
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import type { Row } from '../../live/messages.ts';

export const WINDOW_MS = 5 * 60_000;

export interface WindowTotal {
  readonly startMs: number;
  readonly revenue: bigint;
  readonly orders: number;
  readonly final: boolean;
}

/** Sums over several windows. */
export interface Sales {
  readonly revenue: number;
  readonly orders: number;
  /** Null when there is no order to take the average of. */
  readonly averageOrderValue: number | null;
}

/**
 * Oldest first; windows in which nothing was sold are not there. @param category of this one, as far back as it is told:
 * an hour; of the whole shop when empty.
 */
export function windowTotals(state: LiveState, category = ''): readonly WindowTotal[] {
  const entries = [...tableNamed(state, category === '' ? 'revenue_total' : 'revenue').values()];
  const wanted = category === '' ? entries : entries.filter(({ row }) => row.category === category);
  const totals = wanted.map(({ row, final }) => ({
    startMs: startOf(row),
    revenue: parseMoney(row.revenue),
    orders: Number(row.orders),
    final,
  }));
  return totals.sort((left, right) => left.startMs - right.startMs);
}

/** The start of the window that is counting now: the newest in which anything happened; null before the first event. */
export function presentWindow(state: LiveState): number | null {
  let newest: number | null = null;
  for (const view of ['revenue_total', 'traffic']) {
    for (const { row } of tableNamed(state, view).values()) newest = Math.max(newest ?? 0, startOf(row));
  }
  return newest;
}

/** What was sold in the windows that start in `[fromMs, toMs)`. Summed exactly, and a double only at the end. */
export function salesBetween(totals: readonly WindowTotal[], fromMs: number, toMs: number): Sales {
  const within = totals.filter((total) => total.startMs >= fromMs && total.startMs < toMs);
  const revenue = sumMoney(within.map((total) => total.revenue));
  const orders = within.reduce((sum, total) => sum + total.orders, 0);
  return {
    revenue: moneyNumber(revenue),
    orders,
    averageOrderValue: orders === 0 ? null : moneyNumber(revenue) / orders,
  };
}

/** One value for each of the `count` windows up to and including the present one; 0 where nothing was sold. */
export function windowSeries(
  totals: readonly WindowTotal[],
  presentMs: number,
  count: number,
): readonly { readonly startMs: number; readonly revenue: number; readonly orders: number }[] {
  const byStart = new Map(totals.map((total) => [total.startMs, total]));
  return Array.from({ length: count }, (_, index) => {
    const startMs = presentMs - (count - 1 - index) * WINDOW_MS;
    const total = byStart.get(startMs);
    return { startMs, revenue: moneyNumber(total?.revenue ?? 0n), orders: total?.orders ?? 0 };
  });
}

export function startOf(row: Row): number {
  return Date.parse(String(row.windowStart));
}
