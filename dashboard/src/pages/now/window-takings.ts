/** What each of the last windows took, by category, as it is told live. */
import { parseMoney } from '../../figures/money.ts';
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import { startOf } from './window-totals.ts';

export interface WindowTakings {
  readonly startMs: number;
  readonly byCategory: ReadonlyMap<string, bigint>;
  /** Of the whole shop an order counts once, however many categories it has lines of. */
  readonly orders: number;
}

/** @param category only this one; empty for the whole shop. */
export function windowTakings(state: LiveState, category: string): readonly WindowTakings[] {
  const windows = new Map<number, { byCategory: Map<string, bigint>; orders: number }>();
  for (const { row } of tableNamed(state, 'revenue').values()) {
    const name = String(row.category);
    if (category !== '' && name !== category) continue;
    const startMs = startOf(row);
    const window = windows.get(startMs) ?? { byCategory: new Map(), orders: 0 };
    window.byCategory.set(name, parseMoney(row.revenue));
    if (category !== '') window.orders = Number(row.orders);
    windows.set(startMs, window);
  }
  if (category === '') {
    for (const { row } of tableNamed(state, 'revenue_total').values()) {
      const window = windows.get(startOf(row));
      if (window) window.orders = Number(row.orders);
    }
  }
  return [...windows].map(([startMs, window]) => ({ startMs, ...window })).sort((a, b) => a.startMs - b.startMs);
}
