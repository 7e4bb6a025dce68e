/** Repeatable pseudo-random numbers: one seed, one sequence, on every machine. */

const GOLDEN_STEP = 0x9e3779b9;
const TWO_TO_32 = 2 ** 32;

/** A counter whose every value is mixed until its bits look independent (the construction of SplitMix, in 32 bits). */
export class RandomNumbers {
  #counter: number;

  constructor(seed: number) {
    this.#counter = seed | 0;
  }

  /** At least 0, less than 1. */
  fraction(): number {
    this.#counter = (this.#counter + GOLDEN_STEP) | 0;
    let bits = this.#counter;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / TWO_TO_32;
  }

  /** A whole number from 0 to `bound` − 1. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  /** True in all but one of `ratio` cases. */
  isHot(ratio: number): boolean {
    return this.below(ratio) > 0;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}
