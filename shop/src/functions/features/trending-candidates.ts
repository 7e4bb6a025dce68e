/**
 * The products that may be trending: a short list, kept up to date as products draw interest. It only says whom to ask;
 * how much interest each draws at a moment stands in the product's own windows.
 *
 * A product that is not listed takes the place of the one with least interest. What an entry had when it was last heard
 * of counts less the longer ago that was, and nothing after an hour, for by then all of it has left the window.
 */
import type { Touched } from './idle-keys.ts';

export interface TrendingState extends Touched {
  readonly products: string[];
  readonly interest: number[];
  readonly heardMs: number[];
}

const HOUR_MS = 3_600_000;

export function newTrending(): TrendingState {
  return { touchedDay: -1, products: [], interest: [], heardMs: [] };
}

export interface Candidate {
  readonly product: string;
  readonly interest: number;
  readonly nowMs: number;
}

/** Returns false when it changes nothing. */
export function offer(list: TrendingState, { product, interest, nowMs }: Candidate, most: number): boolean {
  const isFull = list.products.length >= most;
  const coldest = isFull ? coldestOf(list, nowMs) : -1;
  // A listed product with so little interest may stay as it is: what it had fades by itself.
  if (isFull && interestOf(list, coldest, nowMs) >= interest) return false;
  const known = list.products.indexOf(product);
  const place = known >= 0 ? known : isFull ? coldest : list.products.length;
  list.products[place] = product;
  list.interest[place] = interest;
  list.heardMs[place] = nowMs;
  return true;
}

function coldestOf(list: TrendingState, nowMs: number): number {
  let place = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < list.products.length; at++) {
    const interest = interestOf(list, at, nowMs);
    if (interest < least) {
      least = interest;
      place = at;
    }
  }
  return place;
}

function interestOf(list: TrendingState, at: number, nowMs: number): number {
  const left = 1 - (nowMs - (list.heardMs[at] ?? 0)) / HOUR_MS;
  return left <= 0 ? 0 : (list.interest[at] ?? 0) * left;
}
