/**
 * Recommendations as a fold over completed events: everything that lists are made of moves with each event, and there is
 * no training run. What machines do is left out; what products are is learned from every event.
 */
import type { Emit, Fold, FoldTables, RunningFold } from '@millrace/engine/fold/fold.ts';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { ShopEvent } from '../shop-event.ts';
import type { ViewOutput } from '../view-output.ts';
import { type CreditCounts, ListCredits, type ListFind } from './list-credits.ts';
import type { ListKind } from './list-id.ts';
import { type OrderLineFind, OrderLinks } from './order-links.ts';
import { isVisible, ProductShelf, type ShelfFind } from './product-shelf.ts';
import { RECOMMEND_DEFAULTS, type RecommendSettings } from './recommend-settings.ts';
import type { RecommendationList, RecommendationQuestion } from './recommendation-list.ts';
import { Recommender } from './recommender.ts';
import { SessionIndex } from './session-index.ts';
import { type TrendChanges, TrendLists } from './trend-lists.ts';
import { type StepFind, VisitTracker } from './visit-tracker.ts';
import { type VisitorFind, VisitorMemory } from './visitor-memory.ts';

export interface Recommendations extends RunningFold<EnrichedEvent> {
  /** Changes nothing, as all questions. */
  recommend(question: RecommendationQuestion): RecommendationList;
  credits(kind: ListKind): CreditCounts;
  forget(visitor: string, pseudonym: string): void;
}

/** What an event is worth as interest in its product: as in `pipelines/trending.sql`. */
const INTEREST: ReadonlyMap<string, number> = new Map([
  ['page_view', 1],
  ['product_click', 1],
  ['add_to_cart', 3],
  ['purchase', 10],
]);
/** Orders that did not come about. */
const VOID_STATUSES: ReadonlySet<string> = new Set(['cancelled', 'failed', 'declined']);

export function recommend(
  settings: RecommendSettings = RECOMMEND_DEFAULTS,
): Fold<EnrichedEvent, ViewOutput, Recommendations> {
  return { name: 'recommend', stateVersion: 3, open: (tables, emit) => new RecommendFold(tables, emit, settings) };
}

/** What an event of interest is about to change, all read before anything changes. */
interface Interest {
  readonly event: ShopEvent;
  readonly points: number;
  readonly timeMs: number;
  readonly product: ShelfFind;
  /** What it will be. */
  readonly interest: number;
}

interface Visit {
  readonly key: string;
  readonly found: VisitorFind;
  readonly step: StepFind;
  readonly line: OrderLineFind | undefined;
  readonly list: ListFind | undefined;
}

class RecommendFold implements Recommendations {
  readonly #shelf: ProductShelf;
  readonly #trends: TrendLists;
  readonly #visitors: VisitorMemory;
  readonly #visits: VisitTracker;
  readonly #orders: OrderLinks;
  readonly #credits: ListCredits;
  readonly #recommender: Recommender;

  constructor(tables: FoldTables, emit: Emit<ViewOutput>, settings: RecommendSettings) {
    const shelf = new ProductShelf(tables, settings);
    const sessions = new SessionIndex(tables, settings);
    const visitors = new VisitorMemory(tables, settings);
    this.#shelf = shelf;
    this.#trends = new TrendLists(tables, shelf, settings);
    this.#visitors = visitors;
    this.#visits = new VisitTracker(tables, { sessions, visitors, shelf }, settings);
    this.#orders = new OrderLinks(tables, settings);
    this.#credits = new ListCredits(tables, emit);
    const links = { follows: this.#visits.follows, bought: this.#orders.bought };
    this.#recommender = new Recommender(
      { shelf, sessions, visitors, visits: this.#visits, trends: this.#trends, ...links },
      settings,
    );
  }

  apply(enriched: EnrichedEvent): void {
    const { event, bot } = enriched;
    if (event.eventType === 'recommendation_shown') this.#shown(enriched);
    else if (event.eventType === 'identify') this.#join(enriched);
    else if (event.productId !== null) {
      const points = bot === null && !isVoid(event) ? INTEREST.get(event.eventType) : undefined;
      if (points === undefined) this.#learn(enriched, event.productId);
      else this.#draw(enriched, event.productId, points);
    }
  }

  recommend(question: RecommendationQuestion): RecommendationList {
    return this.#recommender.recommend(question);
  }

  credits(kind: ListKind): CreditCounts {
    return this.#credits.counts(kind);
  }

  forget(visitor: string, pseudonym: string): void {
    this.#visitors.forget(visitor, pseudonym);
  }

  #shown({ event, bot }: EnrichedEvent): void {
    const list = bot === null ? this.#credits.find(event) : undefined;
    if (list) this.#credits.show(list, event.receivedMs);
  }

  /** An anonymous visitor says who it is: what was remembered under the one name goes on under the other. */
  #join({ event: { anonymousId, receivedMs }, visitor }: EnrichedEvent): void {
    if (anonymousId === null || visitor === null || anonymousId === visitor) return;
    const stranger = this.#visitors.get(anonymousId);
    const found = this.#visitors.find(visitor, receivedMs);
    // Nothing, or what was joined before: shops may tell who it is on every page.
    if (!stranger || stranger.atMs === 0) return;
    const known = found.visitor;
    const [older, newer] = known.atMs >= stranger.atMs ? [stranger, known] : [known, stranger];
    const past = [...older.past, ...this.#visits.itemsOf(older), ...newer.past].slice(-10);
    const likes = known.likes.length > 0 ? known.likes : stranger.likes;
    const { order, basket } = newer.order === null ? older : newer;
    const clicks = [...older.clicks, ...newer.clicks].slice(-60);
    const { ringNumber } = known;
    const joined = { ...newer, ringNumber, order, basket, past: [...new Set(past)], likes, clicks };
    this.#visitors.put(visitor, { visitor: structuredCopy(joined), place: found.place });
    this.#visitors.empty(anonymousId);
  }

  /** An event that says something of its product, if only that it exists, and nothing of interest in it. */
  #learn(enriched: EnrichedEvent, productId: string): void {
    const { event } = enriched;
    if (event.eventType !== 'product_update' && event.eventType !== 'inventory_update' && !enriched.product) return;
    const product = this.#shelf.find(enriched, productId);
    if (!product.changed) return;
    const interest = product.place ? undefined : this.#shelf.interestOf(product.record[0]);
    const trends = this.#trendsOf(product, interest, event.receivedMs);
    this.#keep(product);
    if (trends) this.#trends.change(trends);
  }

  #draw(enriched: EnrichedEvent, productId: string, points: number): void {
    const { event, visitor: key } = enriched;
    const product = this.#shelf.find(enriched, productId);
    const [number] = product.record;
    // A clock that runs ahead does not make a product the trend of tomorrow.
    const timeMs = Math.min(event.timestampMs, event.receivedMs);
    const before = product.place ? undefined : this.#shelf.interestOf(number);
    const interest = this.#shelf.withMore(before, points, timeMs);
    const drawn: Interest = { event, points, timeMs, product, interest };
    const trends = this.#trendsOf(product, interest, event.receivedMs);
    const visit = key === null ? undefined : this.#findVisit(drawn, key);
    this.#keep(product);
    this.#shelf.putInterest(number, interest);
    if (trends) this.#trends.change(trends);
    if (visit) this.#advance(drawn, visit);
  }

  /** Reads only. */
  #findVisit({ event, timeMs, product }: Interest, key: string): Visit {
    const found = this.#visitors.find(key, event.receivedMs);
    const { visitor } = found;
    const number = product.record[0];
    const isPurchase = event.eventType === 'purchase';
    return {
      key,
      found,
      step: this.#visits.find({ visitor, number, timeMs, sessionId: event.sessionId }),
      line: isPurchase ? this.#orders.find({ visitor, number, orderId: event.orderId, timeMs }) : undefined,
      list: this.#credits.find(event) ?? (isPurchase ? this.#credits.findWaiting(visitor, event) : undefined),
    };
  }

  #advance({ event, points, timeMs, product }: Interest, { key, found, step, line, list }: Visit): void {
    const { visitor } = found;
    let changed = this.#visits.advance(step);
    const category = product.record[2];
    if (points > 1 && category !== null) {
      this.#visitors.like(visitor, category, points, timeMs);
      changed = true;
    }
    if (line) this.#orders.apply(line);
    if (list && line) changed = this.#credits.buy(list, visitor, event) || changed;
    else if (list) changed = this.#credits.click(list, visitor, event) || changed;
    if (changed || line) this.#visitors.put(key, found);
  }

  #keep(product: ShelfFind): void {
    this.#shelf.learn(product);
    if (product.place?.leaving) this.#trends.productLeft();
  }

  /** How the lists of trends will change. Reads only. */
  #trendsOf({ record, wasVisible }: ShelfFind, interest: number | undefined, nowMs: number): TrendChanges | undefined {
    const [number, , category] = record;
    if (!isVisible(record)) return wasVisible ? this.#trends.findFall(number, category) : undefined;
    return interest === undefined ? undefined : this.#trends.findRise({ number, category, interest, nowMs });
  }
}

function isVoid({ eventType, status }: ShopEvent): boolean {
  return eventType === 'purchase' && status !== null && VOID_STATUSES.has(status);
}

/** Plain JSON, so that two visitors never share what one of them changes. */
function structuredCopy<State>(state: State): State {
  return JSON.parse(JSON.stringify(state));
}
