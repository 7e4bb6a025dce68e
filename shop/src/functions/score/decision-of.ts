/** The decision on an order, put together from what came in, what is remembered of it, and how it was judged. */
import type { Decision } from './decision.ts';
import type { Judgement } from './judge-order.ts';
import type { OrderRecord } from './order-book.ts';
import type { PendingOrder } from './pending-order.ts';
import { ROW_PATIENCE_MS } from './score-inbox.ts';

export function decisionOf(order: PendingOrder, record: OrderRecord, judgement: Judgement): Decision {
  return {
    orderId: order.orderId,
    visitor: order.visitor,
    ip: order.ip,
    country: order.country,
    deviceId: order.deviceId,
    orderValueTenThousandths: record.value,
    receivedMs: record.receivedMs,
    decidedMs: order.measured === null ? order.receivedMs + ROW_PATIENCE_MS : order.receivedMs,
    revision: record.revision,
    ...judgement,
    label: record.label,
  };
}
