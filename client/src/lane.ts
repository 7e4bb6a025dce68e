/**
 * One of the ways side by side on which a producer sends. A key always takes the same lane.
 *
 * L1. A lane has one batch under way, and the next one leaves only when every event of it is settled: so the events of a
 *     key arrive in order, over retries too.
 * L2. An event is settled when the transport says what became of it, or when it is given up; it leaves the lane then, and
 *     never before.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs } from './backoff.ts';
import { type Outcome, type QueuedEvent, type Transport, TransportError } from './transport.ts';

export interface LaneOptions {
  readonly transport: Transport;
  readonly maxBatchEvents: number;
  readonly maxBatchBytes: number;
  /** Ends waiting and requests; what is not settled then is given up. */
  readonly signal: AbortSignal;
  readonly onSettled: (event: QueuedEvent, outcome: Outcome) => void;
  /** Events that will not be sent again, and why. */
  readonly onGivenUp: (events: readonly QueuedEvent[], error: TransportError) => void;
  readonly onRetry: (error: TransportError, waitMs: number) => void;
  readonly onRequest: () => void;
  /** Called whenever the lane has come to the end of a batch. */
  readonly onFree: (lane: Lane) => void;
}

/** Taken events are cut off the front when they are that many: moving the rest each time would take time without bound. */
const CUT_AT = 4_096;

export class Lane {
  readonly #options: LaneOptions;
  #waiting: QueuedEvent[] = [];
  #taken = 0;
  #bytes = 0;
  #isBusy = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Events that are not under way yet. */
  get waiting(): number {
    return this.#waiting.length - this.#taken;
  }

  /** Whether what waits fills a batch. */
  get isFull(): boolean {
    return this.waiting >= this.#options.maxBatchEvents || this.#bytes >= this.#options.maxBatchBytes;
  }

  push(event: QueuedEvent): void {
    this.#waiting.push(event);
    this.#bytes += event.bytes;
  }

  /** Sends a batch of what waits, unless one is under way. */
  send(): void {
    if (this.#isBusy || this.waiting === 0) return;
    this.#isBusy = true;
    void this.#deliver(this.#take()).finally(() => {
      this.#isBusy = false;
      this.#options.onFree(this);
    });
  }

  /** Gives up what waits. */
  drop(error: TransportError): void {
    const events = this.#waiting.slice(this.#taken);
    this.#waiting = [];
    this.#taken = 0;
    this.#bytes = 0;
    if (events.length > 0) this.#options.onGivenUp(events, error);
  }

  #take(): readonly QueuedEvent[] {
    const { maxBatchEvents, maxBatchBytes, transport } = this.#options;
    const keys = transport.takesWholeBatches ? undefined : new Set<string>();
    const batch: QueuedEvent[] = [];
    let bytes = 0;
    for (let event = this.#waiting[this.#taken]; event !== undefined; event = this.#waiting[this.#taken]) {
      if (batch.length === maxBatchEvents || (batch.length > 0 && bytes + event.bytes > maxBatchBytes)) break;
      if (keys?.has(event.key)) break;
      keys?.add(event.key);
      batch.push(event);
      bytes += event.bytes;
      this.#taken += 1;
    }
    this.#bytes -= bytes;
    if (this.#taken >= CUT_AT || this.#taken === this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#taken);
      this.#taken = 0;
    }
    return batch;
  }

  async #deliver(batch: readonly QueuedEvent[]): Promise<void> {
    const { onGivenUp, onRetry, signal } = this.#options;
    let left = batch;
    for (let attempt = 1; left.length > 0; attempt++) {
      const failure = await this.#attempt(left);
      if (failure instanceof TransportError) {
        if (signal.aborted || failure.retry === 'never') return onGivenUp(left, failure);
      } else {
        left = failure;
        if (left.length === 0) return;
      }
      const error = failure instanceof TransportError ? failure : NOT_ALL_TAKEN;
      const waitMs = backoffMs(attempt, error.retryAfterMs);
      onRetry(error, waitMs);
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return onGivenUp(left, error);
    }
  }

  /** One try: what is left to send, or why nothing is known. */
  async #attempt(batch: readonly QueuedEvent[]): Promise<readonly QueuedEvent[] | TransportError> {
    const { transport, signal, onRequest, onSettled } = this.#options;
    onRequest();
    try {
      const outcomes = await transport.send(batch, signal);
      return batch.filter((event, index) => {
        const outcome = outcomes[index] ?? AGAIN;
        if (outcome.verdict !== 'again') onSettled(event, outcome);
        return outcome.verdict === 'again';
      });
    } catch (cause) {
      if (cause instanceof TransportError) return cause;
      // A fault of the transport's own, which sending again would meet again.
      return new TransportError(`the transport failed: ${String(cause)}`, {
        code: 'TRANSPORT_FAILED',
        retry: 'never',
        cause,
      });
    }
  }
}

const AGAIN: Outcome = { verdict: 'again' };
const NOT_ALL_TAKEN = new TransportError('some events of the batch were not taken', {
  code: 'NOT_ALL_TAKEN',
  retry: 'backoff',
});
