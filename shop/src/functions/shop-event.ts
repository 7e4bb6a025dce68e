/** An event as the functions see it: the log's record with times as numbers and money as whole numbers. */

import type { EVENT_TYPES } from '../events/event-types.ts';

export type EventType = (typeof EVENT_TYPES)[number];

export interface ShopEvent {
  readonly eventId: string;
  readonly userId: string | null;
  readonly anonymousId: string | null;
  readonly sessionId: string | null;
  readonly eventType: EventType;
  /** When it happened, in epoch milliseconds: the corrected clock of the sender. */
  readonly timestampMs: number;
  /** When the collector took it, in epoch milliseconds; never decreases along the log. */
  readonly receivedMs: number;
  readonly productId: string | null;
  readonly category: string | null;
  /** Price of one piece in ten-thousandths of the currency's unit: exact. */
  readonly priceTenThousandths: number | null;
  readonly quantity: number | null;
  readonly deviceType: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly orderId: string | null;
  readonly status: string | null;
  readonly query: string | null;
  readonly ip: string | null;
  readonly currency: string | null;
  /** A JSON object as text, or null: parse it with `propertiesOf` only when it is needed. */
  readonly properties: string | null;
}

/** Who it is about: the signed-in user, else the anonymous visitor, else null. */
export function visitorOf({ userId, anonymousId }: ShopEvent): string | null {
  return userId ?? anonymousId;
}

/** The free-form properties; an empty object when there are none. */
export function propertiesOf({ properties }: ShopEvent): Readonly<Record<string, unknown>> {
  return properties === null ? {} : JSON.parse(properties);
}
