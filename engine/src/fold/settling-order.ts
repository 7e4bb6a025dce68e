/**
 * Items from the least to the greatest, taken one by one, sorted no further than they are taken ("incremental quicksort",
 * Paredes and Navarro 2006): to sort a few hundred thousand keys at once would hold up everything else.
 */

/** Some tens of microseconds. */
const COMPARED_AT_ONCE = 256;

export class SettlingOrder<Item> {
  readonly length: number;
  readonly #items: Item[];
  readonly #isBefore: (a: Item, b: Item) => boolean;
  #taken = 0;
  /** How many stand in their places: more than were taken, when `between` has thrown. */
  #placed = 0;
  /** Where items stand that everything before them is less than; the nearest last. */
  readonly #bounds: number[];

  /** @param items are moved about. */
  constructor(items: Item[], isBefore: (a: Item, b: Item) => boolean) {
    this.length = items.length;
    this.#items = items;
    this.#isBefore = isBefore;
    this.#bounds = [items.length];
  }

  get taken(): number {
    return this.#taken;
  }

  /**
   * The next items, least first, until `taken` of them have been taken in all.
   * @param between is called now and then: the first one is found by comparing it with all others.
   */
  takeUntil(taken: number, between: () => void = () => undefined): readonly Item[] {
    for (const end = Math.min(taken, this.length); this.#placed < end; this.#placed++) this.#placeNext(between);
    const from = this.#taken;
    this.#taken = this.#placed;
    return this.#items.slice(from, this.#taken);
  }

  /** Brings the next item to its place. */
  #placeNext(between: () => void): void {
    for (;;) {
      const bound = this.#bounds.at(-1) ?? this.length;
      if (bound === this.#placed) break;
      this.#bounds.push(this.#partition(this.#placed, bound, between));
    }
    this.#bounds.pop();
  }

  /** Parts the items from `from` to `end` by one in their middle. @returns where that one stands now: at its place. */
  #partition(from: number, end: number, between: () => void): number {
    const items = this.#items;
    this.#swap(from, (from + end) >>> 1);
    const pivot = items[from] as Item;
    let place = from;
    for (let at = from + 1; at < end; at++) {
      if (this.#isBefore(items[at] as Item, pivot)) this.#swap(++place, at);
      if (at % COMPARED_AT_ONCE === 0) between();
    }
    this.#swap(from, place);
    return place;
  }

  #swap(a: number, b: number): void {
    const item = this.#items[a] as Item;
    this.#items[a] = this.#items[b] as Item;
    this.#items[b] = item;
  }
}
