/**
 * An anonymous visitor turns out to be a user: what was counted of the one is added to the other's, as if it had been the
 * user's from the start. Windows, sums and scores add up exactly. Visits stay two in the counts, since both began, but one
 * that still runs goes on with what the other has.
 */

import { joinedVisit } from '../visits/visit.ts';
import { fadeUser } from './count-user.ts';
import { addScore, type ScoreList } from './fading-scores.ts';
import { MOST, type UserState, userWindows } from './user-state.ts';

/** Adds `guest` to `user`, in place; `guest` is used up. Arrival time has come to `nowMs`. */
export function joinUsers(user: UserState, guest: UserState, nowMs: number): void {
  userWindows.roll(user.windows, nowMs);
  userWindows.roll(guest.windows, nowMs);
  userWindows.merge(user.windows, guest.windows);
  user.orders += guest.orders;
  user.spend = Math.min(user.spend + guest.spend, Number.MAX_SAFE_INTEGER);
  user.visit = joinedVisit(user.visit, guest.visit);
  joinFading(user, guest);
  joinOrders(user, guest);
  if (guest.lastMs >= user.lastMs) {
    user.device = guest.device;
    user.country = guest.country ?? user.country;
    user.region = guest.region ?? user.region;
  }
  user.segment = user.segment ?? guest.segment;
  user.firstMs = Math.min(user.firstMs, guest.firstMs);
  user.lastMs = Math.max(user.lastMs, guest.lastMs);
}

function joinFading(user: UserState, guest: UserState): void {
  fadeUser(user, guest.day);
  fadeUser(guest, user.day);
  addList(user.products, guest.products, MOST.products);
  addList(user.categories, guest.categories, MOST.categories);
  addList(user.countries, guest.countries, MOST.countries);
  addCounts(user.habits, guest.habits);
}

/** The newer orders are the ones whose lines may still come. */
function joinOrders(user: UserState, guest: UserState): void {
  const [older, newer] = guest.lastOrderMs >= user.lastOrderMs ? [user, guest] : [guest, user];
  const orderIds = newest([...older.orderIds, ...newer.orderIds], MOST.orderIds);
  const bought = newest([...older.bought, ...newer.bought], MOST.bought);
  user.orderIds.splice(0, user.orderIds.length, ...orderIds);
  user.bought.splice(0, user.bought.length, ...bought);
  user.basket = newer.basket;
  user.lastOrderMs = newer.lastOrderMs;
}

function addList(into: ScoreList, from: ScoreList, most: number): void {
  for (let at = 0; at < from.keys.length; at++) addScore(into, from.keys[at] ?? '', from.scores[at] ?? 0, most);
}

function addCounts(into: number[], from: readonly number[]): void {
  for (let at = 0; at < from.length; at++) into[at] = (into[at] ?? 0) + (from[at] ?? 0);
}

/** The last `most` distinct ones, in order of their last place. */
function newest(all: readonly string[], most: number): readonly string[] {
  return all.filter((each, at) => all.lastIndexOf(each) === at).slice(-most);
}
