/** The clock of a demo world's server: in the past while that is sent, then the machine's. */
export class WorldClock {
  #setMs: number | undefined;

  constructor(startMs: number) {
    this.#setMs = startMs;
  }

  /** Epoch milliseconds. */
  readonly now = (): number => this.#setMs ?? Date.now();

  set(ms: number): void {
    this.#setMs = ms;
  }

  /** From here on it is the machine's. */
  run(): void {
    this.#setMs = undefined;
  }
}
