/** What is remembered of one shopper: short lists of whole numbers, and a few names. */

import { newVisit, type Visit } from '../visits/visit.ts';
import { emptyScores, type ScoreList } from './fading-scores.ts';
import type { Touched } from './idle-keys.ts';
import { emptyWindows, type WindowCounts, WindowShape } from './window-counts.ts';

/** The counts in each bucket of a shopper's windows, in this order. Spend is in ten-thousandths. */
export const USER_COUNTS = ['events', 'views', 'carts', 'orders', 'sessions', 'spend'] as const;
export const userWindows = new WindowShape(USER_COUNTS.length);

export const HALF_LIFE_DAYS = { products: 7, categories: 14, habits: 30 } as const;
export const MOST = { products: 10, categories: 8, countries: 4, orderIds: 4, basket: 8, bought: 12 } as const;

export const DEVICES = ['mobile', 'desktop', 'tablet', 'unknown'] as const;
/** Where price bands begin, in ten-thousandths; the last has no end. */
export const PRICE_BANDS = [0, 10, 25, 50, 100, 250, 500, 1000].map((price) => price * 10_000);

/** Where the scores of a habit lie: they are kept in one list, for they are written with each event. */
export interface Habit {
  readonly from: number;
  readonly count: number;
}

export const HABITS = {
  devices: { from: 0, count: 4 },
  prices: { from: 4, count: 8 },
  hours: { from: 12, count: 24 },
  /** From Monday on. */
  weekdays: { from: 36, count: 7 },
  end: 43,
} as const;

export interface UserState extends Touched {
  readonly windows: WindowCounts;
  /** Times of events, never after their arrival. */
  firstMs: number;
  lastMs: number;
  /** 0 when there was no order yet. */
  lastOrderMs: number;
  orders: number;
  spend: number;
  visit: Visit;
  /** The day as of which all that fades stands. */
  day: number;
  readonly categories: ScoreList;
  readonly products: ScoreList;
  readonly countries: ScoreList;
  /** One behind the other, as HABITS says. */
  readonly habits: number[];
  /** Of the newest event that told. */
  device: string | null;
  country: string | null;
  region: string | null;
  segment: string | null;
  /** The newest orders, and the products of the newest: lines of one order come one by one. */
  readonly orderIds: string[];
  basket: string[];
  /** Products bought, newest last. */
  readonly bought: string[];
}

export function newUser(atMs: number, day: number): UserState {
  return {
    touchedDay: -1,
    windows: emptyWindows(),
    firstMs: atMs,
    lastMs: atMs,
    lastOrderMs: 0,
    orders: 0,
    spend: 0,
    visit: newVisit(atMs),
    day,
    categories: emptyScores(),
    products: emptyScores(),
    countries: emptyScores(),
    habits: new Array<number>(HABITS.end).fill(0),
    device: null,
    country: null,
    region: null,
    segment: null,
    orderIds: [],
    basket: [],
    bought: [],
  };
}

export function priceBand(priceTenThousandths: number): number {
  let band = PRICE_BANDS.length - 1;
  while (band > 0 && priceTenThousandths < (PRICE_BANDS[band] ?? 0)) band--;
  return band;
}

/** The scores of one habit. */
export function habitOf({ habits }: UserState, { from, count }: Habit): readonly number[] {
  return habits.slice(from, from + count);
}
