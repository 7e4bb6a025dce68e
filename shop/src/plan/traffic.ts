/** How much a shop's visitors do: what a plan begins with. Months have 30 days, megabytes 1,000,000 bytes. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export interface Traffic {
  readonly usersADay: number;
  readonly pageViewsADay: number;
  /** Clicks, carts, searches and the like. */
  readonly interactionsADay: number;
  readonly ordersADay: number;
  /** Events a second in the busiest hour. */
  readonly peakPerSecond: number;
  /** An event as JSON. */
  readonly eventBytes: number;
  /** Events that a client sends at once. */
  readonly eventsPerRequest: number;
  readonly sessionsPerUserADay: number;
  /** Recommendations, features and decisions asked for. */
  readonly readsADay: number;
  /** Whether AWS DMS brings the changes of a database. */
  readonly databaseChanges: boolean;
  /** Whether containers serve recommendations. */
  readonly recommendations: boolean;
}

export const DAYS = 30;
export const HOURS = 24 * DAYS;
const SECONDS_A_DAY = 86_400;

/** The shop that Millrace is sized for. */
export const BASELINE: Traffic = {
  usersADay: 10_000_000,
  pageViewsADay: 100_000_000,
  interactionsADay: 120_000_000,
  ordersADay: 500_000,
  peakPerSecond: 10_000,
  eventBytes: 600,
  eventsPerRequest: 10,
  sessionsPerUserADay: 1.5,
  readsADay: 20_000_000,
  databaseChanges: true,
  recommendations: true,
};

export const SMALL: Traffic = {
  usersADay: 50_000,
  pageViewsADay: 500_000,
  interactionsADay: 500_000,
  ordersADay: 2_500,
  peakPerSecond: 100,
  eventBytes: 600,
  eventsPerRequest: 10,
  sessionsPerUserADay: 1.5,
  readsADay: 100_000,
  databaseChanges: false,
  recommendations: false,
};

/** A shop of the same habits with so many times the people. */
export function timesAsMany(traffic: Traffic, times: number): Traffic {
  return {
    ...traffic,
    usersADay: traffic.usersADay * times,
    pageViewsADay: traffic.pageViewsADay * times,
    interactionsADay: traffic.interactionsADay * times,
    ordersADay: traffic.ordersADay * times,
    peakPerSecond: traffic.peakPerSecond * times,
    readsADay: traffic.readsADay * times,
  };
}

export function eventsADay({ pageViewsADay, interactionsADay, ordersADay }: Traffic): number {
  return pageViewsADay + interactionsADay + ordersADay;
}

export function eventsAMonth(traffic: Traffic): number {
  return eventsADay(traffic) * DAYS;
}

/** On average. */
export function eventsPerSecond(traffic: Traffic): number {
  return eventsADay(traffic) / SECONDS_A_DAY;
}

export function gigabytesAMonth(traffic: Traffic): number {
  return (eventsAMonth(traffic) * traffic.eventBytes) / 1e9;
}

/** @throws MillraceError PLAN_TRAFFIC for a day that cannot be: its busiest hour has more events than all of it, or fewer than the mean. */
export function checkTraffic(traffic: Traffic): void {
  const { peakPerSecond } = traffic;
  const most = eventsADay(traffic) / 3_600;
  const least = eventsPerSecond(traffic);
  if (peakPerSecond >= least && peakPerSecond <= most) return;
  const bound = peakPerSecond > most ? `at most ${Math.floor(most)}` : `at least ${Math.ceil(least)}`;
  throw new MillraceError(
    `an hour of ${peakPerSecond} events/s does not fit into a day of ${eventsADay(traffic)} events`,
    {
      code: 'PLAN_TRAFFIC',
      domain: 'user',
      retry: 'never',
      hint: `the busiest hour of such a day has ${bound} events/s`,
    },
  );
}

/** How the hours of a shop's day stand to its average: quiet nights, an evening twice as busy. Their mean is 1. */
const DAY = [
  0.5, 0.35, 0.25, 0.2, 0.2, 0.25, 0.4, 0.65, 0.85, 1.0, 1.1, 1.2, 1.3, 1.25, 1.2, 1.2, 1.25, 1.35, 1.5, 1.75, 2.0,
  1.95, 1.4, 0.9,
];
const DAY_MEAN = DAY.reduce((sum, share) => sum + share, 0) / DAY.length;

/**
 * Events a second in each hour of a day whose busiest hour is the peak. A peak above the usual one takes its events from
 * all other hours alike; one below it makes the day flatter.
 */
export function hourlyRates(traffic: Traffic): readonly number[] {
  const { peakPerSecond } = traffic;
  const mean = eventsPerSecond(traffic);
  const shape = DAY.map((share) => share / DAY_MEAN);
  const most = Math.max(...shape);
  const swing = Math.min(1, (peakPerSecond / mean - 1) / (most - 1));
  const rates = shape.map((share) => mean * (1 + swing * (share - 1)));
  const busiest = shape.indexOf(most);
  const usual = rates[busiest] ?? mean;
  const left = (mean * DAY.length - peakPerSecond) / (mean * DAY.length - usual);
  return rates.map((rate, hour) => (hour === busiest ? peakPerSecond : rate * left));
}

/** How many unit-hours a month has when each hour has as many units as its rate needs. */
export function unitHours(traffic: Traffic, unitsAt: (perSecond: number) => number): number {
  return hourlyRates(traffic).reduce((sum, rate) => sum + unitsAt(rate), 0) * DAYS;
}
