/** Whatever is sent, the server answers with a verdict or a problem document, and goes on. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleEvent } from '../../events/sample-event.ts';
import { openTestServer, type TestServer } from '../../server/test-server.ts';

let app: TestServer;
beforeAll(async () => {
  app = await openTestServer();
});
afterAll(() => app.close());

const good = () => JSON.stringify(sampleEvent());

describe('bodies that are no JSON are problems with the place', () => {
  test.each([
    ['', 0, 1, 1],
    ['hello', 0, 1, 1],
    ['{"a":1,}', 7, 1, 8],
    ['[{"a":1}', 8, 1, 9],
    ['{\n  "ä": tru\n}', 10, 2, 8],
    ['{"price":NaN}', 9, 1, 10],
    ['['.repeat(100_000), 100_000, 1, 100_001],
  ])('%j', async (body, position, line, column) => {
    const answer = await app.send(body);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ status: 400, code: 'BODY_NOT_JSON', position, line, column });
  });

  test('bytes that are no UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"userId":"\ufffdä'), Buffer.of(0xff, 0xfe), Buffer.from('"}')]);
    expect((await app.send(new Uint8Array(body))).body).toMatchObject({
      status: 400,
      code: 'BODY_NOT_UTF8',
      position: 16,
    });
  });
});

test('a byte order mark does no harm', async () => {
  expect((await app.send(`\ufeff${good()}`)).body.accepted).toBe(1);
});

describe('single bad events are quarantined, and 200 is not for what was refused', () => {
  const proto = good().replace('{', '{"__proto__":{"admin":true},');
  test.each([
    ['a number', '5', 'schema_violation'],
    ['missing ids', JSON.stringify(sampleEvent({ eventId: undefined })), 'schema_violation'],
    ['a type that nobody knows', JSON.stringify(sampleEvent({ eventType: 'x' })), 'unknown_event'],
    ['the year 1', JSON.stringify(sampleEvent({ timestamp: '0001-01-01T00:00:00Z' })), 'clock_skew'],
    ['the year 9999', JSON.stringify(sampleEvent({ timestamp: '9999-01-01T00:00:00Z' })), 'clock_skew'],
    ['a price of 11 digits', JSON.stringify(sampleEvent({ price: 12_345_678_901 })), 'schema_violation'],
    ['a negative quantity', JSON.stringify(sampleEvent({ quantity: -3 })), 'schema_violation'],
    ['1 MB of text', JSON.stringify(sampleEvent({ query: 'x'.repeat(1_000_000) })), 'size_violation'],
    ['50,000 levels', good().replace('{', `{"deep":${'['.repeat(50_000)}${']'.repeat(50_000)},`), 'schema_violation'],
    ['__proto__', proto, 'schema_violation'],
    ['an infinite price', good().replace('299.99', '1e999'), 'schema_violation'],
  ])('%s', async (_what, body, code) => {
    const { status, body: answer } = await app.send(body);
    expect(status).toBe(422);
    expect(answer).toMatchObject({ accepted: 0, quarantined: 1, verdicts: [{ verdict: 'quarantined', code }] });
  });
});

test('an event is at most 32 KB as it was sent, wherever its size comes from', async () => {
  const padded = (bytes: number) => {
    const event = sampleEvent({ note: '' });
    const missing = bytes - Buffer.byteLength(JSON.stringify(event));
    return JSON.stringify({ ...event, note: 'x'.repeat(missing) });
  };
  const { body } = await app.send(`[${padded(32 * 1024)}, ${padded(32 * 1024 + 1)}, ${good()}]`);
  expect(body.verdicts).toMatchObject([
    { verdict: 'accepted' },
    { verdict: 'quarantined', code: 'size_violation' },
    { verdict: 'accepted' },
  ]);
});

test('neighbours of bad events are accepted, and the original text of the bad is kept', async () => {
  const bad = '{ "eventId" : "b\\u00e4d" , "eventType": "nope" }';
  const before = (await app.get('/v1/quarantine?limit=1000')).body.entries.length;
  const { status, body } = await app.send(`[${good()},${bad},7 ,${good()}]`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ accepted: 2, duplicates: 0, late: 0, quarantined: 2 });
  expect(body.verdicts.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    'accepted',
    'quarantined',
    'quarantined',
    'accepted',
  ]);
  const { entries } = (await app.get('/v1/quarantine?limit=1000')).body;
  expect(entries.slice(before)).toMatchObject([
    { original: bad, source: 'http', tries: 1, outcome: 'quarantined' },
    { original: '7', path: '', code: 'schema_violation' },
  ]);
});

test('any JSON gets as many verdicts as it has events, and good neighbours get in', async () => {
  const field = fc.constantFrom(
    'eventId',
    'userId',
    'eventType',
    'timestamp',
    'price',
    'quantity',
    'location',
    'properties',
    'sentAt',
    'x',
  );
  const mutated = fc.tuple(field, fc.jsonValue()).map(([key, value]) => ({ ...sampleEvent(), [key]: value }));
  const anything = fc.oneof(fc.jsonValue(), mutated);
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 20 }), fc.nat(), async (values, at) => {
      const place = at % (values.length + 1);
      const events = [...values.slice(0, place), sampleEvent(), ...values.slice(place)];
      const { status, body } = await app.send(JSON.stringify(events));
      expect(status).toBe(200);
      expect(body.verdicts).toHaveLength(events.length);
      expect(body.verdicts[place]).toEqual({ verdict: 'accepted' });
      expect(body.accepted + body.duplicates + body.late + body.quarantined).toBe(events.length);
    }),
    { numRuns: 150 },
  );
});

test('any bytes are answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect([400, 422]).toContain((await app.send(new Uint8Array(bytes))).status);
    }),
    { numRuns: 100 },
  );
});

describe('NDJSON', () => {
  const lines = () => `${good()}\r\n\n{"broken": \n${good()}`;

  test.each(['application/x-ndjson', 'application/ndjson', 'application/json'])('as %s', async (type) => {
    const { body } = await app.send(lines(), { 'content-type': type });
    expect(body.verdicts).toMatchObject([
      { verdict: 'accepted' },
      { verdict: 'quarantined', code: 'schema_violation', path: '' },
      { verdict: 'accepted' },
    ]);
  });
});

test('a batch has one sentAt for all', async () => {
  const timestamp = '1999-01-01T00:00:00Z';
  const batch = [sampleEvent({ timestamp }), sampleEvent({ timestamp, eventType: 'nope' })];
  const { body } = await app.send(JSON.stringify({ sentAt: '1999-01-01T00:00:01Z', batch }));
  expect(body).toMatchObject({ accepted: 1, quarantined: 1 });
  expect((await app.send(JSON.stringify({ sentAt: 'now', batch }))).body).toMatchObject({
    status: 400,
    path: '/sentAt',
  });
});

describe('compressed bodies', () => {
  const gzip = { 'content-encoding': 'gzip' };

  test('are inflated', async () => {
    expect((await app.send(new Uint8Array(gzipSync(good())), gzip)).body.accepted).toBe(1);
  });

  test('are not inflated without bound', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20)));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect((await app.send(bomb, gzip)).body).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  test('that are not what they say are problems', async () => {
    expect((await app.send(good(), gzip)).body).toMatchObject({ status: 400, code: 'BODY_NOT_GZIP' });
    expect((await app.send(good(), { 'content-encoding': 'br' })).body).toMatchObject({ status: 415 });
  });
});

test('too large bodies and too many events are refused as a whole', async () => {
  const tooLarge = await app.send(`"${'x'.repeat(5 * 1024 * 1024)}"`);
  expect(tooLarge.body).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  const tooMany = await app.send(`[${'0,'.repeat(10_000)}0]`);
  expect(tooMany.body).toMatchObject({ status: 413, code: 'TOO_MANY_EVENTS' });
});

test('an empty array is no event', async () => {
  expect(await app.send('[]')).toMatchObject({ status: 200, body: { accepted: 0, verdicts: [] } });
});
