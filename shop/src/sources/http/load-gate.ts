/**
 * Bounds the bytes of requests that are under way, from their first header until their answer is out, and so also what
 * waits for the disk. A request beyond the bound is refused before its body is read.
 */
import { Problem } from './problem.ts';

export class LoadGate {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes room for a request; give it back with `leave`. @throws Problem 429 when there is none. */
  enter(bytes: number): void {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes) throw OVERLOADED;
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
