/**
 * The products that draw most interest, overall and by category, kept ready: interest only rises between two looks at it,
 * so a list of the highest ones stays right by being offered whatever has risen. What may not be shown is not in it.
 *
 * A list names products only and changes when one comes or goes; their interest is read where it is kept. Otherwise every
 * event would write whole lists.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { barOf } from './bar-of.ts';
import { decayedAt } from './decayed-weight.ts';
import { KeyRing, type RingPlace, type RingRecord } from './key-ring.ts';
import type { ProductShelf } from './product-shelf.ts';
import type { RecommendSettings } from './recommend-settings.ts';

/** Product numbers in no order. */
type TrendList = number[];

/** A product and what its interest will be. */
export interface Risen {
  readonly number: number;
  readonly category: string | null;
  readonly interest: number;
  readonly nowMs: number;
}

/** How one list will change: the product comes, in the place of another one when the list is full, or goes. */
interface Change {
  readonly key: string;
  readonly list: TrendList;
  readonly comes: number | undefined;
  readonly goes: number | undefined;
}

/** What will change, all read before anything does. */
export interface TrendChanges {
  readonly changes: readonly Change[];
  /** Where a category goes that has no list yet. */
  readonly place: RingPlace<RingRecord> | undefined;
  readonly category: string | null;
}

const EVERYTHING = 'all';
const NONE: TrendChanges = { changes: [], place: undefined, category: null };

export class TrendLists {
  readonly #lists: FoldTable<TrendList>;
  readonly #categories: KeyRing<RingRecord>;
  readonly #shelf: ProductShelf;
  readonly #settings: RecommendSettings;
  /** By list: no product of it has less interest than this. It stays true until a product is forgotten, and spares a look. */
  readonly #floors = new Map<string, number>();

  constructor(tables: FoldTables, shelf: ProductShelf, settings: RecommendSettings) {
    this.#lists = tables.table('recommend-trends');
    this.#categories = new KeyRing(tables, 'recommend-categories', settings.categories);
    this.#shelf = shelf;
    this.#settings = settings;
  }

  /** What follows from a product that has risen. Reads only. */
  findRise(risen: Risen): TrendChanges {
    const { category, nowMs } = risen;
    const all = this.#comingTo(EVERYTHING, risen);
    if (category === null) return all ? { ...NONE, changes: [all] } : NONE;
    const own = this.#comingTo(listKey(category), risen);
    if (!all && !own) return NONE;
    const isNew = own !== undefined && this.#categories.numberOf(category) === undefined;
    const place = isNew ? this.#categories.findPlace(([, key]) => this.#isAlive(key, nowMs)) : undefined;
    return { changes: [all, own].filter((change) => change !== undefined), place, category };
  }

  /** What follows from a product that may no longer be shown. Reads only. */
  findFall(number: number, category: string | null): TrendChanges {
    const keys = category === null ? [EVERYTHING] : [EVERYTHING, listKey(category)];
    const changes = keys.flatMap((key) => {
      const list = this.#lists.get(key);
      return list?.includes(number) ? [{ key, list, comes: undefined, goes: number }] : [];
    });
    return { ...NONE, changes };
  }

  change({ changes, place, category }: TrendChanges): void {
    if (place && category !== null) {
      if (place.leaving) this.#forget(listKey(place.leaving[1]));
      this.#categories.take(place, [place.number, category]);
    }
    for (const { key, list, comes, goes } of changes) {
      const at = goes === undefined ? -1 : list.indexOf(goes);
      if (at >= 0) list.splice(at, 1);
      if (comes !== undefined) list.push(comes);
      this.#floors.delete(key);
      this.#lists.put(key, list);
    }
  }

  /** A product has made room for another one: what it leaves behind in a list has no interest any more. */
  productLeft(): void {
    this.#floors.clear();
  }

  /** Product numbers with their interest, highest first. */
  top(category: string | null, count: number): readonly (readonly [number, number])[] {
    const list = this.#lists.get(category === null ? EVERYTHING : listKey(category)) ?? [];
    const interests = new Float64Array(list.length);
    for (const [index, number] of list.entries()) interests[index] = this.#interestOf(number);
    const bar = barOf(interests, count);
    const best: (readonly [number, number])[] = [];
    for (const [index, number] of list.entries()) {
      const interest = interests[index] ?? 0;
      if (interest >= bar) best.push([number, interest]);
    }
    return best.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, count);
  }

  #comingTo(key: string, { number, interest }: Risen): Change | undefined {
    const list = this.#lists.get(key) ?? [];
    if (list.length < this.#settings.trends) {
      return list.includes(number) ? undefined : { key, list, comes: number, goes: undefined };
    }
    if (interest <= (this.#floors.get(key) ?? Number.NEGATIVE_INFINITY) || list.includes(number)) return undefined;
    const goes = this.#lightestOf(list);
    const floor = this.#interestOf(goes);
    this.#floors.set(key, floor);
    return interest > floor ? { key, list, comes: number, goes } : undefined;
  }

  #lightestOf(list: TrendList): number {
    let lightest = list[0] ?? 0;
    let least = Number.POSITIVE_INFINITY;
    for (const number of list) {
      const interest = this.#interestOf(number);
      if (interest > least || (interest === least && number < lightest)) continue;
      least = interest;
      lightest = number;
    }
    return lightest;
  }

  /** A product that has been forgotten has none. */
  #interestOf(number: number): number {
    return this.#shelf.interestOf(number) ?? Number.NEGATIVE_INFINITY;
  }

  #forget(key: string): void {
    this.#floors.delete(key);
    this.#lists.remove(key);
  }

  /** A category whose best product still draws as much as one look. */
  #isAlive(category: string, nowMs: number): boolean {
    const list = this.#lists.get(listKey(category)) ?? [];
    return list.some((number) => decayedAt(this.#interestOf(number), nowMs, this.#settings.trendHalfLifeMs) >= 1);
  }
}

function listKey(category: string): string {
  return `category ${category}`;
}
