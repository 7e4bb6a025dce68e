/**
 * What a stretch of time took, by category, from the views of revenue.sql: its windows, what was bought and taken back
 * within them, and the corrections of windows that had closed.
 *
 * R1. `revenue` is what the windows say. What was cancelled within its window is in none of them.
 * R2. What stands is `revenue` and the corrections of these windows: late lines added, what was taken back later off.
 */
import type { ViewEntry } from '@millrace/engine/views/view-store.ts';
import type { ViewCatalog } from '../view-catalog.ts';
import { exactMoney } from './exact-money.ts';

/** Exact amounts in ten-thousandths, and how many orders or order lines they are of. */
export interface Takings {
  revenue: bigint;
  orders: number;
  cancelled: bigint;
  cancelledOrders: number;
  late: bigint;
  lateLines: number;
  /** Below zero. */
  takenBack: bigint;
  takenBackLines: number;
}

export interface RevenueSlice {
  readonly byCategory: ReadonlyMap<string, Takings>;
  /** Orders of the whole shop: one with lines in two categories counts once here. */
  readonly orders: number;
  /** False while one of its windows still counts. */
  readonly final: boolean;
}

/** More than any hour has, and so few that reading them is no pause. */
const MOST_ROWS = 20_000;

export function revenueSlice(views: ViewCatalog, startMs: number, endMs: number): RevenueSlice {
  const rowsOf = (view: string): readonly ViewEntry[] =>
    views.get(view)?.range({ from: [startMs], to: [endMs], limit: MOST_ROWS }) ?? [];
  const byCategory = new Map<string, Takings>();
  const windows = rowsOf('revenue');
  for (const { row } of windows) {
    const takings = takingsOf(byCategory, row.category);
    takings.revenue += exactMoney(row.revenue);
    takings.orders += Number(row.orders);
  }
  for (const { row } of rowsOf('revenue_cancelled')) {
    const takings = takingsOf(byCategory, row.category);
    takings.cancelled += exactMoney(row.amount);
    takings.cancelledOrders += Number(row.orders);
  }
  for (const { row } of rowsOf('revenue_corrections')) {
    const takings = takingsOf(byCategory, row.category);
    if (row.kind === 'late') {
      takings.late += exactMoney(row.amount);
      takings.lateLines += 1;
    } else {
      takings.takenBack += exactMoney(row.amount);
      takings.takenBackLines += 1;
    }
  }
  const orders = rowsOf('revenue_total').reduce((sum, { row }) => sum + Number(row.orders), 0);
  return { byCategory, orders, final: windows.every(({ final }) => final) };
}

export function noTakings(): Takings {
  return {
    revenue: 0n,
    orders: 0,
    cancelled: 0n,
    cancelledOrders: 0,
    late: 0n,
    lateLines: 0,
    takenBack: 0n,
    takenBackLines: 0,
  };
}

/** Adds `more` to `sum`. */
export function addTakings(sum: Takings, more: Takings): void {
  sum.revenue += more.revenue;
  sum.orders += more.orders;
  sum.cancelled += more.cancelled;
  sum.cancelledOrders += more.cancelledOrders;
  sum.late += more.late;
  sum.lateLines += more.lateLines;
  sum.takenBack += more.takenBack;
  sum.takenBackLines += more.takenBackLines;
}

/** R2. */
export function standing({ revenue, late, takenBack }: Takings): bigint {
  return revenue + late + takenBack;
}

function takingsOf(byCategory: Map<string, Takings>, category: unknown): Takings {
  const name = String(category);
  const known = byCategory.get(name) ?? noTakings();
  byCategory.set(name, known);
  return known;
}
