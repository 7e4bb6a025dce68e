/**
 * How much of something each caller has left: a bucket that fills evenly and holds what one window allows.
 *
 * What a request costs is known only when its body has been read. So whoever has anything left is let in, and pays then, if
 * need be by going into debt: no request is too large to ever be taken, and over time no one gets more than the rate.
 */
export interface AllowanceSettings {
  /** What the headers call it. */
  readonly name: string;
  readonly perWindow: number;
  readonly windowSeconds: number;
}

interface Bucket {
  left: number;
  atMs: number;
}

/** Callers without keys are told apart by their addresses, of which there may be many; full buckets are forgotten first. */
const MOST_BUCKETS = 10_000;

export class Allowance {
  readonly settings: AllowanceSettings;
  readonly #now: () => number;
  readonly #perMs: number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now milliseconds that never go back. */
  constructor(settings: AllowanceSettings, now: () => number = () => performance.now()) {
    this.settings = settings;
    this.#now = now;
    this.#perMs = settings.perWindow / (settings.windowSeconds * 1000);
  }

  /** What is left: below 1 for a caller that has to wait, below 0 for one in debt. */
  left(caller: string): number {
    return this.#filled(caller).left;
  }

  take(caller: string, count: number): void {
    this.#filled(caller).left -= count;
  }

  /** Until there is one again; 0 when there is. */
  waitMs(caller: string): number {
    return Math.max(0, (1 - this.left(caller)) / this.#perMs);
  }

  /** Until all of it is there again. */
  resetMs(caller: string): number {
    return (this.settings.perWindow - this.left(caller)) / this.#perMs;
  }

  #filled(caller: string): Bucket {
    const nowMs = this.#now();
    const bucket = this.#buckets.get(caller) ?? this.#newBucket(caller, nowMs);
    bucket.left = Math.min(this.settings.perWindow, bucket.left + (nowMs - bucket.atMs) * this.#perMs);
    bucket.atMs = nowMs;
    return bucket;
  }

  #newBucket(caller: string, nowMs: number): Bucket {
    if (this.#buckets.size >= MOST_BUCKETS) this.#forgetFull(nowMs);
    const bucket = { left: this.settings.perWindow, atMs: nowMs };
    this.#buckets.set(caller, bucket);
    return bucket;
  }

  #forgetFull(nowMs: number): void {
    for (const [caller, { left, atMs }] of this.#buckets) {
      if (left + (nowMs - atMs) * this.#perMs >= this.settings.perWindow) this.#buckets.delete(caller);
    }
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= MOST_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
