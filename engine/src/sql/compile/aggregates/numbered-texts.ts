/**
 * A large Set of texts for a place where many sets hold the same texts: visitors of five minutes, of an hour, of a country,
 * and those of them who bought. Each text has a number in a table that the sets share, and a set is a bit for each number.
 * Of the sets that take in one row's visitor, the first looks the visitor up, and the others find a bit.
 *
 * N1. A set keeps to the table that it began with. Tables are renewed once they are large, for they never forget a text:
 *     one lives as long as the longest of its sets.
 * N2. The order in which the texts came is kept, for that is how a set goes to state.
 */
import assert from 'node:assert/strict';
import type { DistinctValue } from './distinct-values.ts';

/** Sets that begin when a table holds so many texts begin another one. */
const MOST_TEXTS = 2 ** 19;
/** A plain Set takes some sixteen bytes a value. From this share of the table's texts on, bits and order take fewer. */
const LEAST_SHARE = 128;
/** Below, a plain Set is as fast. */
const LEAST_SIZE = 512;

class TextNumbers {
  readonly texts: DistinctValue[] = [];
  readonly #numbers = new Map<DistinctValue, number>();
  /** Rows go through all operators one by one, so what was asked last is asked again. */
  #last: DistinctValue = null;
  #lastNumber = -1;

  /** The number of a text, which gets one if it has none. */
  of(text: DistinctValue): number {
    if (text === this.#last && this.#lastNumber >= 0) return this.#lastNumber;
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.#numbers.set(text, number);
    }
    this.#last = text;
    this.#lastNumber = number;
    return number;
  }

  /** The same without giving one: -1. */
  find(text: DistinctValue): number {
    if (text === this.#last && this.#lastNumber >= 0) return this.#lastNumber;
    return this.#numbers.get(text) ?? -1;
  }
}

let newest = new TextNumbers();

/** Whether a Set of texts has become so large that it is better numbered. */
export function isWorthNumbering(size: number): boolean {
  return size >= LEAST_SIZE && size * LEAST_SHARE >= newest.texts.length;
}

export class NumberedTexts extends Set<DistinctValue> {
  readonly #numbers: TextNumbers;
  /** The numbers of the texts, in the order in which they came. */
  #order = new Uint32Array(2 * LEAST_SIZE);
  #size = 0;
  #bits: Uint32Array<ArrayBuffer>;

  private constructor(numbers: TextNumbers) {
    super();
    this.#numbers = numbers;
    this.#bits = new Uint32Array((numbers.texts.length >>> 5) + LEAST_SIZE);
  }

  static from(values: Iterable<DistinctValue>): NumberedTexts {
    if (newest.texts.length >= MOST_TEXTS) newest = new TextNumbers();
    const texts = new NumberedTexts(newest);
    for (const value of values) texts.add(value);
    return texts;
  }

  override get size(): number {
    return this.#size;
  }

  override has(value: DistinctValue): boolean {
    const number = this.#numbers.find(value);
    return number >= 0 && ((this.#bits[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0;
  }

  override add(value: DistinctValue): this {
    this.#addNumber(this.#numbers.of(value));
    return this;
  }

  /** Adds what another set holds. */
  addAll(other: NumberedTexts): void {
    if (other.#numbers !== this.#numbers) {
      for (const value of other) this.add(value);
      return;
    }
    for (let index = 0; index < other.#size; index += 1) this.#addNumber(other.#order[index] ?? 0);
  }

  /** An empty set over the same table. */
  emptyCopy(): NumberedTexts {
    return new NumberedTexts(this.#numbers);
  }

  /** In the order in which they came; goes on where texts are added behind it. */
  override values(): SetIterator<DistinctValue> {
    const { texts } = this.#numbers;
    let index = 0;
    return Iterator.from({
      next: (): IteratorResult<DistinctValue, undefined> =>
        index < this.#size
          ? { done: false, value: texts[this.#order[index++] ?? 0] ?? null }
          : { done: true, value: undefined },
    });
  }

  override [Symbol.iterator](): SetIterator<DistinctValue> {
    return this.values();
  }

  override delete(): never {
    assert.fail('values that have been seen are never taken back');
  }

  #addNumber(number: number): void {
    const word = number >>> 5;
    if (word >= this.#bits.length) this.#bits = grown(this.#bits, word);
    const bits = this.#bits[word] ?? 0;
    const bit = 1 << (number & 31);
    if ((bits & bit) !== 0) return;
    this.#bits[word] = bits | bit;
    if (this.#size === this.#order.length) this.#order = grown(this.#order, this.#size);
    this.#order[this.#size] = number;
    this.#size += 1;
  }
}

/** A longer array of the same numbers, with room for `index`. */
function grown(numbers: Uint32Array, index: number): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(Math.max(index + 1, numbers.length + (numbers.length >>> 1)));
  longer.set(numbers);
  return longer;
}
