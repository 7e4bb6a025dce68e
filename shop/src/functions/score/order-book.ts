/**
 * Orders that have been decided, by their id, for thirty days: what a later line, a label or a repeated question asks.
 * The oldest leave, two with each new one, and with them what is remembered of buyers, devices, cards and addresses that
 * have not been seen since. Who has a fraud behind them is remembered for good.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { OrderLabel, Outcome } from './decision.ts';

export interface OrderRecord {
  /** Arrival of its first lines, which its decision is filed under; of the label when that came first. */
  readonly receivedMs: number;
  readonly visitor: string | null;
  readonly ip: string | null;
  readonly deviceId: string | null;
  readonly card: string | null;
  value: number;
  /** Null while only a label is known. */
  outcome: Outcome | null;
  score: number;
  revision: number;
  label: OrderLabel | null;
  /** Codes of the reasons of its decision; absent in records of before rules were counted by day. */
  codes?: readonly string[];
}

export const ORDER_MS = 30 * 24 * 3_600_000;
const DROPPED_AT_ONCE = 2;

type Filed = readonly [receivedMs: number, orderId: string];
type Ends = readonly [first: number, next: number];

export class OrderBook {
  readonly #orders: FoldTable<OrderRecord>;
  /** The order in which orders were filed, by number. */
  readonly #filed: FoldTable<Filed>;
  /** The first and the next number, under the one key `ends`. */
  readonly #filedEnds: FoldTable<Ends>;

  constructor(tables: FoldTables) {
    this.#orders = tables.table('score.orders');
    this.#filed = tables.table('score.filed-orders');
    this.#filedEnds = tables.table('score.filed-ends');
  }

  get(orderId: string): OrderRecord | undefined {
    return this.#orders.get(orderId);
  }

  put(orderId: string, record: OrderRecord): void {
    this.#orders.put(orderId, record);
  }

  /** Enters a new order; call `expired` before, for what must leave. */
  file(orderId: string, record: OrderRecord): void {
    this.#orders.put(orderId, record);
    this.#queue(record.receivedMs, orderId);
  }

  /** The next orders that are too old at `nowMs`; changes nothing. */
  expired(nowMs: number): readonly string[] {
    const [first, next] = this.#ends();
    const old: string[] = [];
    for (let number = first; number < next && old.length < DROPPED_AT_ONCE; number++) {
      const filed = this.#filed.get(String(number));
      if (!filed || filed[0] > nowMs - ORDER_MS) break;
      old.push(filed[1]);
    }
    return old;
  }

  /** Takes out the oldest order; with `again` it stays for as long as a new one. */
  dropOldest(again: { readonly nowMs: number } | null): void {
    const [first, next] = this.#ends();
    const filed = this.#filed.get(String(first));
    this.#filed.remove(String(first));
    this.#filedEnds.put('ends', [first + 1, next]);
    if (!filed) return;
    if (again) this.#queue(again.nowMs, filed[1]);
    else this.#orders.remove(filed[1]);
  }

  #queue(atMs: number, orderId: string): void {
    const [first, next] = this.#ends();
    this.#filed.put(String(next), [atMs, orderId]);
    this.#filedEnds.put('ends', [first, next + 1]);
  }

  #ends(): Ends {
    return this.#filedEnds.get('ends') ?? [0, 0];
  }
}
