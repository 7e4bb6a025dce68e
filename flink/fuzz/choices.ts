/**
 * Where a random trial gets its randomness: a sequence of numbers, drawn or given. Zero is always the simplest choice,
 * and a sequence that has come to its end goes on with zeros, so that a shorter or smaller sequence is a simpler trial:
 * that is how failures are made small.
 */

const LARGEST = 2 ** 30;

export class Choices {
  readonly #next: () => number;
  readonly #taken: number[] = [];

  private constructor(next: () => number) {
    this.#next = next;
  }

  /** The same seed gives the same choices. */
  static drawn(seed: number): Choices {
    return new Choices(randomNumbers(seed));
  }

  static given(sequence: readonly number[]): Choices {
    let at = 0;
    return new Choices(() => sequence[at++] ?? 0);
  }

  /** All that was chosen so far, each already below its bound. */
  get taken(): readonly number[] {
    return this.#taken;
  }

  /** A number from 0 to below `bound`. */
  below(bound: number): number {
    const chosen = this.#next() % bound;
    this.#taken.push(chosen);
    return chosen;
  }

  /** A number from `low` to `high`; the simplest is `low`. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** One of them; the first is the simplest. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined && items.length === 0) throw new Error('there is nothing to pick from');
    return item as T;
  }

  /** True `percent` times in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** Several of what `make` gives, `least` to `most` of them. */
  several<T>(least: number, most: number, make: (index: number) => T): readonly T[] {
    const made: T[] = [];
    for (let index = 0; index < most; index += 1) {
      if (index >= least && !this.chance(70)) break;
      made.push(make(index));
    }
    return made;
  }
}

/** Mulberry32, a small generator whose numbers are good enough to choose by. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % LARGEST;
  };
}
