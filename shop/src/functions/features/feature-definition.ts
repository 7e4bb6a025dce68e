/** What a feature's declaration says, and how one is written. */
import type { Ranked } from './fading-scores.ts';
import { type FeatureTables, KEPT_DAYS } from './features-fold.ts';
import type { ProductState } from './product-state.ts';
import type { UserState } from './user-state.ts';
import { WINDOW_LEVELS } from './window-counts.ts';

/** DECIMAL is exact, as text. Lists are of objects with a key and a number, strongest first; a MAP has numbers by name. */
export type FeatureType = 'INT64' | 'DOUBLE' | 'DECIMAL' | 'STRING' | 'LIST' | 'MAP';

export type FeatureValue =
  | number
  | string
  | null
  | readonly Readonly<Record<string, string | number>>[]
  | Readonly<Record<string, number>>;

/** Where and when a value is asked for: after all events that had arrived by `nowMs`. */
export interface Moment {
  readonly nowMs: number;
  readonly tables: FeatureTables;
}

interface Declared {
  /** `user:orders_24h` */
  readonly name: string;
  readonly type: FeatureType;
  /** What the value is made of: a window and its resolution, or how it fades. */
  readonly window: string;
  /** How long before the moment asked for events still matter; null when all of them do. */
  readonly reachMs: number | null;
  /** How old the newest information may be; null when it cannot be too old. */
  readonly maxAgeMs: number | null;
  readonly description: string;
}

export interface UserFeature extends Declared {
  readonly entity: 'userId';
  value(user: UserState, moment: Moment): FeatureValue;
  /** When the newest event was that the value could know of; the shopper's newest event by default. */
  seenMs?(user: UserState, moment: Moment): number;
}

export interface ProductFeature extends Declared {
  readonly entity: 'productId';
  value(product: ProductState, moment: Moment): FeatureValue;
}

export interface GlobalFeature extends Declared {
  readonly entity: null;
  value(moment: Moment): FeatureValue;
  /** Null when nothing has happened yet; the moment itself by default. */
  seenMs?(moment: Moment): number | null;
}

export type FeatureDefinition = UserFeature | ProductFeature | GlobalFeature;
export type EntityName = 'userId' | 'productId';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** What looks at a month says nothing after one; everything else is forgotten with its shopper. */
export const MONTH_MS = 30 * DAY_MS;
export const OLDEST_MS = KEPT_DAYS * DAY_MS;

/** What is said of a window, and how far back it reaches at most: its buckets, this one included. */
export function windowOf(level: number): { readonly window: string; readonly reachMs: number } {
  const { window, bucketMs, buckets } = WINDOW_LEVELS[level] ?? { window: '', bucketMs: 0, buckets: 0 };
  return { window: `${window} by ${spanText(bucketMs)}`, reachMs: bucketMs * buckets };
}

export function fading(halfLifeDays: number): { readonly window: string; readonly reachMs: null } {
  return { window: `all, half-life ${halfLifeDays} d by days`, reachMs: null };
}

/** `5 min`, `6 h`, `90 d` */
export function spanText(ms: number): string {
  if (ms % DAY_MS === 0) return `${ms / DAY_MS} d`;
  return ms % HOUR_MS === 0 ? `${ms / HOUR_MS} h` : `${ms / MINUTE_MS} min`;
}

/** Rounded to four decimals; null when there is nothing to divide by. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}

/** Each name's share of the whole, strongest first; null when nothing has been counted. */
export function shares(names: readonly string[], counts: readonly number[]): Readonly<Record<string, number>> | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const known = names.map((name, at) => [name, ratio(counts[at] ?? 0, total) ?? 0] as const);
  return Object.fromEntries(known.filter(([, share]) => share > 0).sort((a, b) => b[1] - a[1]));
}

/** The place of the highest count, the first of equal ones; null when nothing has been counted. */
export function highest(counts: readonly number[]): number | null {
  const most = Math.max(...counts);
  return most > 0 ? counts.indexOf(most) : null;
}

/** A ranking as a value: objects with the key under the given name and its score; null for an empty one. */
export function listed(name: string, all: readonly Ranked[]): FeatureValue {
  return all.length === 0 ? null : all.map(({ key, score }) => ({ [name]: key, score }));
}
