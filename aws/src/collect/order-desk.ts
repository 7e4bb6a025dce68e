/**
 * Where orders wait for their decisions: an order goes onto the stream as events, and the table of decisions is read, with
 * pauses that grow, until its decision is there.
 *
 * D1. An order that is decided gets its decision again, and nothing goes onto the stream.
 * D2. An order waits only when its events are on the stream (or in the producer's spool), whether the table answers or not.
 * D3. Who gets no decision may send the same order again: its events have the same ids, and count once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Collector } from '@millrace/shop/events/collector.ts';
import type { DecisionAnswer } from '@millrace/shop/serving/decision-answer.ts';
import { decisionPending } from '@millrace/shop/serving/decision-problems.ts';
import { type OrderBody, orderEvents } from '@millrace/shop/serving/order-events.ts';
import { isBrokenCircuitError } from 'cockatiel';
import type { StoredDecisions } from '../results/stored-decisions.ts';

export interface OrderDeskParts {
  readonly collector: Pick<Collector, 'collect'>;
  readonly decisions: Pick<StoredDecisions, 'find'>;
  /** How long a request waits; one read may go beyond it. */
  readonly patienceMs: number;
}

/** A decision that was read, none, or why it could not be read. */
type Reading = { readonly decision: DecisionAnswer | undefined } | { readonly failure: unknown };

const FIRST_PAUSE_MS = 200;
const PAUSES_GROW_BY = 1.5;
const LONGEST_PAUSE_MS = 1_000;

export class OrderDesk {
  readonly #parts: OrderDeskParts;
  readonly #ending = new AbortController();

  constructor(parts: OrderDeskParts) {
    this.#parts = parts;
  }

  /**
   * Sends the order and waits for its decision; an order that was decided before gets that decision again.
   * @throws Problem 422 for an order that cannot be taken, 503 DECISION_PENDING for one that was taken and is not decided
   * in time, or of which that cannot be read; and what the collector throws.
   */
  async decide(order: OrderBody): Promise<DecisionAnswer> {
    const untilMs = performance.now() + this.#parts.patienceMs;
    const known = await this.#read(order.orderId);
    if ('decision' in known && known.decision) return known.decision;
    await this.#send(order);
    return this.#wait(order.orderId, untilMs, known);
  }

  /** Whoever waits is answered at once: the process ends. */
  hurry(): void {
    this.#ending.abort();
  }

  async #send(order: OrderBody): Promise<void> {
    const values = orderEvents(order, Date.now());
    await this.#parts.collector.collect({
      values,
      original: (index) => JSON.stringify(values[index]),
      hasEscapes: true,
      source: 'decisions',
    });
  }

  async #wait(orderId: string, untilMs: number, before: Reading): Promise<DecisionAnswer> {
    let last = before;
    for (let reads = 0; this.#isWorthWaiting(last, untilMs); reads++) {
      const leftMs = untilMs - performance.now();
      await pause(Math.min(pauseMs(reads), leftMs), undefined, { signal: this.#ending.signal }).catch(() => undefined);
      last = await this.#read(orderId);
      if ('decision' in last && last.decision) return last.decision;
    }
    throw 'failure' in last
      ? decisionPending(orderId, 'The order is taken, and decisions cannot be read at the moment', last.failure)
      : decisionPending(orderId, 'The order is taken and not decided yet');
  }

  /** A table that is known to be away holds nobody up. */
  #isWorthWaiting(last: Reading, untilMs: number): boolean {
    if (this.#ending.signal.aborted || performance.now() >= untilMs) return false;
    return !('failure' in last && isBrokenCircuitError(last.failure));
  }

  async #read(orderId: string): Promise<Reading> {
    try {
      return { decision: await this.#parts.decisions.find(orderId) };
    } catch (failure) {
      return { failure };
    }
  }
}

/** Before the next read, after so many of them: the first decisions are there soon, and who waits long can wait. */
export function pauseMs(reads: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * PAUSES_GROW_BY ** reads);
}
