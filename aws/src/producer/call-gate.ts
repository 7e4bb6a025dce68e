/** Holds calls back while the whole stream does not answer: one try after each wait, whatever waits to be sent. */
import { backoffMs } from '@millrace/client/backoff.ts';
import type { TransportError } from '@millrace/client/transport.ts';

/** Waits grow to this: a stream that is back must not be kept waiting. */
const MOST_ATTEMPTS = 6;

export class CallGate {
  #sinceMs: number | undefined;
  #untilMs = 0;
  #attempt = 0;

  isOpen(nowMs: number): boolean {
    return nowMs >= this.#untilMs;
  }

  /** For how long nothing has been answered. */
  awayMs(nowMs: number): number {
    return this.#sinceMs === undefined ? 0 : nowMs - this.#sinceMs;
  }

  /** @returns how long to wait. Calls that fail beside each other count as one. */
  fail(error: TransportError, nowMs: number): number {
    this.#sinceMs ??= nowMs;
    if (this.isOpen(nowMs)) {
      this.#attempt = Math.min(this.#attempt + 1, MOST_ATTEMPTS);
      this.#untilMs = nowMs + backoffMs(this.#attempt, error.retryAfterMs);
    }
    return this.#untilMs - nowMs;
  }

  answered(): void {
    this.#sinceMs = undefined;
    this.#untilMs = 0;
    this.#attempt = 0;
  }
}
