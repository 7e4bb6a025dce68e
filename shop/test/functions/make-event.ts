/** Events for tests of functions: what is not given is null, times are a minute into 2026. */
import type { ShopEvent } from '../../src/functions/shop-event.ts';

export const START_MS = Date.UTC(2026, 0, 1, 0, 1);

let made = 0;

/** Each event has an id of its own unless one is given. */
export function makeEvent(given: Partial<ShopEvent>): ShopEvent {
  made += 1;
  return {
    eventId: `made-${made}`,
    userId: null,
    anonymousId: null,
    sessionId: null,
    eventType: 'page_view',
    timestampMs: START_MS,
    receivedMs: START_MS,
    productId: null,
    category: null,
    priceTenThousandths: null,
    quantity: null,
    deviceType: null,
    country: null,
    region: null,
    orderId: null,
    status: null,
    query: null,
    ip: null,
    currency: null,
    properties: null,
    ...given,
  };
}
