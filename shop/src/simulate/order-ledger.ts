/**
 * The database behind the shop: each order gets a row in its table, told as an event a moment after the purchase. Now and
 * then a row is lost on the way.
 */
import type { Random } from './random.ts';
import type { ShopperEvent } from './shopper.ts';

export interface LedgerEntry {
  readonly event: ShopperEvent;
  readonly afterMs: number;
}

const LONGEST_WRITE_MS = 3_000;
const LOST_CHANCE = 0.004;

/** The row of an order as it is inserted; undefined when it never is. */
export function orderRow(orderId: string, random: Random): LedgerEntry | undefined {
  const afterMs = random.below(LONGEST_WRITE_MS);
  if (random.chance(LOST_CHANCE)) return undefined;
  return { event: { eventType: 'order_recorded', orderId, status: 'placed' }, afterMs };
}

/** The row of an order whose state has changed. */
export function changedOrderRow(orderId: string, status: string): ShopperEvent {
  return { eventType: 'order_update', orderId, status };
}
