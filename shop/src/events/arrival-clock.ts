/** The clock that stamps arrivals: the machine's, but it never goes back, not even across a restart. */

/** How far a batch's time may lie ahead of the machine's clock. */
const LEAD_MS = 1;

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

  /**
   * The arrival time of a batch: later than every stamp so far, and no later than any that follows. Readers then know
   * that its rows' milliseconds are over and let them out, instead of waiting for the next batch. Where batches follow
   * each other faster than one a millisecond, it may be as late as the newest stamp, so that it does not run away.
   */
  afterStamps(): number {
    const nowMs = Math.floor(this.#now());
    const next = Math.min(this.#latestMs + 1, nowMs + LEAD_MS);
    this.#latestMs = Math.max(this.#latestMs, nowMs, next);
    return this.#latestMs;
  }
}
