/** Visitors by window, and how many of them buy. */
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import { startOf } from './window-totals.ts';

export interface Traffic {
  readonly startMs: number;
  readonly visitors: number;
  readonly viewers: number;
  readonly carts: number;
  readonly buyers: number;
}

/** Oldest first. */
export function trafficWindows(state: LiveState): readonly Traffic[] {
  const windows = [...tableNamed(state, 'traffic').values()].map(({ row }) => ({
    startMs: startOf(row),
    visitors: Number(row.visitors),
    viewers: Number(row.viewers),
    carts: Number(row.carts),
    buyers: Number(row.buyers),
  }));
  return windows.sort((left, right) => left.startMs - right.startMs);
}

/** Sums from `fromMs` on. A visitor who stays for three windows counts in each: shares hold, totals are visits. */
export function trafficSince(windows: readonly Traffic[], fromMs: number): Omit<Traffic, 'startMs'> {
  const total = { visitors: 0, viewers: 0, carts: 0, buyers: 0 };
  for (const window of windows) {
    if (window.startMs < fromMs) continue;
    total.visitors += window.visitors;
    total.viewers += window.viewers;
    total.carts += window.carts;
    total.buyers += window.buyers;
  }
  return total;
}

/** Buyers over visitors, 0 to 1; null when nobody came. */
export function conversion(traffic: { readonly visitors: number; readonly buyers: number }): number | null {
  return traffic.visitors === 0 ? null : traffic.buyers / traffic.visitors;
}
