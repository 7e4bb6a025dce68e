/**
 * The fold that remembers what features are made of: per shopper, per product, per group of alike shoppers, and which
 * products may be trending. Bots count nowhere.
 *
 * Time is that of the event, but never later than its arrival: a wrong clock cannot count ahead. An event that arrives
 * late counts in the bucket of its own time.
 */
import type { Fold, FoldTable, FoldTables, RunningFold } from '@millrace/engine/fold/fold.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import { goOn, stepOf } from '../visits/count-visit.ts';
import { OpenVisits } from '../visits/open-visits.ts';
import { type FlowStep, PathFlows } from '../visits/path-flows.ts';
import { SESSION_GAP_MS } from '../visits/visit.ts';
import { ACTIVITY_WEIGHTS, type Activity, activityOf } from './activity.ts';
import { countProduct, noteCompanion, noteGroupPurchase } from './count-product.ts';
import { type Counted, countUser } from './count-user.ts';
import { dayOf, strongest } from './fading-scores.ts';
import { IdleKeys, type IdlePiece, type Touched } from './idle-keys.ts';
import { joinUsers } from './join-users.ts';
import {
  categoryGroup,
  type GroupState,
  interestIn,
  newGroup,
  newProduct,
  type ProductState,
  segmentGroup,
} from './product-state.ts';
import { newTrending, offer, type TrendingState } from './trending-candidates.ts';
import { newUser, type UserState } from './user-state.ts';

/** Whoever has not been seen for this long is forgotten: no feature is older. */
export const KEPT_DAYS = 90;
/** The only key of the list of the whole shop. */
export const SHOP = 'shop';
const MOST_CANDIDATES = { shop: 30, category: 15 } as const;
/** A product is offered as a candidate once in five minutes, and whenever its interest has grown by a quarter. */
const OFFER_EVERY_MS = 300_000;
const OFFER_GROWTH = 1.25;

export interface FeatureTables {
  readonly users: FoldTable<UserState>;
  readonly products: FoldTable<ProductState>;
  readonly groups: FoldTable<GroupState>;
  /** What may be trending: in the whole shop, and by category. */
  readonly shopTrending: FoldTable<TrendingState>;
  readonly categoryTrending: FoldTable<TrendingState>;
}

export function featureTables(tables: FoldTables): FeatureTables {
  return {
    users: tables.table('features-users'),
    products: tables.table('features-products'),
    groups: tables.table('features-groups'),
    shopTrending: tables.table('features-trending'),
    categoryTrending: tables.table('features-category-trending'),
  };
}

/** Shoppers and their visits are remembered together. */
export interface Features extends RunningFold<EnrichedEvent> {
  readonly openVisits: OpenVisits;
}

export const featuresFold: Fold<EnrichedEvent, never, Features> = {
  name: 'features',
  stateVersion: 3,
  open: (tables) => new FeaturesFold(tables),
};

/** What an event needs, read before anything is changed. */
interface Reading extends Counted {
  readonly visitor: string;
  readonly productId: string | null;
  readonly user: UserState | undefined;
  /** What was counted, until now, of the anonymous visitor who is this user. */
  readonly guest: UserState | undefined;
  readonly companions: readonly string[];
  readonly groups: readonly string[];
  readonly offered: boolean;
  readonly idle: IdlePiece | undefined;
  /** The step of the visit to another stage, and the place that it gets among those that are listed: 0 is none. */
  readonly step: FlowStep | undefined;
  readonly place: number;
}

const NONE: readonly string[] = [];

class FeaturesFold implements Features {
  readonly openVisits: OpenVisits;
  readonly #tables: FeatureTables;
  readonly #idle: IdleKeys;
  readonly #flows: PathFlows;

  constructor(tables: FoldTables) {
    this.#tables = featureTables(tables);
    const { users, products, groups, categoryTrending } = this.#tables;
    this.#idle = new IdleKeys(tables, KEPT_DAYS, { u: users, p: products, g: groups, c: categoryTrending });
    this.openVisits = new OpenVisits(tables, (visitor) => users.get(visitor));
    this.#flows = new PathFlows(tables);
  }

  apply(enriched: EnrichedEvent): void {
    const { event, visitor, bot } = enriched;
    const activity = activityOf(event);
    if (activity === undefined || visitor === null || bot !== null) return;
    const reading = this.#read(enriched, activity, visitor);
    const today = dayOf(reading.nowMs);
    this.#changeUser(reading, today);
    if (reading.productId !== null) this.#changeProduct(reading, reading.productId, today);
    if (reading.idle) this.#idle.forget(reading.idle);
  }

  #read(enriched: EnrichedEvent, activity: Activity, visitor: string): Reading {
    const { timestampMs, receivedMs: nowMs, productId: product } = enriched.event;
    const atMs = Math.min(timestampMs, nowMs);
    const { users, products } = this.#tables;
    const productId = activity === 'other' ? null : product;
    const user = users.get(visitor);
    const guest = this.#guestOf(enriched);
    const known = productId === null ? undefined : products.get(productId);
    const latest = guest !== undefined && guest.lastMs > (user?.lastMs ?? 0) ? guest : user;
    const companions = latest === undefined || productId === null ? NONE : companionsOf(latest, enriched, atMs);
    const groups = activity === 'order' && productId !== null ? groupsOf(enriched, latest) : NONE;
    const offered = productId !== null && isOffered(known, activity, nowMs);
    const idle = this.#idle.due(dayOf(nowMs));
    const visit = (user ?? guest)?.visit;
    const step = stepOf(visit, { enriched, activity, atMs });
    // What a visitor had goes to the user: both may have a place, and whose stays is known only when they are one.
    const placed = guest === undefined ? visit : undefined;
    const place = this.openVisits.placeFor(visitor, placed, enriched.event, atMs);
    const reading = {
      enriched,
      activity,
      atMs,
      nowMs,
      visitor,
      productId,
      user,
      guest,
      companions,
      groups,
      offered,
      idle,
      step,
      place,
    };
    this.#readRarer(reading, known);
    return reading;
  }

  /** `identify` with both names says who the anonymous visitor is. */
  #guestOf({ event, visitor }: EnrichedEvent): UserState | undefined {
    const { eventType, anonymousId } = event;
    if (eventType !== 'identify' || anonymousId === null || anonymousId === visitor) return undefined;
    return this.#tables.users.get(anonymousId);
  }

  #readRarer(
    { companions, groups, offered, enriched, user, nowMs, step }: Reading,
    known: ProductState | undefined,
  ): void {
    const { products, shopTrending, categoryTrending } = this.#tables;
    for (const companion of companions) products.get(companion);
    if (step) this.#flows.read(step);
    for (const group of groups) this.#tables.groups.get(group);
    if (offered) {
      shopTrending.get(SHOP);
      if (enriched.category !== null) categoryTrending.get(enriched.category);
    }
    const today = dayOf(nowMs);
    const fresh = user?.touchedDay !== today || known?.touchedDay !== today;
    if (fresh || offered || companions.length > 0 || groups.length > 0) this.#idle.readNewest();
  }

  #changeUser(reading: Reading, today: number): void {
    const { enriched, visitor, guest, atMs, nowMs } = reading;
    const { users } = this.#tables;
    const user = reading.user ?? guest ?? newUser(atMs, dayOf(atMs));
    const { anonymousId } = enriched.event;
    if (guest !== undefined && anonymousId !== null) {
      users.remove(anonymousId);
      if (user === guest) user.touchedDay = -1;
      else joinUsers(user, guest, nowMs);
    }
    countUser(user, reading);
    this.#changeVisit(user, reading);
    this.#touch(user, 'u', visitor, today);
    users.put(visitor, user);
  }

  #changeVisit({ visit }: UserState, { step, place, visitor, enriched, atMs, nowMs }: Reading): void {
    if (place > 0) this.openVisits.take(place, visitor, visit);
    this.openVisits.note(visitor, visit, enriched.event, atMs);
    if (!step) return;
    goOn(visit, step);
    this.#flows.count(step, nowMs);
  }

  #changeProduct(reading: Reading, productId: string, today: number): void {
    const { activity, atMs, companions, groups, offered } = reading;
    const { products } = this.#tables;
    const product = products.get(productId) ?? newProduct(atMs, dayOf(atMs));
    countProduct(product, reading);
    for (const companion of companions) {
      const kind = activity === 'order' ? 'coBought' : 'coViewed';
      const other = products.get(companion) ?? newProduct(atMs, dayOf(atMs));
      noteCompanion(product, companion, kind, atMs);
      noteCompanion(other, productId, kind, atMs);
      this.#touch(other, 'p', companion, today);
      products.put(companion, other);
    }
    for (const name of groups) this.#changeGroup(name, productId, atMs, today);
    if (offered) this.#offer(product, productId, reading, today);
    this.#touch(product, 'p', productId, today);
    products.put(productId, product);
  }

  #changeGroup(name: string, productId: string, atMs: number, today: number): void {
    const group = this.#tables.groups.get(name) ?? newGroup(atMs, dayOf(atMs));
    noteGroupPurchase(group, productId, atMs);
    this.#touch(group, 'g', name, today);
    this.#tables.groups.put(name, group);
  }

  #offer(state: ProductState, product: string, { enriched, nowMs }: Reading, today: number): void {
    const interest = interestIn(state, 0, nowMs);
    state.offeredMs = nowMs;
    state.offered = interest;
    const candidate = { product, interest, nowMs };
    const { shopTrending, categoryTrending } = this.#tables;
    const shop = shopTrending.get(SHOP) ?? newTrending();
    if (offer(shop, candidate, MOST_CANDIDATES.shop)) shopTrending.put(SHOP, shop);
    const { category } = enriched;
    if (category === null) return;
    const list = categoryTrending.get(category) ?? newTrending();
    if (!offer(list, candidate, MOST_CANDIDATES.category)) return;
    this.#touch(list, 'c', category, today);
    categoryTrending.put(category, list);
  }

  /** @param table the letter of the state's table in the lists of idle keys. */
  #touch(state: Touched, table: string, key: string, today: number): void {
    if (state.touchedDay === today) return;
    state.touchedDay = today;
    this.#idle.note(table + key, today);
  }
}

/** The product that was looked at right before, in the same visit; or what was bought before in the same order. */
function companionsOf(user: UserState, { event }: EnrichedEvent, atMs: number): readonly string[] {
  const { productId, orderId, eventType } = event;
  if (eventType === 'purchase') {
    if (orderId === null || user.orderIds.at(-1) !== orderId) return NONE;
    return user.basket.filter((each) => each !== productId);
  }
  const { viewed, lastMs } = user.visit;
  const follows = eventType !== 'add_to_cart' && viewed !== null && viewed !== productId;
  return follows && atMs >= lastMs && atMs <= lastMs + SESSION_GAP_MS ? [viewed] : NONE;
}

/** Shoppers are alike who have one segment, or who like one category best: before this purchase, if that can be said. */
function groupsOf({ profile, category }: EnrichedEvent, user: UserState | undefined): readonly string[] {
  const favourite = (user && strongest(user.categories)) ?? category;
  const segment = profile?.segment ?? user?.segment ?? null;
  const groups = favourite === null ? [] : [categoryGroup(favourite)];
  return segment === null ? groups : [...groups, segmentGroup(segment)];
}

function isOffered(product: ProductState | undefined, activity: Activity, nowMs: number): boolean {
  if (product === undefined || nowMs >= product.offeredMs + OFFER_EVERY_MS) return true;
  return interestIn(product, 0, nowMs) + ACTIVITY_WEIGHTS[activity] >= product.offered * OFFER_GROWTH;
}
