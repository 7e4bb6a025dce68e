/**
 * Which orders a buyer, a device, a card or an address has had: the ids of the newest 40 of those that are remembered. By
 * them the history of each is shown, and who shares what with whom. What an order was is in the order book.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import type { OrderKeys } from './buyer-memory.ts';

export const SHARED_KINDS = ['user', 'device', 'card', 'ip'] as const;
export type SharedKind = (typeof SHARED_KINDS)[number];

export const MOST_ORDERS_BY_KEY = 40;

/** Oldest first. */
type OrderIds = readonly string[];

export class OrdersByKey {
  readonly #orders: FoldTable<OrderIds>;

  constructor(tables: FoldTables) {
    this.#orders = tables.table('score.orders-by-key');
  }

  get(kind: SharedKind, value: string): OrderIds {
    return this.#orders.get(`${kind}:${value}`) ?? [];
  }

  /** Reads what `add` and `remove` will change. */
  lookUp(keys: OrderKeys): void {
    for (const [kind, value] of keysOf(keys)) this.get(kind, value);
  }

  add(orderId: string, keys: OrderKeys): void {
    for (const [kind, value] of keysOf(keys)) {
      const newest = this.get(kind, value).slice(-(MOST_ORDERS_BY_KEY - 1));
      this.#orders.put(`${kind}:${value}`, [...newest, orderId]);
    }
  }

  remove(orderId: string, keys: OrderKeys): void {
    for (const [kind, value] of keysOf(keys)) {
      const known = this.get(kind, value);
      const left = known.filter((id) => id !== orderId);
      if (left.length === known.length) continue;
      if (left.length === 0) this.#orders.remove(`${kind}:${value}`);
      else this.#orders.put(`${kind}:${value}`, left);
    }
  }

  /** Files under another name what was filed under this one. */
  rename(kind: SharedKind, value: string, name: string): void {
    const known = this.get(kind, value);
    if (known.length === 0) return;
    this.#orders.remove(`${kind}:${value}`);
    this.#orders.put(`${kind}:${name}`, [...this.get(kind, name), ...known].slice(-MOST_ORDERS_BY_KEY));
  }
}

/** The keys that are known of an order. */
export function keysOf({ visitor, deviceId, card, ip }: OrderKeys): readonly (readonly [SharedKind, string])[] {
  const values = { user: visitor, device: deviceId, card, ip };
  return SHARED_KINDS.flatMap((kind) => {
    const value = values[kind];
    return value === null ? [] : [[kind, value] as const];
  });
}
