import { describe, expect, test } from 'vitest';
import { eventRecord } from '../../src/events/event-record.ts';
import { screenEvent } from '../../src/events/screen-event.ts';
import { type SampleEvent, sampleEvent } from './sample-event.ts';

const receivedMs = Date.parse('2024-01-15T10:30:05Z');

/** Screens the event as if it had come in as this JSON text. */
function screenText(text: string, batchSentMs?: number) {
  const source = { hasEscapes: text.includes('\\u'), sizeBytes: () => Buffer.byteLength(text) };
  const at = batchSentMs === undefined ? { receivedMs } : { receivedMs, batchSentMs };
  return screenEvent(JSON.parse(text), source, at);
}

const screen = (changes: SampleEvent, batchSentMs?: number) =>
  screenText(JSON.stringify(sampleEvent(changes)), batchSentMs);

/** The event's stored form, parsed. */
function stored(changes: SampleEvent, batchSentMs?: number) {
  const screened = screen(changes, batchSentMs);
  if (screened.code !== undefined) throw new Error(JSON.stringify(screened));
  return JSON.parse(eventRecord(screened, '2024-01-15T10:30:05.000Z'));
}

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });

describe('bad events are refused with a code and the place', () => {
  const cases: readonly (readonly [what: string, changes: SampleEvent, code: string, path: string])[] = [
    ['no eventId', { eventId: undefined }, 'schema_violation', '/eventId'],
    ['an empty eventId', { eventId: '' }, 'schema_violation', '/eventId'],
    ['an eventId of 101 characters', { eventId: 'x'.repeat(101) }, 'schema_violation', '/eventId'],
    ['a numeric eventId', { eventId: 7 }, 'schema_violation', '/eventId'],
    ['neither userId nor anonymousId', { userId: undefined }, 'schema_violation', ''],
    ['a userId of 201 characters', { userId: 'x'.repeat(201) }, 'schema_violation', '/userId'],
    ['an empty userId', { userId: '' }, 'schema_violation', '/userId'],
    ['a numeric userId', { userId: 123 }, 'schema_violation', '/userId'],
    ['no eventType', { eventType: undefined }, 'schema_violation', '/eventType'],
    ['an unknown eventType', { eventType: 'teleport' }, 'unknown_event', '/eventType'],
    ['an eventType that is a number', { eventType: 3 }, 'schema_violation', '/eventType'],
    ['no timestamp', { timestamp: undefined }, 'schema_violation', '/timestamp'],
    ['epoch milliseconds', { timestamp: 1_705_314_600_000 }, 'schema_violation', '/timestamp'],
    ['a time without a zone', { timestamp: '2024-01-15T10:30:00' }, 'schema_violation', '/timestamp'],
    ['a date alone', { timestamp: '2024-01-15' }, 'schema_violation', '/timestamp'],
    ['the 30th of February', { timestamp: '2024-02-30T10:30:00Z' }, 'schema_violation', '/timestamp'],
    ['the year 1', { timestamp: '0001-01-01T00:00:00Z' }, 'clock_skew', '/timestamp'],
    ['the year 9999', { timestamp: '9999-12-31T23:59:59Z' }, 'clock_skew', '/timestamp'],
    ['more than 23 hours ahead', { timestamp: '2024-01-16T09:30:05.001Z' }, 'clock_skew', '/timestamp'],
    ['a sentAt that is no time', { sentAt: 'yesterday' }, 'schema_violation', '/sentAt'],
    ['a price as text', { price: '299.99' }, 'schema_violation', '/price'],
    ['a negative price', { price: -0.01 }, 'schema_violation', '/price'],
    ['a price with five decimals', { price: 1.23456 }, 'schema_violation', '/price'],
    ['a price too small for four decimals', { price: 1e-7 }, 'schema_violation', '/price'],
    ['a price of 10^10', { price: 1e10 }, 'schema_violation', '/price'],
    ['a negative quantity', { quantity: -1 }, 'schema_violation', '/quantity'],
    ['half a piece', { quantity: 0.5 }, 'schema_violation', '/quantity'],
    ['a quantity beyond INT', { quantity: 2 ** 31 }, 'schema_violation', '/quantity'],
    ['an unknown deviceType', { deviceType: 'fridge' }, 'schema_violation', '/deviceType'],
    ['a location that is text', { location: 'US' }, 'schema_violation', '/location'],
    ['a country that is a number', { location: { country: 1 } }, 'schema_violation', '/location/country'],
    ['a currency in words', { currency: 'dollars' }, 'schema_violation', '/currency'],
    ['properties that are an array', { properties: [1] }, 'schema_violation', '/properties'],
    ['a ninth level', { extra: nested(8) }, 'schema_violation', '/extra/a/a/a/a/a/a/a'],
    ['a ninth level in properties', { properties: nested(8) }, 'schema_violation', '/properties/a/a/a/a/a/a/a'],
    ['a constructor key', { a: [{ constructor: 1 }] }, 'schema_violation', '/a/0/constructor'],
    ['a field given twice', { color: 1, properties: { color: 2 } }, 'schema_violation', '/color'],
    ['a whole number that was rounded', { n: 2 ** 60 }, 'schema_violation', '/n'],
    ['a custom event without a name', { eventType: 'custom' }, 'schema_violation', '/properties/name'],
    ['a custom event with an empty name', { eventType: 'custom', name: '' }, 'schema_violation', '/properties/name'],
    [
      'a custom event with a name of 201 characters',
      { eventType: 'custom', properties: { name: 'x'.repeat(201) } },
      'schema_violation',
      '/properties/name',
    ],
    ['1 MB of text in a field', { userId: 'x'.repeat(1_000_000) }, 'size_violation', ''],
    ['1 MB of text in properties', { properties: { t: 'x'.repeat(1_000_000) } }, 'size_violation', ''],
  ];
  test.each(cases)('%s', (_what, changes, code, path) => {
    expect(screen(changes)).toMatchObject({ code, path });
  });

  test.each([
    ['5', ''],
    ['null', ''],
    ['[]', ''],
    ['"text"', ''],
    ['true', ''],
  ])('%s is no event', (text, path) => {
    expect(screenText(text)).toMatchObject({ code: 'schema_violation', path, message: 'an event is a JSON object' });
  });

  test('numbers beyond the range of doubles, which JSON.parse takes for infinite', () => {
    const withNumber = (field: string) =>
      JSON.stringify(sampleEvent({ [field]: 0 })).replace(`"${field}":0`, `"${field}":1e999`);
    expect(screenText(withNumber('price'))).toMatchObject({ code: 'schema_violation', path: '/price' });
    expect(screenText(withNumber('n'))).toMatchObject({ code: 'schema_violation', path: '/n' });
  });

  test('__proto__ at any level, and it reaches no prototype', () => {
    const text = JSON.stringify(sampleEvent({ a: 1, location: { country: 'US' } }));
    const texts: readonly (readonly [string, string])[] = [
      [text.replace('"a":1', '"__proto__":{"polluted":true}'), '/__proto__'],
      [text.replace('"a":1', '"a":{"b":[{"__proto__":{"polluted":true}}]}'), '/a/b/0/__proto__'],
      [text.replace('"a":1', '"properties":{"__proto__":{"polluted":true}}'), '/properties/__proto__'],
      [text.replace('"country"', '"__proto__":{"polluted":true},"country"'), '/location/__proto__'],
    ];
    for (const [bad, path] of texts) expect(screenText(bad)).toMatchObject({ code: 'schema_violation', path });
    expect({}).not.toHaveProperty('polluted');
  });

  test('half a surrogate pair', () => {
    const text = JSON.stringify(sampleEvent({ category: 'x' })).replace('"x"', String.raw`"\ud800"`);
    expect(screenText(text)).toMatchObject({ code: 'schema_violation', path: '/category' });
    const inProperties = JSON.stringify(sampleEvent({ note: 'x' })).replace('"x"', String.raw`"\udc00"`);
    expect(screenText(inProperties)).toMatchObject({ code: 'schema_violation', path: '/note' });
  });
});

describe('good events keep what they say', () => {
  test('the record has the fields in the order of the table, and nothing that was not there', () => {
    const event = sampleEvent({ eventId: 'e1' });
    const screened = screenEvent(event, { hasEscapes: false, sizeBytes: () => 0 }, { receivedMs });
    if (screened.code !== undefined) throw new Error('refused');
    expect(eventRecord(screened, '2024-01-15T10:30:05.000Z')).toBe(
      '{"eventId":"e1","userId":"user123","sessionId":"session456","eventType":"page_view",' +
        '"timestamp":"2024-01-15T10:30:00.000Z","productId":"prod789","category":"electronics","price":299.99,' +
        '"quantity":1,"deviceType":"mobile","location":{"country":"US","region":"CA"},' +
        '"receivedAt":"2024-01-15T10:30:05.000Z"}',
    );
  });

  test('null is the same as leaving a field out', () => {
    const record = stored({ sessionId: null, price: null, location: null, properties: null, category: undefined });
    expect(Object.keys(record)).toEqual([
      'eventId',
      'userId',
      'eventType',
      'timestamp',
      'productId',
      'quantity',
      'deviceType',
      'receivedAt',
    ]);
  });

  test('unknown fields are kept beside the given properties', () => {
    const record = stored({ color: 'red', properties: { size: [1, 2] }, location: { country: 'US', city: 'LA' } });
    expect(record.properties).toEqual({ size: [1, 2], color: 'red', location: { city: 'LA' } });
    expect(record.location).toEqual({ country: 'US' });
  });

  test.each([0, 0.0001, 9_999_999_999.9999, 1234567890.1, 299.99, 0.1])('the price %d', (price) => {
    expect(stored({ price }).price).toBe(price);
  });

  test('stock may go down', () => {
    expect(stored({ eventType: 'inventory_update', quantity: -5, userId: undefined }).quantity).toBe(-5);
  });

  test.each([{ properties: { name: 'Size Guide Opened' } }, { name: 'Size Guide Opened' }])(
    'a custom event keeps its name in its properties: %j',
    (named) => {
      const { eventType, properties } = stored({ eventType: 'custom', ...named });
      expect({ eventType, properties }).toEqual({ eventType: 'custom', properties: { name: 'Size Guide Opened' } });
    },
  );

  test('eight levels', () => {
    expect(screen({ extra: nested(7) }).code).toBeUndefined();
  });

  test.each([
    ['2024-01-15T12:30:00+02:00', '2024-01-15T10:30:00.000Z'],
    ['2024-01-15T10:30:00.1239Z', '2024-01-15T10:30:00.123Z'],
    ['2024-01-16T09:30:05Z', '2024-01-16T09:30:05.000Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000Z'],
  ])('the time %s', (timestamp, canonical) => {
    expect(stored({ timestamp }).timestamp).toBe(canonical);
  });

  test('sentAt corrects a wrong clock, and the event’s own wins over the batch’s', () => {
    const wrongClock = { timestamp: '1970-01-01T00:00:07Z', sentAt: '1970-01-01T00:00:10Z' };
    expect(stored(wrongClock)).toMatchObject({ timestamp: '2024-01-15T10:30:02.000Z' });
    expect(stored(wrongClock, 0)).not.toHaveProperty('sentAt');
    expect(stored({ timestamp: '1970-01-01T00:00:07Z' }, 10_000).timestamp).toBe('2024-01-15T10:30:02.000Z');
  });

  test('card numbers and passwords are masked, identifiers are not', () => {
    const record = stored({
      productId: '4111111111111111',
      query: 'pay 4111 1111 1111 1111 now',
      properties: {
        user: { Password: 'hunter2', note: 'card 5555-5555-5555-4444' },
        card: 378282246310005,
        ean: '1234567890123',
      },
    });
    expect(record.productId).toBe('4111111111111111');
    expect(record.query).toBe('pay **** **** **** 1111 now');
    expect(record.properties).toEqual({
      user: { Password: '[masked]', note: 'card ****-****-****-4444' },
      card: '***********0005',
      ean: '1234567890123',
    });
  });
});
