/**
 * Answers questions for recommendations from the fold's state. The present visit speaks loudest; what follows what, liked
 * categories and trends are blended in below it, and make the list where there is no visit to go by.
 */
import { Candidates } from './candidates.ts';
import { decayedShare } from './decayed-weight.ts';
import { NeighbourSearch } from './neighbour-search.ts';
import type { ProductRecord, ProductShelf } from './product-shelf.ts';
import type { RecommendSettings } from './recommend-settings.ts';
import type { FallbackReason, ListOptions, RecommendationList, RecommendationQuestion } from './recommendation-list.ts';
import type { SessionIndex } from './session-index.ts';
import type { TrendLists } from './trend-lists.ts';
import type { VisitTracker } from './visit-tracker.ts';
import type { VisitorMemory } from './visitor-memory.ts';
import { heaviest, type ProductLinks } from './weighted-list.ts';

/** The state that answers are made of. */
export interface RecommenderParts {
  readonly shelf: ProductShelf;
  readonly sessions: SessionIndex;
  readonly visitors: VisitorMemory;
  readonly visits: VisitTracker;
  readonly trends: TrendLists;
  readonly follows: ProductLinks;
  readonly bought: ProductLinks;
}

/** Who or what a list is for. */
interface Context {
  /** Product numbers, the latest last. */
  readonly items: readonly number[];
  /** Categories with their share of liking. */
  readonly liking: ReadonlyMap<string, number>;
}

/** Products of trends that are taken in: overall or of the category asked for, and of each liked category. */
const TREND_CANDIDATES = 40;
const LIKED_CATEGORIES = 2;
const LIKED_CANDIDATES = 15;
/** For a product that nobody has looked at together with others: what its category, brand and price say. */
const ALIKE = { trending: 0.3, same_category: 0.2, same_brand: 0.3, similar_price: 0.2 };
/** Prices four times apart have nothing to do with each other. */
const PRICE_RANGE = Math.log(4);
/** What looking at products together says of buying them together. */
const LOOKED_AT_FOR_BOUGHT = 0.05;

export class Recommender {
  readonly #parts: RecommenderParts;
  readonly #settings: RecommendSettings;
  readonly #search: NeighbourSearch;

  constructor(parts: RecommenderParts, settings: RecommendSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#search = new NeighbourSearch(parts.sessions, settings);
  }

  recommend(question: RecommendationQuestion): RecommendationList {
    switch (question.kind) {
      case 'personal':
        return this.#personal(question, question.visitor);
      case 'session':
        return this.#session(question, question.products);
      case 'similar':
        return this.#similar(question, question.productId);
      case 'bought-together':
        return this.#boughtTogether(question, question.productId);
    }
  }

  #personal(options: ListOptions, key: string): RecommendationList {
    const { visitors, visits } = this.#parts;
    const visitor = visitors.get(key);
    if (visitor === undefined) return this.#trending(options, 'unknown_user');
    const present = visits.itemsOf(visitor);
    const goesOn = options.nowMs - visits.lastMsOf(visitor) <= this.#settings.sessionGapMs;
    const items = goesOn ? present : [...new Set([...visitor.past, ...present])];
    if (items.length === 0) return this.#trending(options, 'no_history');
    const liking = mixed(new Map(visitors.likingOf(visitor, options.nowMs)), this.#categoriesOf(present));
    const seen = options.includeSeen ? [] : [...present, ...visitor.basket];
    const candidates = this.#blend({ items, liking }, options, seen);
    return listOf({ kind: 'personal', reason: null }, candidates, options);
  }

  #session(options: ListOptions, products: readonly string[]): RecommendationList {
    const numbers = products.flatMap((id) => this.#parts.shelf.numberOf(id) ?? []);
    const items = numbers.filter((number, index) => numbers.lastIndexOf(number) === index);
    if (items.length === 0) return this.#trending(options, 'unknown_products');
    const context = { items, liking: this.#categoriesOf(items) };
    const candidates = this.#blend(context, options, options.includeSeen ? [] : items);
    return listOf({ kind: 'session', reason: null }, candidates, options);
  }

  #similar(options: ListOptions, productId: string): RecommendationList {
    const product = this.#product(productId);
    if (product === undefined) return this.#trending(options, 'unknown_product');
    const candidates = new Candidates(this.#parts.shelf, options, [product[0]]);
    this.#addNeighbours(candidates, [product[0]], 1);
    const found = candidates.size;
    if (found < options.n) this.#addAlike(candidates, product, found > 0 ? this.#settings.trendWeight : 1);
    const reason = found === 0 ? 'new_product' : null;
    return listOf({ kind: 'similar', reason }, candidates, options, productId);
  }

  #boughtTogether(options: ListOptions, productId: string): RecommendationList {
    const product = this.#product(productId);
    if (product === undefined) return this.#trending(options, 'unknown_product');
    const candidates = new Candidates(this.#parts.shelf, options, [product[0]]);
    this.#addBought(candidates, product);
    const found = candidates.size;
    if (found < options.n) this.#addNeighbours(candidates, [product[0]], LOOKED_AT_FOR_BOUGHT);
    if (candidates.size < options.n) this.#addAlike(candidates, product, LOOKED_AT_FOR_BOUGHT / 2);
    const reason = found === 0 ? 'no_orders' : null;
    return listOf({ kind: 'bought-together', reason }, candidates, options, productId);
  }

  #trending(options: ListOptions, reason: FallbackReason): RecommendationList {
    const candidates = new Candidates(this.#parts.shelf, options, []);
    this.#addTrends(candidates, { category: options.category, count: Number.MAX_SAFE_INTEGER, weight: 1 });
    return listOf({ kind: 'trending', reason }, candidates, options);
  }

  #blend({ items, liking }: Context, options: ListOptions, seen: readonly number[]): Candidates {
    const { trendWeight, likingWeight } = this.#settings;
    const candidates = new Candidates(this.#parts.shelf, options, seen);
    this.#addNeighbours(candidates, items, 1);
    this.#addFollowing(candidates, items.at(-1) ?? 0);
    const count = Math.max(TREND_CANDIDATES, options.n + seen.length + options.exclude.length);
    this.#addTrends(candidates, { category: options.category, count, weight: trendWeight });
    if (options.category === null) {
      for (const category of [...liking.keys()].slice(0, LIKED_CATEGORIES)) {
        this.#addTrends(candidates, { category, count: LIKED_CANDIDATES, weight: trendWeight });
      }
    }
    candidates.weigh(([, , category]) => {
      const share = category === null ? undefined : liking.get(category);
      return share ? { why: 'liked_category', weight: likingWeight * share, about: category } : null;
    });
    return candidates;
  }

  #addNeighbours(candidates: Candidates, items: readonly number[], weight: number): void {
    for (const { number, score, because } of this.#search.search(items, candidates.accepts)) {
      candidates.add(number, 'looked_at_together', weight * score, this.#idOf(because));
    }
  }

  /** What is bought with nearly everything says little of this product: rare ones count more. */
  #addBought(candidates: Candidates, product: ProductRecord): void {
    const { bought, sessions } = this.#parts;
    const sums = heaviest(bought.of(product[0]), this.#settings.links);
    const most = sums[0]?.[1] ?? 0;
    const worths = sums.map(([number, sum]) => decayedShare(sum, most) * (1 + sessions.rarity(number)));
    const best = Math.max(...worths);
    for (const [index, [number]] of sums.entries()) {
      const weight = (worths[index] ?? 0) / best;
      candidates.add(number, 'bought_together', weight, product[1]);
    }
  }

  #addFollowing(candidates: Candidates, last: number): void {
    const sums = heaviest(this.#parts.follows.of(last), this.#settings.links);
    const most = sums[0]?.[1] ?? 0;
    const about = this.#idOf(last);
    for (const [number, sum] of sums) {
      const weight = this.#settings.sequenceWeight * decayedShare(sum, most);
      candidates.add(number, 'looked_at_next', weight, about);
    }
  }

  #addTrends(
    candidates: Candidates,
    { category, count, weight }: { readonly category: string | null; readonly count: number; readonly weight: number },
  ): void {
    const trends = this.#parts.trends.top(category, count);
    const most = trends[0]?.[1] ?? 0;
    for (const [number, interest] of trends) {
      candidates.add(number, 'trending', weight * decayedShare(interest, most), category);
    }
  }

  /** What stands beside a product that little is known of: trends of its category, those of its brand and price first. */
  #addAlike(candidates: Candidates, [, , category, brand, price]: ProductRecord, weight: number): void {
    const before = candidates.size;
    if (category !== null) {
      this.#addTrends(candidates, { category, count: this.#settings.trends, weight: weight * ALIKE.trending });
    }
    if (candidates.size === before) {
      this.#addTrends(candidates, { category: null, count: TREND_CANDIDATES, weight: weight * ALIKE.trending });
    }
    candidates.weigh((other) =>
      category !== null && other[2] === category
        ? { why: 'same_category', weight: weight * ALIKE.same_category, about: category }
        : null,
    );
    candidates.weigh((other) =>
      brand !== null && other[3] === brand
        ? { why: 'same_brand', weight: weight * ALIKE.same_brand, about: brand }
        : null,
    );
    candidates.weigh((other) => {
      const likeness = priceLikeness(price, other[4]);
      return likeness > 0
        ? { why: 'similar_price', weight: weight * ALIKE.similar_price * likeness, about: null }
        : null;
    });
  }

  #product(productId: string): ProductRecord | undefined {
    const number = this.#parts.shelf.numberOf(productId);
    return number === undefined ? undefined : this.#parts.shelf.record(number);
  }

  #idOf(number: number): string | null {
    return this.#parts.shelf.record(number)?.[1] ?? null;
  }

  /** Shares of the categories among products. */
  #categoriesOf(items: readonly number[]): ReadonlyMap<string, number> {
    const shares = new Map<string, number>();
    for (const item of items) {
      const category = this.#parts.shelf.record(item)?.[2] ?? null;
      if (category !== null) shares.set(category, (shares.get(category) ?? 0) + 1 / items.length);
    }
    return sortedByShare(shares);
  }
}

/** @param about the product that the list is about: that it is not in it needs no word. */
function listOf(
  made: Pick<RecommendationList, 'kind' | 'reason'>,
  candidates: Candidates,
  { n }: ListOptions,
  about?: string,
): RecommendationList {
  const excluded = candidates.excluded()?.filter(({ productId }) => productId !== about);
  return { ...made, items: candidates.best(n), ...(excluded && { excluded }) };
}

/** Half of each, or the whole of one where the other is empty. */
function mixed(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (one.size === 0) return other;
  if (other.size === 0) return one;
  const shares = new Map<string, number>();
  for (const [category, share] of [...one, ...other]) shares.set(category, (shares.get(category) ?? 0) + share / 2);
  return sortedByShare(shares);
}

function sortedByShare(shares: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...shares].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

/** 1 for equal prices, 0 for those that are four times apart or unknown. */
function priceLikeness(one: number | null, other: number | null): number {
  if (!one || !other) return 0;
  return Math.max(0, 1 - Math.abs(Math.log(one / other)) / PRICE_RANGE);
}
