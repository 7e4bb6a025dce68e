/**
 * How fast events are decoded: JSON.parse against the compiled scanner, for a projection of four columns over events of
 * about 600 bytes. Both make the same rows; the script checks that before it measures.
 *
 *     node bench/json-scanner.ts [events]
 */
import assert from 'node:assert/strict';
import { DecodeFailure } from '../engine/src/formats/decode-failure.ts';
import { compileJsonDecoder, type JsonDecoder } from '../engine/src/formats/json-scanner.ts';
import { type Schema, STRING } from '../engine/src/row/data-type.ts';
import { rowClass } from '../engine/src/row/row-class.ts';
import { inTurns, printSpreads, spread } from './report.ts';

const EVENT_COUNT = Number(process.argv[2] ?? 200_000);

const COLUMNS: Schema = [
  { name: 'timestamp', type: { kind: 'TIMESTAMP_LTZ', precision: 3, nullable: true } },
  { name: 'eventType', type: STRING },
  { name: 'category', type: STRING },
  { name: 'price', type: { kind: 'DECIMAL', precision: 10, scale: 2, nullable: true } },
];

const TYPES = ['page_view', 'page_view', 'page_view', 'product_click', 'add_to_cart', 'checkout', 'purchase', 'search'];
const CATEGORIES = ['electronics', 'home_and_garden', 'fashion', 'sports', 'books', 'toys', 'beauty', 'grocery'];
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1',
];

/** A repeatable stream of pseudo-random numbers below `bound` (a linear congruential generator). */
function randomNumbers(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function event(index: number, random: (bound: number) => number): string {
  const hex = (length: number) => Array.from({ length }, () => random(16).toString(16)).join('');
  const product = `prod${random(50_000)}`;
  return JSON.stringify({
    eventId: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    userId: `user${random(1_000_000)}`,
    sessionId: `session${hex(16)}`,
    eventType: TYPES[random(TYPES.length)],
    timestamp: new Date(Date.UTC(2024, 0, 15, 10) + index * 4 + random(3000)).toISOString(),
    receivedAt: new Date(Date.UTC(2024, 0, 15, 10) + index * 4 + 3000).toISOString(),
    productId: product,
    category: CATEGORIES[random(CATEGORIES.length)],
    price: random(100_000) / 100,
    quantity: 1 + random(4),
    deviceType: ['mobile', 'desktop', 'tablet'][random(3)],
    location: { country: ['US', 'DE', 'FR', 'JP'][random(4)], region: 'CA' },
    ip: `10.${random(256)}.${random(256)}.${random(256)}`,
    properties: { userAgent: AGENTS[random(2)], page: `/product/${product}?ref=home`, campaign: 'winter-sale' },
  });
}

interface Events {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
}

function generate(count: number): Events {
  const random = randomNumbers(7);
  const records = Array.from({ length: count }, (_, index) => Buffer.from(event(index, random)));
  const ends = new Uint32Array(count);
  let end = 0;
  for (const [index, record] of records.entries()) {
    end += record.length;
    ends[index] = end;
  }
  return { bytes: Buffer.concat(records), ends };
}

/** What one would write without the scanner: parse everything, convert what is wanted. */
function jsonParseDecoder(): Pick<JsonDecoder, 'decode'> {
  const Row = rowClass(COLUMNS);
  return {
    decode(bytes, start, end) {
      const event = JSON.parse((bytes as Buffer).utf8Slice(start, end));
      return new Row(Date.parse(event.timestamp), event.eventType, event.category, Math.round(event.price * 100));
    },
  };
}

/** Decodes everything once; returns events per second. */
function measure(decoder: Pick<JsonDecoder, 'decode'>, { bytes, ends }: Events): number {
  const began = performance.now();
  let start = 0;
  let checksum = 0;
  for (let index = 0; index < ends.length; index++) {
    const end = ends[index] as number;
    const row = decoder.decode(bytes, start, end);
    if (row instanceof DecodeFailure) throw new Error(row.reason);
    checksum += row.c3 as number;
    start = end;
  }
  assert(checksum > 0);
  return ends.length / ((performance.now() - began) / 1000);
}

const events = generate(EVENT_COUNT);
const decoders = {
  'JSON.parse': jsonParseDecoder(),
  scanner: compileJsonDecoder(COLUMNS, { timestampFormat: 'ISO-8601' }),
  'scanner, trusted': compileJsonDecoder(COLUMNS, { timestampFormat: 'ISO-8601', trusted: true }),
};
const expected = decoders['JSON.parse'].decode(events.bytes, 0, events.ends[0] ?? 0);
for (const decoder of Object.values(decoders)) {
  assert.deepEqual({ ...decoder.decode(events.bytes, 0, events.ends[0] ?? 0) }, { ...expected });
}

const results = await inTurns({
  'JSON.parse': () => measure(decoders['JSON.parse'], events),
  scanner: () => measure(decoders.scanner, events),
  'scanner, trusted': () => measure(decoders['scanner, trusted'], events),
});
const eventBytes = Math.round(events.bytes.length / EVENT_COUNT);
printSpreads(`${EVENT_COUNT} events of ${eventBytes} bytes, 4 columns`, 'events/s', results);
const medianOf = (name: string) => spread(results[name] ?? []).median;
for (const name of ['scanner', 'scanner, trusted']) {
  console.log(`${name}: ${(medianOf(name) / medianOf('JSON.parse')).toFixed(1)} times JSON.parse`);
}
