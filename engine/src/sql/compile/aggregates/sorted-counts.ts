/**
 * How often each value of a group is there, in order: what MIN and MAX need where rows are taken back, since the next
 * smallest must be known when the smallest goes.
 *
 * S1. Values lie in ascending order in chunks, none of which is empty; a chunk that grows too long is cut in two. So
 *     adding and taking out cost a search and the moving of one short array, however many values there are.
 */
import type { Comparator } from '../../../row/compare.ts';
import type { Value } from '../../../row/row.ts';

const MAX_CHUNK_LENGTH = 512;

interface Chunk {
  readonly values: Value[];
  readonly counts: number[];
}

export class SortedCounts {
  readonly #compare: Comparator;
  readonly #chunks: Chunk[] = [];

  constructor(compare: Comparator) {
    this.#compare = compare;
  }

  add(value: Value, times = 1): void {
    const chunk = this.#chunks[this.#chunkIndex(value)];
    if (chunk === undefined) {
      this.#chunks.push({ values: [value], counts: [times] });
      return;
    }
    const place = this.#placeIn(chunk.values, value);
    const found = place < chunk.values.length && this.#compare(chunk.values[place] ?? null, value) === 0;
    if (found) {
      chunk.counts[place] = (chunk.counts[place] ?? 0) + times;
      return;
    }
    chunk.values.splice(place, 0, value);
    chunk.counts.splice(place, 0, times);
    if (chunk.values.length > MAX_CHUNK_LENGTH) this.#split(chunk);
  }

  /** Takes a value out so many times; one that is not there is passed over. */
  remove(value: Value, times = 1): void {
    const index = this.#chunkIndex(value);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return;
    const place = this.#placeIn(chunk.values, value);
    const count = chunk.counts[place];
    if (count === undefined || this.#compare(chunk.values[place] ?? null, value) !== 0) return;
    if (count > times) {
      chunk.counts[place] = count - times;
      return;
    }
    chunk.values.splice(place, 1);
    chunk.counts.splice(place, 1);
    if (chunk.values.length === 0) this.#chunks.splice(index, 1);
  }

  /** The smallest value, or NULL. */
  first(): Value {
    return this.#chunks[0]?.values[0] ?? null;
  }

  /** The largest value, or NULL. */
  last(): Value {
    return this.#chunks.at(-1)?.values.at(-1) ?? null;
  }

  addAll(other: SortedCounts): void {
    for (const { values, counts } of other.#chunks) {
      for (const [place, value] of values.entries()) this.add(value, counts[place]);
    }
  }

  /** Values and counts by turns. */
  save(): Value[] {
    const saved: Value[] = [];
    for (const { values, counts } of this.#chunks) {
      for (const [place, value] of values.entries()) saved.push(value, counts[place] ?? 0);
    }
    return saved;
  }

  /** The opposite of save, on counts that are empty. */
  load(saved: readonly Value[]): this {
    for (let index = 0; index < saved.length; index += 2) this.add(saved[index] ?? null, Number(saved[index + 1]));
    return this;
  }

  /** The last chunk that begins at or before the value, or else the first. */
  #chunkIndex(value: Value): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const first = this.#chunks[middle]?.values[0] ?? null;
      if (this.#compare(first, value) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Where the first value stands that is not smaller. */
  #placeIn(values: readonly Value[], value: Value): number {
    let low = 0;
    let high = values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(values[middle] ?? null, value) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #split(chunk: Chunk): void {
    const half = chunk.values.length >> 1;
    const upper = { values: chunk.values.splice(half), counts: chunk.counts.splice(half) };
    this.#chunks.splice(this.#chunks.indexOf(chunk) + 1, 0, upper);
  }
}
