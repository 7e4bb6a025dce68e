/** Enriched events for tests: what is not said is nothing out of the ordinary. */
import fc from 'fast-check';
import type { EnrichedEvent } from '../../../src/functions/enrich/enriched-event.ts';
import type { ShopEvent } from '../../../src/functions/shop-event.ts';

export const START_MS = Date.UTC(2026, 0, 15, 10);

type Said = Partial<ShopEvent> & Partial<Omit<EnrichedEvent, 'event'>>;

let made = 0;

export function madeEvent(said: Said): EnrichedEvent {
  made += 1;
  const event: ShopEvent = {
    eventId: `e-${made}`,
    userId: null,
    anonymousId: null,
    sessionId: null,
    eventType: 'page_view',
    timestampMs: START_MS,
    receivedMs: said.timestampMs ?? START_MS,
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
    ...said,
  };
  return {
    event,
    visitor: event.userId ?? event.anonymousId,
    profile: null,
    product: null,
    category: event.category,
    country: event.country,
    region: event.region,
    deviceClass: 'desktop',
    bot: null,
    missing: [],
    priceDiffers: false,
    ...said,
  };
}

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** Pauses between arrivals: mostly of seconds, at times of days, so that every window is left now and then. */
const pause = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 4 * MINUTE_MS }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 * 60 * MINUTE_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 * DAY_MS }) },
);

/** How long before its arrival an event happened: at once for the most part, and a little after it by a wrong clock. */
const lateness = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 2_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 100 * MINUTE_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * DAY_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: -10 * MINUTE_MS, max: 0 }) },
);

const what = fc.record({
  visitor: fc.constantFrom('ann', 'ben', 'a-1', 'a-2'),
  eventType: fc.constantFrom(
    ...(['page_view', 'page_view', 'product_click', 'add_to_cart', 'purchase', 'search', 'identify'] as const),
  ),
  productId: fc.option(fc.constantFrom('lamp', 'desk', 'rug', 'vase')),
  category: fc.option(fc.constantFrom('home', 'office')),
  orderId: fc.option(fc.constantFrom('o-1', 'o-2', 'o-3')),
  status: fc.constantFrom(null, null, null, 'failed'),
  priceTenThousandths: fc.option(fc.integer({ min: 0, max: 20_000_000 })),
  quantity: fc.option(fc.integer({ min: 1, max: 5 })),
  country: fc.option(fc.constantFrom('DE', 'US', 'FR')),
  bot: fc.constantFrom(null, null, null, null, 'rate' as const),
  pause,
  lateness,
});

/** Streams in log order. Whoever is anonymous turns out to be ann by an identify event, and is ann from then on. */
export const madeStream: fc.Arbitrary<readonly EnrichedEvent[]> = fc.array(what, { maxLength: 80 }).map((all) => {
  const joined = new Set<string>();
  let receivedMs = START_MS;
  return all.map(({ visitor, pause, lateness, ...said }) => {
    receivedMs += pause;
    const anonymous = visitor.startsWith('a-');
    const joins = anonymous && said.eventType === 'identify' && said.bot === null;
    if (joins) joined.add(visitor);
    return madeEvent({
      ...said,
      userId: joins ? 'ann' : anonymous ? null : visitor,
      anonymousId: anonymous ? visitor : null,
      visitor: joined.has(visitor) ? 'ann' : visitor,
      timestampMs: receivedMs - lateness,
      receivedMs,
    });
  });
});
