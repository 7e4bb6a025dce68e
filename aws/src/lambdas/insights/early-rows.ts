/**
 * Measurements of orders that have come before their orders: Flink and the function that completes events read the same
 * stream and write to another, each at its own pace. The rows of an order wait here until the last of the lines that they
 * are of has come. Rows whose purchase never comes, or that come again, are forgotten when many newer ones wait.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { PendingOrder } from '@millrace/shop/functions/score/pending-order.ts';

export const MOST_EARLY_ORDERS = 5_000;

/** The lines of one order that arrived together. */
type Arrival = Pick<PendingOrder, 'receivedMs' | 'orderId'>;

interface Waiting {
  readonly number: number;
  /** By the event that each is of. */
  readonly rows: Readonly<Record<string, ViewRow>>;
}

type Ends = readonly [first: number, next: number];

export class EarlyRows {
  readonly #orders: FoldTable<Waiting>;
  /** Which order waits under which number. */
  readonly #numbered: FoldTable<string>;
  /** The first and the next number, under the one key `ends`. */
  readonly #ends: FoldTable<Ends>;

  constructor(tables: FoldTables) {
    this.#orders = tables.table('decisions.early-orders');
    this.#numbered = tables.table('decisions.early-numbers');
    this.#ends = tables.table('decisions.early-ends');
  }

  wait(arrival: Arrival, eventId: string, row: ViewRow): void {
    const key = keyOf(arrival);
    const known = this.#orders.get(key);
    const number = known?.number ?? this.#enter(key);
    this.#orders.put(key, { number, rows: { ...known?.rows, [eventId]: row } });
  }

  /** The line has come. @returns its row, when no other row of the order waits. */
  take(arrival: Arrival, eventId: string): ViewRow | undefined {
    const key = keyOf(arrival);
    const waiting = this.#orders.get(key);
    const row = waiting?.rows[eventId];
    if (!waiting || !row) return undefined;
    const { [eventId]: _taken, ...others } = waiting.rows;
    const isLast = Object.keys(others).length === 0;
    if (isLast) this.#orders.remove(key);
    else this.#orders.put(key, { ...waiting, rows: others });
    return isLast ? row : undefined;
  }

  #enter(key: string): number {
    const [first, next] = this.#ends.get('ends') ?? [0, 0];
    const isFull = next - first >= MOST_EARLY_ORDERS;
    if (isFull) this.#forget(first);
    this.#numbered.put(String(next), key);
    this.#ends.put('ends', [isFull ? first + 1 : first, next + 1]);
    return next;
  }

  #forget(number: number): void {
    const key = this.#numbered.get(String(number));
    this.#numbered.remove(String(number));
    // Rows of the same order may have come again, and then wait under a newer number.
    if (key !== undefined && this.#orders.get(key)?.number === number) this.#orders.remove(key);
  }
}

function keyOf({ receivedMs, orderId }: Arrival): string {
  return `${receivedMs} ${orderId}`;
}
