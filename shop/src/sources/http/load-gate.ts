/**
 * Bounds the bytes of requests that have come in and are not answered yet, which is what waits for the disk. While it is
 * full, requests are refused before their bodies are read.
 *
 * Bodies that are still on their way do not count: a few slow senders must not shut out all others.
 */
import { Problem } from './problem.ts';

export class LoadGate {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws Problem 429 while there is no room for a request of `bytes`; one alone always fits. */
  check(bytes: number): void {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes) throw OVERLOADED;
  }

  /** Takes room for a request; give it back with `leave`. @throws Problem 429 when there is none. */
  enter(bytes: number): void {
    this.check(bytes);
    this.#bytes += bytes;
  }

  leave(bytes: number): void {
    this.#bytes -= bytes;
  }
}

const OVERLOADED = new Problem({
  status: 429,
  code: 'OVERLOADED',
  detail: 'More events are waiting for the disk than the server holds; send this request again in a second.',
  retryAfterSeconds: 1,
});
