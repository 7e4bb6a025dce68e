/**
 * What each hour of the week had, week by week: the one history that alerts and the page's norms are both read from.
 *
 * H1. A five-minute window joins it once, with all that it had; an hour joins it once, when it is over.
 * H2. Without visitors nothing is known of a window: the shop may have been out of reach.
 * H3. Weeks beyond `weeks` are forgotten, so it is as large after ten years as after two months.
 */
import type { AlertSession } from './alert-session.ts';
import type { NormSettings } from './alert-settings.ts';
import type { HourHistory, WindowFigures } from './alert-state.ts';
import { HOUR_MS, hourOfWeek, weekNumber } from './week-hour.ts';

export const WINDOW_MS = 5 * 60_000;
export const WINDOWS_AN_HOUR = HOUR_MS / WINDOW_MS;

/** Each has twelve values an hour, but `hourConversion`, which counts a visitor once in the hour and has one. */
export type LearnedMetric = 'revenue' | 'orders' | 'visitors' | 'events' | 'conversion' | 'hourConversion';

type Visits = Pick<WindowFigures, 'visitors' | 'buyers'>;

export interface Learned<Figures> {
  readonly startMs: number;
  readonly figures: Figures;
}

export function historyKey(metric: LearnedMetric, startMs: number): string {
  return `${metric} ${hourOfWeek(startMs)}`;
}

/** Buyers over visitors; undefined for too few visitors to say anything. */
export function conversionOf({ visitors, buyers }: Visits, { minVisitors }: NormSettings): number | undefined {
  if (visitors === null || visitors < Math.max(1, minVisitors)) return undefined;
  return (buyers ?? 0) / visitors;
}

/** H1, H2. A window without orders had none. */
export function learnWindow(
  session: AlertSession,
  { startMs, figures }: Learned<WindowFigures>,
  settings: NormSettings,
): void {
  const { visitors, events } = figures;
  if (visitors === null || visitors === 0) return;
  const values: Partial<Record<LearnedMetric, number | null | undefined>> = {
    revenue: figures.revenue ?? 0,
    orders: figures.orders ?? 0,
    visitors,
    events,
    conversion: conversionOf(figures, settings),
  };
  for (const metric of ['revenue', 'orders', 'visitors', 'events', 'conversion'] as const) {
    const value = values[metric];
    if (isKnown(value)) remember(session, { metric, startMs, value, most: WINDOWS_AN_HOUR }, settings);
  }
}

/** An hour as the pipelines count it, every five minutes anew: of these the one that is a whole hour of the clock. */
export function learnHour(session: AlertSession, { startMs, figures }: Learned<Visits>, settings: NormSettings): void {
  if (startMs % HOUR_MS !== 0) return;
  const value = conversionOf(figures, settings);
  if (isKnown(value)) remember(session, { metric: 'hourConversion', startMs, value, most: 1 }, settings);
}

interface NewValue {
  readonly metric: LearnedMetric;
  readonly startMs: number;
  readonly value: number;
  /** Values that an hour has. */
  readonly most: number;
}

function remember(session: AlertSession, { metric, startMs, value, most }: NewValue, settings: NormSettings): void {
  const key = historyKey(metric, startMs);
  const week = weekNumber(startMs);
  const { weeks } = session.get('alert-norms', key) ?? ({ weeks: [] } satisfies HourHistory);
  const values = weeks.find(([known]) => known === week)?.[1] ?? [];
  if (values.length >= most) return;
  const others = weeks.filter(([known]) => known !== week);
  const all = [...others, [week, [...values, value]] as const].sort(([a], [b]) => a - b);
  // One more than the norm is made of: the present week is among them.
  session.put('alert-norms', key, { weeks: all.slice(-(settings.weeks + 1)) });
}

function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
