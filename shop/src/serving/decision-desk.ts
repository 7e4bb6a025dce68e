/**
 * Where requests wait for decisions: an order goes into the log, and its decision comes back as soon as it is made. The
 * log decides it alone: should the process die before it is committed, the same decision is made again.
 */
import type { ViewEntry } from '@millrace/engine/views/view-store.ts';
import type { Collector } from '../events/collector.ts';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import type { ViewOutput } from '../functions/view-output.ts';
import { decisionPending } from './decision-problems.ts';
import { type OrderBody, orderEvents } from './order-events.ts';
import type { ViewCatalog } from './view-catalog.ts';

export type DecidedOrder = Pick<ViewEntry, 'key' | 'row'>;

export interface DecisionDeskParts {
  readonly functions: FunctionHost;
  readonly views: ViewCatalog;
  readonly collector: Collector;
  /** Lets time pass in the log, so that what has arrived is decided without waiting for the next event. */
  readonly moveOn: () => Promise<void>;
  /** How long a request waits. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 2_000;
/**
 * A batch of the log is later than what is in it, so that an order is decided with its own batch; only where batches
 * follow each other within a millisecond does it wait for a later one. After so long nothing else has come.
 */
const NEXT_ARRIVAL_MS = 10;

export class DecisionDesk {
  readonly #parts: DecisionDeskParts;
  readonly #waiting = new Map<string, Set<(decided: DecidedOrder) => void>>();

  constructor(parts: DecisionDeskParts) {
    this.#parts = parts;
    parts.functions.onEmitted((outputs) => this.#tell(outputs));
  }

  /** The decision that stands of an order; undefined when there is none. */
  async stored(orderId: string): Promise<DecidedOrder | undefined> {
    const record = await this.#parts.functions.ask('fraudOrder', { orderId });
    if (record === null || record.outcome === null) return undefined;
    const inView = () => this.#parts.views.get('decisions')?.get([record.receivedMs, orderId]);
    const known = inView();
    if (known) return known;
    // Decided this moment: its commit is on its way.
    await this.#parts.functions.askSettled('fraudOrder', { orderId });
    return inView();
  }

  /**
   * Sends the order and waits for its decision; an order that was decided before gets that decision again.
   * @throws Problem 422 for an order that cannot be taken, 503 DECISION_PENDING when the decision does not come in time.
   */
  async decide(order: OrderBody): Promise<DecidedOrder> {
    const { orderId } = order;
    const waiting = this.#wait(orderId);
    let movingOn: NodeJS.Timeout | undefined;
    try {
      const known = await this.stored(orderId);
      if (known) return known;
      await this.#send(order);
      // A failure here is the log's, and the order is in it: it is decided when the log goes on.
      movingOn = setTimeout(() => this.#parts.moveOn().catch(() => undefined), NEXT_ARRIVAL_MS);
      const decided = await waiting.decided;
      if (decided) return decided;
      throw decisionPending(orderId, 'The order is in the log and not decided yet');
    } finally {
      clearTimeout(movingOn);
      waiting.end();
    }
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

  /** Resolves with undefined when patience is over. */
  #wait(orderId: string): { readonly decided: Promise<DecidedOrder | undefined>; end(): void } {
    const { promise, resolve } = Promise.withResolvers<DecidedOrder | undefined>();
    const timer = setTimeout(() => resolve(undefined), this.#parts.patienceMs ?? PATIENCE_MS);
    const listeners = this.#waiting.get(orderId) ?? new Set();
    listeners.add(resolve);
    this.#waiting.set(orderId, listeners);
    const end = () => {
      clearTimeout(timer);
      listeners.delete(resolve);
      if (listeners.size === 0) this.#waiting.delete(orderId);
    };
    return { decided: promise, end };
  }

  #tell(outputs: readonly ViewOutput[]): void {
    if (this.#waiting.size === 0) return;
    for (const { view, key, row } of outputs) {
      if (view !== 'decisions' || row === null) continue;
      for (const listener of this.#waiting.get(String(key[1])) ?? []) listener({ key, row });
    }
  }
}
