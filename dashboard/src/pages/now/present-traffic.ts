/** Who is in the shop, and how many of the last hour bought, as it is told live. */
import { type LiveState, tableNamed } from '../../live/live-state.ts';
import type { Entry } from '../../live/messages.ts';
import { conversion, trafficWindows } from './traffic.ts';
import { WINDOW_MS } from './window-totals.ts';

export interface PresentTraffic {
  /** Visitors of the last five minutes; of this window until five minutes have been told. */
  readonly activeShoppers: number | null;
  /** Their events, a second. */
  readonly eventsPerSecond: number | null;
  /** Buyers over visitors of the hour, 0 to 1; null when nobody came. */
  readonly conversion: number | null;
  /** Epoch milliseconds at which that hour ends; null for this window alone. */
  readonly conversionToMs: number | null;
}

const MINUTE_MS = 60_000;
/** An hour is told every five minutes; an older one is of a time in which somebody was here. */
const LATEST_HOUR_MS = 3 * WINDOW_MS;

export function presentTraffic(state: LiveState, nowMs: number): PresentTraffic {
  const window = trafficWindows(state).findLast(({ startMs }) => startMs > nowMs - 2 * WINDOW_MS);
  const five = newestWithin(state, 'traffic_now', nowMs - MINUTE_MS);
  const hour = newestWithin(state, 'traffic_hours', nowMs - LATEST_HOUR_MS);
  const hourVisits = hour && { visitors: Number(hour.row.visitors), buyers: Number(hour.row.buyers) };
  return {
    activeShoppers: five ? Number(five.row.visitors) : (window?.visitors ?? null),
    eventsPerSecond: five ? Number(five.row.events) / (WINDOW_MS / 1_000) : null,
    conversion: hourVisits ? conversion(hourVisits) : window ? conversion(window) : null,
    conversionToMs: hour ? Date.parse(String(hour.row.windowEnd)) : null,
  };
}

/** Conversions of the last hours, each five minutes later than the one before. */
export function conversionTrend(state: LiveState): readonly (number | null)[] {
  const hours = [...tableNamed(state, 'traffic_hours').values()].sort((a, b) => startMsOf(a) - startMsOf(b));
  return hours.map(({ row }) => conversion({ visitors: Number(row.visitors), buyers: Number(row.buyers) }));
}

function newestWithin(state: LiveState, view: string, leastEndMs: number): Entry | undefined {
  let newest: Entry | undefined;
  for (const entry of tableNamed(state, view).values()) {
    if (!newest || startMsOf(entry) > startMsOf(newest)) newest = entry;
  }
  return newest && Date.parse(String(newest.row.windowEnd)) >= leastEndMs ? newest : undefined;
}

function startMsOf({ row }: Entry): number {
  return Date.parse(String(row.windowStart));
}
