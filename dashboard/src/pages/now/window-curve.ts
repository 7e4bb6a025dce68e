/** How a window's revenue grows, second by second, beside the window before it. */

import { moneyNumber, parseMoney } from '../../figures/money.ts';
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import { startOf, WINDOW_MS } from './window-totals.ts';

export interface CurvePoint {
  /** Seconds since the window began. */
  readonly second: number;
  readonly revenue: number;
}

const WINDOW_SECONDS = WINDOW_MS / 1_000;

/** The steps of the window that began at `startMs`, in order, from zero. */
export function windowCurve(state: LiveState, startMs: number): readonly CurvePoint[] {
  const points = [...tableNamed(state, 'revenue_live').values()]
    .filter(({ row }) => startOf(row) === startMs)
    .map(({ row }) => ({
      second: (Date.parse(String(row.windowEnd)) - startMs) / 1_000,
      revenue: moneyNumber(parseMoney(row.revenue)),
    }));
  return [{ second: 0, revenue: 0 }, ...points.sort((left, right) => left.second - right.second)];
}

/**
 * The curve of the present window up to this moment. Steps come when the watermark has passed them, some seconds late;
 * the total that has been counted so far is already known, and is put where the clock stands.
 */
export function presentCurve(state: LiveState, startMs: number, total: number): readonly CurvePoint[] {
  const curve = windowCurve(state, startMs);
  const last = curve.at(-1)?.second ?? 0;
  const clock = state.ops ? (Date.parse(state.ops.at) - startMs) / 1_000 : last;
  const second = Math.min(Math.max(clock, last), WINDOW_SECONDS);
  return second > last ? [...curve, { second, revenue: total }] : curve;
}
