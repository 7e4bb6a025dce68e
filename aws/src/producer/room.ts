/** Bounds what a producer holds in memory: who finds no room waits, in the order of coming. */
import type { ProducerCounters } from '@millrace/client/producer-counters.ts';

export interface RoomLimits {
  readonly maxQueuedEvents: number;
  readonly maxQueuedBytes: number;
}

interface Waiter {
  readonly events: number;
  readonly bytes: number;
  readonly enter: () => void;
  readonly refuse: (cause: unknown) => void;
}

export class Room {
  readonly #limits: RoomLimits;
  readonly #counters: ProducerCounters;
  readonly #onFull: () => void;
  readonly #waiters: Waiter[] = [];

  /** @param onFull called when somebody begins to wait. */
  constructor(limits: RoomLimits, counters: ProducerCounters, onFull: () => void) {
    this.#limits = limits;
    this.#counters = counters;
    this.#onFull = onFull;
  }

  get isWanted(): boolean {
    return this.#waiters.length > 0;
  }

  /** Calls `enter` when there is room: at once, if there is and nobody waits. Resolves then. */
  take(wanted: { readonly events: number; readonly bytes: number }, enter: () => void): Promise<void> {
    if (!this.isWanted && this.#has(wanted)) {
      enter();
      return ENTERED;
    }
    return new Promise((resolve, reject) => {
      const enterNow = () => {
        enter();
        resolve();
      };
      this.#waiters.push({ ...wanted, enter: enterNow, refuse: reject });
      this.#onFull();
    });
  }

  /** Lets in whom there is room for now. @returns whether there was anybody. */
  letIn(): boolean {
    const before = this.#waiters.length;
    for (let waiter = this.#waiters[0]; waiter && this.#has(waiter); waiter = this.#waiters[0]) {
      this.#waiters.shift();
      waiter.enter();
    }
    return this.#waiters.length < before;
  }

  /** Sends away all who wait. */
  refuse(cause: unknown): void {
    for (const waiter of this.#waiters.splice(0)) waiter.refuse(cause);
  }

  /** What comes alone always fits. */
  #has({ events, bytes }: { readonly events: number; readonly bytes: number }): boolean {
    const { queued, queuedBytes } = this.#counters;
    if (queued === 0) return true;
    return queued + events <= this.#limits.maxQueuedEvents && queuedBytes + bytes <= this.#limits.maxQueuedBytes;
  }
}

const ENTERED: Promise<void> = Promise.resolve();
