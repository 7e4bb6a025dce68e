/**
 * The database behind the shop: each order gets a row in its table, told as an event of the type `order_update` a moment
 * after the purchase. Now and then one is lost on the way.
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
  return random.chance(LOST_CHANCE) ? undefined : { event: change(orderId, 'c', 'placed'), afterMs };
}

/** The row of an order whose state has changed. */
export function changedOrderRow(orderId: string, status: string): ShopperEvent {
  return change(orderId, 'u', status);
}

/** `op` as change data capture has it: `c` for an insert, `u` for an update. */
function change(orderId: string, op: 'c' | 'u', status: string): ShopperEvent {
  return { eventType: 'order_update', orderId, status, properties: { table: 'orders', op } };
}
