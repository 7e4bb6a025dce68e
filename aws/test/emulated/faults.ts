/** Which calls fail, and how: chosen by a seed, so that a run can be told by its number, and switched off at its end. */

/** `refuse`: the call does nothing. `lose`: it takes effect, and its answer does not arrive. `throttle`: refused as too much. */
export const FAULTS = ['refuse', 'lose', 'throttle', 'delay'] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultRates {
  /** Of all calls, the share that something is wrong with. */
  readonly calls: number;
  /** How long a call may be delayed; longer than a function may run, now and then. */
  readonly delayMs: number;
}

export class Faults {
  readonly #random: () => number;
  readonly counts: Record<string, number> = {};
  rates: FaultRates;

  constructor(seed: number, rates: FaultRates) {
    this.#random = randomOf(seed);
    this.rates = rates;
  }

  /** @param kinds that the caller can do. */
  next(kinds: readonly Fault[] = FAULTS): Fault | undefined {
    if (!this.chance(this.rates.calls)) return undefined;
    const fault = this.pick(kinds);
    if (fault !== undefined) this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    return fault;
  }

  /** Mostly short ones. */
  delayMs(): number {
    return this.#random() ** 3 * this.rates.delayMs;
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(choices: readonly T[]): T | undefined {
    return choices[this.below(choices.length)];
  }

  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  off(): void {
    this.rates = { calls: 0, delayMs: 0 };
  }
}

/** Mulberry32: small, and even enough to choose by. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
