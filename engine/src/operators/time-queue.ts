/**
 * What waits for a moment in time, for all keys of an operator at once: a watermark costs what it sets free, not what
 * waits. Items of one moment come out together, in the order in which they went in.
 */
export class TimeQueue<Item> {
  readonly #buckets = new Map<number, Item[]>();
  /** The moments of the buckets, as a binary heap: the earliest is first. */
  readonly #heap: number[] = [];
  /** Where the last item went: most streams bring many rows of one moment after one another. */
  #lastMs = Number.NaN;
  #lastBucket: Item[] = [];

  /** The earliest moment that something waits for; Infinity when nothing waits. */
  get earliestMs(): number {
    return this.#heap[0] ?? Number.POSITIVE_INFINITY;
  }

  add(ms: number, item: Item): void {
    if (ms === this.#lastMs) {
      this.#lastBucket.push(item);
      return;
    }
    let bucket = this.#buckets.get(ms);
    if (bucket === undefined) {
      bucket = [];
      this.#buckets.set(ms, bucket);
      this.#push(ms);
    }
    bucket.push(item);
    this.#lastMs = ms;
    this.#lastBucket = bucket;
  }

  /** Takes out what waits for the earliest moment, `earliestMs`. */
  take(): readonly Item[] {
    const ms = this.#pop();
    const bucket = this.#buckets.get(ms) ?? [];
    this.#buckets.delete(ms);
    if (ms === this.#lastMs) this.#lastMs = Number.NaN;
    return bucket;
  }

  #push(ms: number): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(ms);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] ?? ms;
      if (above <= ms) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = ms;
  }

  #pop(): number {
    const heap = this.#heap;
    const least = heap[0] ?? Number.POSITIVE_INFINITY;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return least;
  }

  /** Puts a moment in place of the first one, and lets it sink to where it belongs. */
  #sink(ms: number): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && right < left) child += 1;
      const least = heap[child] ?? ms;
      if (least >= ms) break;
      heap[place] = least;
      place = child;
    }
    heap[place] = ms;
  }
}
