/**
 * What is usual at an hour of the week, from the history that alerts are judged by: median and spread, and how much they
 * rest on.
 *
 * U1. It is made of the same hour of earlier weeks when at least `minWeeks` are known; before that of the same hour of
 *     the last fortnight's days, two at least; else nothing is said.
 * U2. The hour that is asked about is never part of its own norm.
 * U3. Sums and ratios are of whole hours, one value for each hour that is known to its half at least. Who is here, and how
 *     many events come a second, is said of five minutes.
 */
import type { NormSettings } from './alert-settings.ts';
import type { HourHistory } from './alert-state.ts';
import { median, normOf } from './norm.ts';
import { historyKey, type LearnedMetric, WINDOW_MS, WINDOWS_AN_HOUR } from './norm-history.ts';
import { HOUR_MS, hourOfWeek, WEEK_MS, weekNumber } from './week-hour.ts';

export const USUAL_METRICS = [
  'revenue',
  'orders',
  'averageOrderValue',
  'conversion',
  'activeShoppers',
  'eventsPerSecond',
] as const;
export type UsualMetric = (typeof USUAL_METRICS)[number];

export interface Usual {
  readonly median: number;
  /** As a standard deviation would be. */
  readonly spread: number;
  /** Whether it is made of the same hour of the week or of the same hour of the day. */
  readonly basis: 'weeks' | 'days';
  /** How many weeks or days it rests on. */
  readonly known: number;
}

export type UsualFigures = Readonly<Record<UsualMetric, Usual | null>>;

/** The history of a metric's hour of the week, by the key of norm-history.ts. */
export type FindHistory = (key: string) => HourHistory | undefined;

const DAY_MS = 24 * HOUR_MS;
const MOST_DAYS = 14;
const LEAST_DAYS = 2;
const LEAST_WINDOWS = WINDOWS_AN_HOUR / 2;
const WINDOW_SECONDS = WINDOW_MS / 1_000;

/** The values of an hour that was: none when too little is known of it. */
type Samples = (valuesOf: (metric: LearnedMetric) => readonly number[]) => readonly number[];

const SAMPLES: Readonly<Record<UsualMetric, Samples>> = {
  revenue: (valuesOf) => wholeHour(valuesOf('revenue')),
  orders: (valuesOf) => wholeHour(valuesOf('orders')),
  averageOrderValue: (valuesOf) => {
    const [revenue] = wholeHour(valuesOf('revenue'));
    const [orders] = wholeHour(valuesOf('orders'));
    return revenue === undefined || !orders ? [] : [revenue / orders];
  },
  conversion: (valuesOf) => valuesOf('hourConversion'),
  activeShoppers: (valuesOf) => valuesOf('visitors'),
  eventsPerSecond: (valuesOf) => valuesOf('events').map((events) => events / WINDOW_SECONDS),
};

/** What is usual in the hour of the clock (UTC) that `atMs` lies in. */
export function usualAt(find: FindHistory, atMs: number, settings: NormSettings): UsualFigures {
  return figuresOf((metric) => {
    const hours = (earlier: readonly number[]) =>
      earlier.map((hourMs) => SAMPLES[metric]((learned) => valuesAt(find, learned, hourMs))).filter(isSaid);
    const weeks = hours(earlierTimes(atMs, WEEK_MS, settings.weeks));
    if (weeks.length >= settings.minWeeks) return usualOf(weeks, 'weeks', settings);
    const days = hours(earlierTimes(atMs, DAY_MS, MOST_DAYS));
    return days.length >= LEAST_DAYS ? usualOf(days, 'days', settings) : null;
  });
}

/**
 * What is usual in the sixty minutes up to `atMs`: of two hours of the clock as much as each of them has in it. What is said
 * of five minutes is that of the present hour.
 */
export function usualUpTo(find: FindHistory, atMs: number, settings: NormSettings): UsualFigures {
  const share = (atMs % HOUR_MS) / HOUR_MS;
  const present = usualAt(find, atMs, settings);
  const before = usualAt(find, atMs - HOUR_MS, settings);
  return figuresOf((metric) => {
    if (metric === 'activeShoppers' || metric === 'eventsPerSecond') return present[metric];
    return between(before[metric], present[metric], share);
  });
}

/** The start of each hour of the week that `atMs` lies in. */
export function hoursOfWeek(atMs: number): readonly number[] {
  const mondayMs = Math.floor(atMs / HOUR_MS) * HOUR_MS - hourOfWeek(atMs) * HOUR_MS;
  return Array.from({ length: WEEK_MS / HOUR_MS }, (_, hour) => mondayMs + hour * HOUR_MS);
}

/** U3. */
function wholeHour(values: readonly number[]): readonly number[] {
  if (values.length < LEAST_WINDOWS) return [];
  const sum = values.reduce((total, value) => total + value, 0);
  return [(sum / values.length) * WINDOWS_AN_HOUR];
}

function valuesAt(find: FindHistory, metric: LearnedMetric, hourMs: number): readonly number[] {
  const week = weekNumber(hourMs);
  return find(historyKey(metric, hourMs))?.weeks.find(([known]) => known === week)?.[1] ?? [];
}

function earlierTimes(atMs: number, stepMs: number, most: number): readonly number[] {
  return Array.from({ length: most }, (_, index) => atMs - (index + 1) * stepMs).filter((ms) => ms >= 0);
}

function isSaid(samples: readonly number[]): boolean {
  return samples.length > 0;
}

function usualOf(hours: readonly (readonly number[])[], basis: Usual['basis'], { minSpread }: NormSettings): Usual {
  const values = hours.flat();
  const norm = normOf(values, minSpread);
  return { median: norm?.median ?? median(values) ?? 0, spread: norm?.spread ?? 0, basis, known: hours.length };
}

function between(before: Usual | null, present: Usual | null, share: number): Usual | null {
  if (!before || !present) return present ?? before;
  const mix = (name: 'median' | 'spread') => before[name] * (1 - share) + present[name] * share;
  const basis = before.basis === 'weeks' && present.basis === 'weeks' ? 'weeks' : 'days';
  return { median: mix('median'), spread: mix('spread'), basis, known: Math.min(before.known, present.known) };
}

function figuresOf(usual: (metric: UsualMetric) => Usual | null): UsualFigures {
  return Object.fromEntries(USUAL_METRICS.map((metric) => [metric, usual(metric)])) as UsualFigures;
}
