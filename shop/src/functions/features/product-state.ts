/** What is remembered of one product, of what draws interest now, and of what groups of alike shoppers buy. */
import { emptyScores, type ScoreList } from './fading-scores.ts';
import type { Touched } from './idle-keys.ts';
import { emptyWindows, type WindowCounts, WindowShape } from './window-counts.ts';

/** The counts in each bucket of a product's windows, in this order. */
export const PRODUCT_COUNTS = ['views', 'carts', 'orders'] as const;
export const productWindows = new WindowShape(PRODUCT_COUNTS.length);

/** What a look, a cart and an order weigh: as in pipelines/trending.sql. */
export const INTEREST = [1, 3, 10] as const;

export const COMPANION_HALF_LIFE_DAYS = 14;
export const MOST_COMPANIONS = 10;

export interface ProductState extends Touched {
  readonly windows: WindowCounts;
  firstMs: number;
  lastMs: number;
  /** The day as of which the scores of companions stand. */
  day: number;
  /** When it was last offered as a candidate for trending, and with how much interest. */
  offeredMs: number;
  offered: number;
  readonly coViewed: ScoreList;
  readonly coBought: ScoreList;
}

export function newProduct(atMs: number, day: number): ProductState {
  const scores = { coViewed: emptyScores(), coBought: emptyScores() };
  const windows = emptyWindows();
  return { touchedDay: -1, windows, firstMs: atMs, lastMs: atMs, day, offeredMs: 0, offered: 0, ...scores };
}

/** Looks, carts and orders of the window of a level, weighed. */
export function interestIn({ windows }: ProductState, level: number, nowMs: number): number {
  let interest = 0;
  for (let count = 0; count < INTEREST.length; count++) {
    interest += (INTEREST[count] ?? 0) * productWindows.sum(windows, level, count, nowMs);
  }
  return interest;
}

/** What shoppers who are alike buy: those of one segment, or those who like one category best. */
export interface GroupState extends Touched {
  lastMs: number;
  day: number;
  readonly bought: ScoreList;
}

export const GROUP_HALF_LIFE_DAYS = 7;
export const MOST_BOUGHT = 20;

export function newGroup(atMs: number, day: number): GroupState {
  return { touchedDay: -1, lastMs: atMs, day, bought: emptyScores() };
}

export function categoryGroup(category: string): string {
  return `category:${category}`;
}

export function segmentGroup(segment: string): string {
  return `segment:${segment}`;
}
