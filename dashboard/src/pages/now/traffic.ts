/** Visitors by window, and how many of them buy. */
import { derived } from '../../live/derived.ts';
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import { startOf } from './window-totals.ts';

export interface Traffic {
  readonly startMs: number;
  readonly events: number;
  readonly visitors: number;
  readonly viewers: number;
  readonly carts: number;
  readonly checkouts: number;
  readonly buyers: number;
}

/** Oldest first. */
export function trafficWindows(state: LiveState): readonly Traffic[] {
  return windowsOf(tableNamed(state, 'traffic'));
}

const windowsOf = derived((table): readonly Traffic[] => {
  const windows = [...table.values()].map(({ row }) => ({
    startMs: startOf(row),
    events: Number(row.events),
    visitors: Number(row.visitors),
    viewers: Number(row.viewers),
    carts: Number(row.carts),
    checkouts: Number(row.checkouts),
    buyers: Number(row.buyers),
  }));
  return windows.sort((left, right) => left.startMs - right.startMs);
});

/** Buyers over visitors, 0 to 1; null when nobody came. */
export function conversion(traffic: { readonly visitors: number; readonly buyers: number }): number | null {
  return traffic.visitors === 0 ? null : traffic.buyers / traffic.visitors;
}
