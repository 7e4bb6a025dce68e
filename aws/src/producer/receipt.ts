/** Tells whoever waits when the last of its events is durable, or that one of them could not be made so. */
export class Receipt {
  readonly #settle = Promise.withResolvers<void>();
  #left: number;

  constructor(events: number) {
    this.#left = events;
    if (events === 0) this.#settle.resolve();
    // Whoever waits has its own await; a receipt that nobody waits for yet must not end the process.
    this.#settle.promise.catch(() => undefined);
  }

  get settled(): Promise<void> {
    return this.#settle.promise;
  }

  durable(): void {
    this.#left -= 1;
    if (this.#left === 0) this.#settle.resolve();
  }

  fail(cause: unknown): void {
    this.#settle.reject(cause);
  }
}
