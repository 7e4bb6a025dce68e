import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleEvent } from '../../events/sample-event.ts';
import { answer, openTestServer, type TestServer } from '../../server/test-server.ts';

let app: TestServer;
let nowMs = Date.parse('2024-01-15T10:31:00Z');
beforeAll(async () => {
  app = await openTestServer({ now: () => nowMs });
});
afterAll(() => app.close());

async function quarantine(event: object): Promise<number> {
  await app.send(JSON.stringify({ sentAt: '2024-01-15T10:30:00Z', batch: [event] }));
  const { entries } = (await app.get('/v1/quarantine?limit=1000')).body;
  return entries.at(-1).number;
}

function replay(number: number, mended?: object) {
  const init = mended && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(mended) };
  return answer(`${app.server.url}/v1/quarantine/${number}/replay`, { method: 'POST', ...init });
}

test('lists page by number', async () => {
  for (let index = 0; index < 5; index++) await quarantine({ index });
  const first = (await app.get('/v1/quarantine?limit=3')).body;
  expect(first.entries.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3]);
  const rest = (await app.get(`/v1/quarantine?limit=3&after=${first.next}`)).body;
  expect(rest.entries.map(({ number }: { number: number }) => number)).toEqual([4, 5]);
  expect(rest.next).toBeNull();
});

test('an entry says what came, when, from where, and what was wrong with it', async () => {
  const event = sampleEvent({ price: -1, properties: { password: 'hunter2' } });
  const number = await quarantine(event);
  expect((await app.get(`/v1/quarantine/${number}`)).body).toEqual({
    number,
    eventType: 'page_view',
    code: 'schema_violation',
    path: '/price',
    message: expect.any(String),
    // A batch before it, in the same millisecond, may have moved the clock on by one.
    receivedAt: expect.stringMatching(/^2024-01-15T10:31:00\.00[01]Z$/),
    sentAt: '2024-01-15T10:30:00.000Z',
    source: 'http',
    tries: 1,
    outcome: 'quarantined',
    original: JSON.stringify({ ...event, properties: { password: '[masked]' } }),
  });
});

test('a replay is another try: still bad, mended, then a duplicate', async () => {
  const event = sampleEvent({ quantity: -1 });
  const number = await quarantine(event);
  expect((await replay(number)).body).toMatchObject({ number, verdict: 'quarantined', path: '/quantity' });
  expect((await replay(number, { ...event, quantity: 1 })).body).toEqual({ number, verdict: 'accepted' });
  expect((await app.get(`/v1/quarantine/${number}`)).body).toMatchObject({ tries: 3, outcome: 'accepted' });
  expect((await replay(number, { ...event, quantity: 1 })).body).toEqual({ number, verdict: 'duplicate' });
});

test('a replay long after corrects the clock as the first try would have', async () => {
  const event = sampleEvent({ timestamp: '2024-01-15T10:29:00Z', eventType: 'nope' });
  const number = await quarantine(event);
  nowMs += 10 * 24 * 3_600_000;
  expect((await replay(number, { ...event, eventType: 'search' })).body.verdict).toBe('accepted');
});

test('what is not there is a 404', async () => {
  expect((await app.get('/v1/quarantine/999999')).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  expect((await replay(999_999)).status).toBe(404);
  expect((await app.get('/v1/quarantine/zero')).status).toBe(400);
});
