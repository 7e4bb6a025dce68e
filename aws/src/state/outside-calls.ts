/**
 * Calls of a service outside, each with an end and behind a circuit breaker: a service that is away costs the first
 * batches their patience, and the next ones nothing until it is worth another try.
 */
import { ConsecutiveBreaker, circuitBreaker, handleAll, TimeoutStrategy, timeout, wrap } from 'cockatiel';

const FAILURES_UNTIL_OPEN = 8;
const REST_MS = 2_000;

export class OutsideCalls {
  readonly #policy: { execute<T>(call: () => Promise<T>): Promise<T> };
  #made = 0;

  /** @param timeoutMs a call that takes longer has failed; it may still have done what it was to do. */
  constructor(timeoutMs: number) {
    const breaker = new ConsecutiveBreaker(FAILURES_UNTIL_OPEN);
    const broken = circuitBreaker(handleAll, { halfOpenAfter: REST_MS, breaker });
    this.#policy = wrap(broken, timeout(timeoutMs, TimeoutStrategy.Aggressive));
  }

  /** How many calls have been made until now. */
  get made(): number {
    return this.#made;
  }

  call<T>(work: () => Promise<T>): Promise<T> {
    this.#made += 1;
    return this.#policy.execute(work);
  }
}
