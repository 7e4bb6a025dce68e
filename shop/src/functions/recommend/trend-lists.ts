/**
 * The products that draw most interest, overall and by category, kept ready: interest only rises between two looks at it,
 * so a list of the highest ones stays right by being offered whatever has risen. What may not be shown is not in it.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { decayedAt } from './decayed-weight.ts';
import { KeyRing, type RingPlace, type RingRecord } from './key-ring.ts';
import type { RecommendSettings } from './recommend-settings.ts';
import { heaviest, removeFrom, setWeight, type WeightedList } from './weighted-list.ts';

const EVERYTHING = 'all';

/** The lists that a product belongs to, read before anything changes. */
export interface TrendsOf {
  readonly all: WeightedList;
  readonly category: string | null;
  readonly ofCategory: WeightedList | undefined;
  /** Where a category goes that had no list yet. */
  readonly place: RingPlace<RingRecord> | undefined;
}

export class TrendLists {
  readonly #lists: FoldTable<WeightedList>;
  readonly #categories: KeyRing<RingRecord>;
  readonly #settings: RecommendSettings;

  constructor(tables: FoldTables, settings: RecommendSettings) {
    this.#lists = tables.table('recommend-trends');
    this.#categories = new KeyRing(tables, 'recommend-categories', settings.categories);
    this.#settings = settings;
  }

  /** Reads only. */
  of(category: string | null, nowMs: number): TrendsOf {
    const all = this.#lists.get(EVERYTHING) ?? [0];
    if (category === null) return { all, category, ofCategory: undefined, place: undefined };
    const known = this.#categories.numberOf(category) !== undefined;
    const place = known ? undefined : this.#categories.findPlace(([, key]) => this.#isAlive(key, nowMs));
    return { all, category, ofCategory: this.#lists.get(listKey(category)) ?? [0], place };
  }

  offer(trends: TrendsOf, number: number, interest: number): void {
    const { trends: capacity } = this.#settings;
    if (setWeight(trends.all, number, interest, capacity)) this.#lists.put(EVERYTHING, trends.all);
    if (trends.category === null || !trends.ofCategory) return;
    if (trends.place) this.#newCategory(trends.place, trends.category);
    if (setWeight(trends.ofCategory, number, interest, capacity)) {
      this.#lists.put(listKey(trends.category), trends.ofCategory);
    }
  }

  withdraw(trends: TrendsOf, number: number): void {
    if (removeFrom(trends.all, number)) this.#lists.put(EVERYTHING, trends.all);
    if (trends.category === null || !trends.ofCategory) return;
    if (removeFrom(trends.ofCategory, number)) this.#lists.put(listKey(trends.category), trends.ofCategory);
  }

  /** Product numbers with their interest, highest first. */
  top(category: string | null, count: number): readonly (readonly [number, number])[] {
    const list = this.#lists.get(category === null ? EVERYTHING : listKey(category));
    return list === undefined ? [] : heaviest(list, count);
  }

  #newCategory(place: RingPlace<RingRecord>, category: string): void {
    if (place.leaving) this.#lists.remove(listKey(place.leaving[1]));
    this.#categories.take(place, [place.number, category]);
  }

  /** A category whose best product still draws as much as one look. */
  #isAlive(category: string, nowMs: number): boolean {
    const list = this.#lists.get(listKey(category)) ?? [0];
    for (let index = 2; index < list.length; index += 2) {
      if (decayedAt(list[index] ?? 0, nowMs, this.#settings.trendHalfLifeMs) >= 1) return true;
    }
    return false;
  }
}

function listKey(category: string): string {
  return `category ${category}`;
}
