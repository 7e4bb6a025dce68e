/** Records of `enriched` keep the event as it was, and give back what enrichment has made of it. */
import { eventDecoder } from '@millrace/shop/function-runtime/event-decoder.ts';
import type { EnrichedEvent } from '@millrace/shop/functions/enrich/enriched-event.ts';
import type { ShopEvent } from '@millrace/shop/functions/shop-event.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { enrichedEventOf, enrichedText, isEnriched, withPosition } from '../../src/stream/enriched-event.ts';
import { type EventRecord, eventRecordOf, shopEventOf } from '../../src/stream/event-record.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const records: fc.Arbitrary<EventRecord> = fc.record(
  {
    eventId: text,
    userId: text,
    anonymousId: text,
    sessionId: text,
    eventType: fc.constantFrom('page_view', 'purchase', 'identify', 'product_update'),
    timestamp: instant,
    productId: text,
    category: text,
    price: fc.integer({ min: 0, max: 99_999_999_999_999 }).map((price) => price / 10_000),
    quantity: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    deviceType: fc.constantFrom('mobile', 'desktop'),
    location: fc.record({ country: text, region: text }, { requiredKeys: [] }),
    orderId: text,
    status: text,
    query: text,
    ip: fc.ipV4(),
    currency: fc.constant('EUR'),
    receivedAt: instant,
    properties: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
  },
  { requiredKeys: ['eventId', 'eventType', 'timestamp', 'receivedAt'], noNullPrototype: true },
);

const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const enrichments: fc.Arbitrary<Omit<EnrichedEvent, 'event'>> = fc.record(
  {
    visitor: nullable(text),
    profile: nullable(
      fc.record(
        {
          createdMs: nullable(fc.nat()),
          country: nullable(text),
          segment: nullable(text),
          lifetimeValueTenThousandths: fc.maxSafeInteger(),
          orders: fc.integer(),
        },
        { noNullPrototype: true },
      ),
    ),
    product: nullable(
      fc.record(
        {
          name: nullable(text),
          brand: nullable(text),
          category: nullable(text),
          priceTenThousandths: nullable(fc.nat()),
          onHand: nullable(fc.integer()),
          hidden: fc.boolean(),
        },
        { noNullPrototype: true },
      ),
    ),
    category: nullable(text),
    country: nullable(text),
    region: nullable(text),
    deviceClass: fc.constantFrom('mobile', 'desktop', 'tablet', 'bot', 'unknown'),
    bot: fc.constantFrom(null, 'declared', 'rate'),
    missing: fc.subarray(['profile', 'product', 'location'] as const),
    priceDiffers: fc.boolean(),
  },
  { noNullPrototype: true },
);

it('gives back the event, what it was completed with, and its place', () => {
  fc.assert(
    fc.property(records, enrichments, fc.boolean(), (record, enrichment, awaits) => {
      const event = shopEventOf(record);
      const read = JSON.parse(withPosition(enrichedText(record, { event, ...enrichment }, awaits), '17.000003'));
      const { enrichment: told, awaits: awaited, at, ...own } = read;
      expect(told).toBeDefined();
      expect([at, awaited]).toEqual(['17.000003', awaits ? true : undefined]);
      // Field by field and in the same order: what SQL reads has not changed.
      expect(JSON.stringify(own)).toBe(JSON.stringify(record));
      const again = eventRecordOf(read);
      expect(isEnriched(again) && enrichedEventOf(again)).toEqual({ event, ...enrichment });
    }),
  );
});

/** Numbers in properties may be written in two ways. */
function parsed(event: ShopEvent | undefined): object {
  return { ...event, properties: event?.properties == null ? null : JSON.parse(event.properties) };
}

it('reads an event of a record as the log reads it', () => {
  const decode = eventDecoder();
  fc.assert(
    fc.property(records, (record) => {
      const bytes = Buffer.from(JSON.stringify(record));
      expect(parsed(shopEventOf(record))).toEqual(parsed(decode(bytes, 0, bytes.byteLength)));
    }),
  );
});

it.each([
  ['no object', 7],
  ['no id', { eventType: 'page_view', timestamp: '2026-01-01T00:00:00.000Z', receivedAt: '2026-01-01T00:00:00.000Z' }],
  ['no time', { eventId: 'e', eventType: 'page_view', receivedAt: '2026-01-01T00:00:00.000Z' }],
])('refuses what is no event: %s', (_what, value) => {
  expect(() => eventRecordOf(value)).toThrow(TypeError);
});

it('refuses an event whose time cannot be read', () => {
  const record = eventRecordOf({ eventId: 'e', eventType: 'page_view', timestamp: 'noon', receivedAt: 'noon' });
  expect(() => shopEventOf(record)).toThrow("'noon' is no instant");
});
