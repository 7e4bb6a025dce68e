/**
 * An event as it travels: the object that `shop/src/events/event-record.ts` writes, and the same event as the functions
 * see it. The collector has validated it; what cannot be read all the same is a record that this project did not write.
 */
import type { EventType, ShopEvent } from '@millrace/shop/functions/shop-event.ts';

/** Fields without a value are absent. Fields that are not named here are kept as they are. */
export interface EventRecord {
  readonly eventId: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly sessionId?: string;
  readonly eventType: EventType;
  /** Instants as ISO 8601 in UTC with milliseconds. */
  readonly timestamp: string;
  readonly productId?: string;
  readonly category?: string;
  /** With at most four decimals. */
  readonly price?: number;
  readonly quantity?: number;
  readonly deviceType?: string;
  readonly location?: { readonly country?: string; readonly region?: string };
  readonly orderId?: string;
  readonly status?: string;
  readonly query?: string;
  readonly ip?: string;
  readonly currency?: string;
  readonly receivedAt: string;
  readonly properties?: object;
}

const SCALE = 10_000;

/** @throws TypeError when it is no event. */
export function eventRecordOf(value: unknown): EventRecord {
  if (!isObject(value)) throw new TypeError('an element of the record is no object');
  const { eventId, eventType, timestamp, receivedAt } = value;
  const isEvent = [eventId, eventType, timestamp, receivedAt].every((field) => typeof field === 'string');
  if (!isEvent) throw new TypeError('an element of the record is no event: eventId, eventType or a time is missing');
  return value as object as EventRecord;
}

/** @throws TypeError when a time cannot be read. */
export function shopEventOf(record: EventRecord): ShopEvent {
  const { price, properties, location } = record;
  return {
    eventId: record.eventId,
    userId: record.userId ?? null,
    anonymousId: record.anonymousId ?? null,
    sessionId: record.sessionId ?? null,
    eventType: record.eventType,
    timestampMs: instantOf(record.timestamp),
    receivedMs: instantOf(record.receivedAt),
    productId: record.productId ?? null,
    category: record.category ?? null,
    // Exact: a price has fourteen digits at most, four of them decimals.
    priceTenThousandths: price == null ? null : Math.round(price * SCALE),
    quantity: record.quantity ?? null,
    deviceType: record.deviceType ?? null,
    country: location?.country ?? null,
    region: location?.region ?? null,
    orderId: record.orderId ?? null,
    status: record.status ?? null,
    query: record.query ?? null,
    ip: record.ip ?? null,
    currency: record.currency ?? null,
    properties: properties == null ? null : JSON.stringify(properties),
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function instantOf(text: string): number {
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) throw new TypeError(`'${text}' is no instant`);
  return epochMs;
}
