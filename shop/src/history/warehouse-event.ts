/** Rows of the warehouse's table of events as events, as the functions see them. */
import type { DuckDBValue } from '@duckdb/node-api';
import type { EventType, ShopEvent } from '../functions/shop-event.ts';

/** Numbers as doubles, which hold them exactly: DuckDB's own would come as objects. */
const COLUMNS = [
  ...['event_id', 'user_id', 'anonymous_id', 'session_id', 'event_type'],
  'CAST(epoch_ms(event_time) AS DOUBLE)',
  'CAST(epoch_ms(received_at) AS DOUBLE)',
  ...['product_id', 'category'],
  'CAST(CAST(price * 10000 AS BIGINT) AS DOUBLE)',
  'CAST(quantity AS DOUBLE)',
  ...['device_type', 'country', 'region', 'order_id', 'status', 'query', 'ip', 'currency', 'properties'],
];

/** What stands between SELECT and FROM. */
export const WAREHOUSE_EVENT = COLUMNS.join(', ');

/** A row of these columns, whose types the files have. */
export function warehouseEvent(row: readonly DuckDBValue[]): ShopEvent {
  const text = (place: number) => row[place] as string | null;
  const number = (place: number) => row[place] as number | null;
  return {
    eventId: text(0) ?? '',
    userId: text(1),
    anonymousId: text(2),
    sessionId: text(3),
    eventType: row[4] as EventType,
    timestampMs: number(5) ?? 0,
    receivedMs: number(6) ?? 0,
    productId: text(7),
    category: text(8),
    priceTenThousandths: number(9),
    quantity: number(10),
    deviceType: text(11),
    country: text(12),
    region: text(13),
    orderId: text(14),
    status: text(15),
    query: text(16),
    ip: text(17),
    currency: text(18),
    properties: text(19),
  };
}
