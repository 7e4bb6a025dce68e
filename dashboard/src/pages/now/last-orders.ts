/** The order lines that came in last. */

import { moneyNumber, parseMoney } from '../../figures/money.ts';
import type { ViewTable } from '../../live/view-table.ts';

export interface OrderLine {
  readonly eventId: string;
  readonly orderId: string;
  readonly atMs: number;
  readonly productId: string;
  readonly category: string;
  readonly quantity: number;
  readonly amount: number;
}

/** Newest first, in the order in which they came. @param category only of this one; empty: of all. */
export function lastOrders(orders: ViewTable, category: string, count: number): readonly OrderLine[] {
  const wanted = [...orders.values()].filter(({ row }) => category === '' || row.category === category);
  const rows = wanted.slice(-count).reverse();
  return rows.map(({ row }) => ({
    eventId: String(row.eventId),
    orderId: String(row.orderId),
    atMs: Date.parse(String(row.orderedAt)),
    productId: String(row.productId ?? '—'),
    category: String(row.category),
    quantity: Number(row.quantity),
    amount: moneyNumber(parseMoney(row.amount)),
  }));
}
