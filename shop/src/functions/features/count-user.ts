/** One event's part in what is remembered of its shopper. */
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { ShopEvent } from '../shop-event.ts';
import { countVisit } from '../visits/count-visit.ts';
import { isOver } from '../visits/visit.ts';
import { ACTIVITY_WEIGHTS, type Activity, lineAmount } from './activity.ts';
import { addScore, dayOf, fade, fadedWeight, fadeList } from './fading-scores.ts';
import { HABITS, HALF_LIFE_DAYS, type Habit, MOST, priceBand, type UserState, userWindows } from './user-state.ts';

const HOUR_MS = 3_600_000;

/** An event as it is counted: `atMs` is its time, at most that of its arrival, `nowMs`. */
export interface Counted {
  readonly enriched: EnrichedEvent;
  readonly activity: Activity;
  readonly atMs: number;
  readonly nowMs: number;
}

/** Handed to the windows and filled anew for each event: events, views, carts, orders, sessions, spend. */
const amounts = [1, 0, 0, 0, 0, 0];

export function countUser(user: UserState, counted: Counted): void {
  const { activity, atMs, nowMs, enriched } = counted;
  const { event } = enriched;
  fadeUser(user, dayOf(atMs));
  const ordered = activity === 'order';
  amounts[1] = activity === 'look' ? 1 : 0;
  amounts[2] = activity === 'cart' ? 1 : 0;
  amounts[3] = ordered && noteOrder(user, event) ? 1 : 0;
  amounts[4] = isOver(user.visit, atMs) ? 1 : 0;
  amounts[5] = ordered ? lineAmount(event) : 0;
  user.visit = countVisit(user.visit, counted, amounts[3], amounts[5]);
  userWindows.add(user.windows, atMs, nowMs, amounts);
  if (ordered) noteSpending(user, atMs, amounts[3], amounts[5]);
  noteTaste(user, counted);
  noteHabits(user, counted);
  noteWhereabouts(user, counted);
}

/** Makes all that fades stand as of a later day; nothing for an earlier one. */
export function fadeUser(user: UserState, day: number): void {
  const days = day - user.day;
  if (days <= 0) return;
  user.day = day;
  fadeList(user.products, days, HALF_LIFE_DAYS.products);
  fadeList(user.categories, days, HALF_LIFE_DAYS.categories);
  fadeList(user.countries, days, HALF_LIFE_DAYS.habits);
  fade(user.habits, days, HALF_LIFE_DAYS.habits);
}

/** Returns whether it is an order that has not been counted; a line without an orderId is an order of its own. */
function noteOrder(user: UserState, { orderId, productId }: ShopEvent): boolean {
  const isNew = orderId === null || !user.orderIds.includes(orderId);
  if (isNew && orderId !== null) {
    user.orderIds.push(orderId);
    if (user.orderIds.length > MOST.orderIds) user.orderIds.shift();
  }
  if (isNew) user.basket = [];
  if (productId === null) return isNew;
  const ofNewest = isNew || user.orderIds.at(-1) === orderId;
  if (ofNewest && user.basket.length < MOST.basket && !user.basket.includes(productId)) user.basket.push(productId);
  const place = user.bought.indexOf(productId);
  if (place >= 0) user.bought.splice(place, 1);
  user.bought.push(productId);
  if (user.bought.length > MOST.bought) user.bought.shift();
  return isNew;
}

function noteSpending(user: UserState, atMs: number, orders: number, spend: number): void {
  user.orders += orders;
  user.spend = Math.min(user.spend + spend, Number.MAX_SAFE_INTEGER);
  user.lastOrderMs = Math.max(user.lastOrderMs, atMs);
}

function noteTaste(user: UserState, { activity, atMs, enriched }: Counted): void {
  const weight = ACTIVITY_WEIGHTS[activity];
  if (weight === 0) return;
  const { event, category } = enriched;
  const days = user.day - dayOf(atMs);
  if (category !== null)
    addScore(user.categories, category, fadedWeight(weight, days, HALF_LIFE_DAYS.categories), MOST.categories);
  if (event.productId !== null)
    addScore(user.products, event.productId, fadedWeight(weight, days, HALF_LIFE_DAYS.products), MOST.products);
  const price = event.priceTenThousandths ?? enriched.product?.priceTenThousandths ?? null;
  if (price !== null) increase(user, HABITS.prices, priceBand(price), fadedWeight(weight, days, HALF_LIFE_DAYS.habits));
}

function noteHabits(user: UserState, { atMs, enriched }: Counted): void {
  const day = dayOf(atMs);
  const one = fadedWeight(1, user.day - day, HALF_LIFE_DAYS.habits);
  increase(user, HABITS.hours, Math.floor(atMs / HOUR_MS) % 24, one);
  increase(user, HABITS.weekdays, weekdayOf(day), one);
  increase(user, HABITS.devices, devicePlace(enriched.deviceClass), one);
  if (enriched.country !== null) addScore(user.countries, enriched.country, one, MOST.countries);
}

function noteWhereabouts(user: UserState, { atMs, enriched }: Counted): void {
  if (enriched.profile !== null && enriched.profile.segment !== null) user.segment = enriched.profile.segment;
  user.firstMs = Math.min(user.firstMs, atMs);
  if (atMs < user.lastMs) return;
  user.lastMs = atMs;
  user.device = enriched.deviceClass;
  if (enriched.country === null) return;
  user.country = enriched.country;
  user.region = enriched.region;
}

/** 0 is Monday. The first day of 1970 was a Thursday. */
export function weekdayOf(day: number): number {
  return (day + 3) % 7;
}

function devicePlace(device: EnrichedEvent['deviceClass']): number {
  switch (device) {
    case 'mobile':
      return 0;
    case 'desktop':
      return 1;
    case 'tablet':
      return 2;
    default:
      return 3;
  }
}

function increase({ habits }: UserState, { from }: Habit, place: number, by: number): void {
  habits[from + place] = (habits[from + place] ?? 0) + by;
}
