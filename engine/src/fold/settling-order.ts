/**
 * Items from the least to the greatest, taken one by one, sorted no further than they are taken ("incremental quicksort",
 * Paredes and Navarro 2006): to sort a few hundred thousand keys at once would hold up everything else.
 */
export class SettlingOrder<Item> {
  readonly length: number;
  readonly #items: Item[];
  readonly #isBefore: (a: Item, b: Item) => boolean;
  #taken = 0;
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

  /** The next items, least first, until `taken` of them have been taken in all. */
  takeUntil(taken: number): readonly Item[] {
    const from = this.#taken;
    for (const end = Math.min(taken, this.length); this.#taken < end; this.#taken++) this.#placeNext();
    return this.#items.slice(from, this.#taken);
  }

  /** Brings the next item to its place. */
  #placeNext(): void {
    for (;;) {
      const bound = this.#bounds.at(-1) ?? this.length;
      if (bound === this.#taken) break;
      this.#bounds.push(this.#partition(this.#taken, bound));
    }
    this.#bounds.pop();
  }

  /** Parts the items from `from` to `end` by one in their middle. @returns where that one stands now: at its place. */
  #partition(from: number, end: number): number {
    const items = this.#items;
    this.#swap(from, (from + end) >>> 1);
    const pivot = items[from] as Item;
    let place = from;
    for (let at = from + 1; at < end; at++) if (this.#isBefore(items[at] as Item, pivot)) this.#swap(++place, at);
    this.#swap(from, place);
    return place;
  }

  #swap(a: number, b: number): void {
    const item = this.#items[a] as Item;
    this.#items[a] = this.#items[b] as Item;
    this.#items[b] = item;
  }
}
