/** The clock that stamps arrivals: the machine's, but it never goes back, not even across a restart. */

export class ArrivalClock {
  readonly #now: () => number;
  #latestMs: number;

  /** @param afterMs the newest arrival time that was ever given out, in epoch milliseconds. */
  constructor(now: () => number, afterMs: number) {
    this.#now = now;
    this.#latestMs = afterMs;
  }

  /** Epoch milliseconds, a whole number. */
  now(): number {
    this.#latestMs = Math.max(this.#latestMs, Math.floor(this.#now()));
    return this.#latestMs;
  }
}
