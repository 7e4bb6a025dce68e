/** Sends what is left when the process is about to end. A signal is given back once that is done: it still ends the process. */

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** Producers of this process that a signal has told to close: the last one gives it back. */
let closing = 0;

export class ShutdownFlush {
  readonly #close: () => Promise<void>;

  constructor(close: () => Promise<void>) {
    this.#close = close;
    process.once('beforeExit', this.#onExit);
    for (const signal of SIGNALS) process.once(signal, this.#onSignal);
  }

  remove(): void {
    process.removeListener('beforeExit', this.#onExit);
    for (const signal of SIGNALS) process.removeListener(signal, this.#onSignal);
  }

  readonly #onExit = (): void => {
    void this.#close().catch(() => undefined);
  };

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    closing += 1;
    void this.#close()
      .catch(() => undefined)
      .finally(() => {
        closing -= 1;
        // With our listeners gone this is what the signal would have done, unless the program listens itself.
        if (closing === 0) process.kill(process.pid, signal);
      });
  };
}
