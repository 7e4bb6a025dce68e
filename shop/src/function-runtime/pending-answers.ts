/** Questions that wait for their answers from another thread, each with a limit of time. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

interface Pending {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: MillraceError) => void;
  readonly askedMs: number;
}

/** Longer than any answer takes, catching up included; short enough that callers hear of it. */
const LONGEST_WAIT_MS = 5_000;
const CHECK_EVERY_MS = 500;

export class PendingAnswers {
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #timer: NodeJS.Timeout | undefined;

  open(): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, askedMs: performance.now() });
    });
    this.#timer ??= setInterval(() => this.#expire(), CHECK_EVERY_MS).unref();
    return { id, answer };
  }

  resolve(id: number, answer: unknown): void {
    this.#take(id)?.resolve(answer);
  }

  reject(id: number, reason: MillraceError): void {
    this.#take(id)?.reject(reason);
  }

  rejectAll(reason: MillraceError): void {
    for (const id of [...this.#pending.keys()]) this.reject(id, reason);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    return pending;
  }

  /** Ids grow with time: the first that has not waited too long ends the search. */
  #expire(): void {
    const oldestMs = performance.now() - LONGEST_WAIT_MS;
    for (const [id, { askedMs }] of this.#pending) {
      if (askedMs > oldestMs) return;
      this.reject(
        id,
        new MillraceError('the functions did not answer in time', {
          code: 'FUNCTIONS_UNAVAILABLE',
          domain: 'external',
          retry: 'backoff',
          hint: 'Ask again in a moment; events are collected meanwhile.',
        }),
      );
    }
  }
}
