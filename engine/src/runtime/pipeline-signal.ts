/**
 * A doorbell between threads: the collector rings after each commit, the pipeline's worker sleeps until it rings; that
 * worker rings after each of its own commits for whoever reads its results. It costs an atomic add and carries no data:
 * what is new is in the log, or in the views.
 */

const RINGS = 0;
const STOP = 1;

export class PipelineSignal {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  ring(): void {
    Atomics.add(this.#cells, RINGS, 1);
    Atomics.notify(this.#cells, RINGS);
  }

  stop(): void {
    Atomics.store(this.#cells, STOP, 1);
    this.ring();
  }

  get stopped(): boolean {
    return Atomics.load(this.#cells, STOP) === 1;
  }

  /** How often it has rung. Read it before looking at the log, and pass it to `rung`: no ring is missed in between. */
  count(): number {
    return Atomics.load(this.#cells, RINGS);
  }

  /** Resolves when it has rung since `count`, or after `timeoutMs`. */
  async rung(count: number, timeoutMs: number): Promise<void> {
    const waiting = Atomics.waitAsync(this.#cells, RINGS, count, timeoutMs);
    if (waiting.async) await waiting.value;
  }
}
