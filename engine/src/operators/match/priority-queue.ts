/**
 * A binary heap that moves its items exactly as java.util.PriorityQueue does. Flink keeps the partial matches of a
 * pattern in one: which of several matches that start at one row comes first is decided by where the heap has put them.
 */

/** The smallest key first. */
export class PriorityQueue<Item> {
  readonly #keyOf: (item: Item) => number;
  readonly #heap: Item[] = [];

  constructor(keyOf: (item: Item) => number) {
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** The items as they lie in the heap. */
  get items(): readonly Item[] {
    return this.#heap;
  }

  peek(): Item | undefined {
    return this.#heap[0];
  }

  add(item: Item): void {
    this.#heap.push(item);
    this.#siftUp(this.#heap.length - 1, item);
  }

  poll(): Item | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#siftDown(0, last);
    return first;
  }

  /** Takes out what `leaves` says; the heap is put in order anew only when something has gone. */
  removeIf(leaves: (item: Item) => boolean): void {
    let count = 0;
    for (const item of this.#heap) {
      if (leaves(item)) continue;
      this.#heap[count] = item;
      count += 1;
    }
    if (count === this.#heap.length) return;
    this.#heap.length = count;
    for (let index = (count >>> 1) - 1; index >= 0; index -= 1) {
      const item = this.#heap[index];
      if (item !== undefined) this.#siftDown(index, item);
    }
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #siftUp(from: number, item: Item): void {
    const key = this.#keyOf(item);
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      const above = this.#heap[parent];
      if (above === undefined || key >= this.#keyOf(above)) break;
      this.#heap[index] = above;
      index = parent;
    }
    this.#heap[index] = item;
  }

  #siftDown(from: number, item: Item): void {
    const key = this.#keyOf(item);
    const end = this.#heap.length;
    let index = from;
    while (index < end >>> 1) {
      const child = this.#smallerChild(index, end);
      const below = this.#heap[child];
      if (below === undefined || key <= this.#keyOf(below)) break;
      this.#heap[index] = below;
      index = child;
    }
    this.#heap[index] = item;
  }

  #smallerChild(index: number, end: number): number {
    const left = 2 * index + 1;
    const [first, second] = [this.#heap[left], this.#heap[left + 1]];
    const takesRight =
      left + 1 < end && first !== undefined && second !== undefined && this.#keyOf(first) > this.#keyOf(second);
    return takesRight ? left + 1 : left;
  }
}
