/** The stored form of an event: canonical JSON, fields in the order of the schema, absent fields left out. */
import type { EventInput } from './event-schema.ts';
import { formatInstant } from './instant.ts';
import { maskCardNumbers } from './mask-secrets.ts';
import type { ScreenedEvent } from './screen-event.ts';

/** One event as JSON text, without a line end. The same event received at the same time gives the same bytes. */
export function eventRecord(screened: ScreenedEvent, receivedAt: string): string {
  const { event } = screened;
  return JSON.stringify({
    eventId: event.eventId,
    userId: event.userId ?? undefined,
    anonymousId: event.anonymousId ?? undefined,
    sessionId: event.sessionId ?? undefined,
    eventType: event.eventType,
    timestamp: formatInstant(screened.timestampMs),
    productId: event.productId ?? undefined,
    category: maskedText(event.category),
    price: event.price ?? undefined,
    quantity: event.quantity ?? undefined,
    deviceType: event.deviceType ?? undefined,
    location: locationRecord(event.location),
    orderId: event.orderId ?? undefined,
    status: maskedText(event.status),
    query: maskedText(event.query),
    ip: event.ip ?? undefined,
    currency: event.currency ?? undefined,
    receivedAt,
    properties: screened.free,
  });
}

function maskedText(text: string | null | undefined): string | undefined {
  return text == null ? undefined : maskCardNumbers(text);
}

function locationRecord(location: EventInput['location']): object | undefined {
  if (location == null) return undefined;
  return { country: maskedText(location.country), region: maskedText(location.region) };
}
