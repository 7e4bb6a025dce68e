/** Events over an HTTP API: the same bodies, verdicts and problems as at the server. */
import { gzipSync } from 'node:zlib';
import { KeyRing } from '@millrace/shop/access/key-ring.ts';
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import { expect, it } from 'vitest';
import { collectRequest } from '../../src/collect/http-request.ts';
import { StreamCollector } from '../../src/collect/stream-collector.ts';
import type { StreamEvent } from '../../src/stream/stream-event.ts';

const KEY = 'write-key-of-sixteen';
const events: StreamEvent[] = [];
const collector = new StreamCollector({
  clock: new ArrivalClock(Date.now, 0),
  put: async (more) => void events.push(...more),
  quarantine: async () => undefined,
});
const parts = { collector, keys: new KeyRing({ writeKeys: [KEY], readKeys: [], adminKeys: [] }) };

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

async function send({ method = 'POST', path = '/v1/events', headers, query, body = '' }: Sent) {
  const isBase64Encoded = typeof body !== 'string';
  const request = {
    requestContext: { http: { method, path } },
    headers: headers ?? { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(query ? { queryStringParameters: query } : {}),
    body: isBase64Encoded ? body.toString('base64') : body,
    isBase64Encoded,
  };
  const { statusCode, headers: answered, body: text } = await collectRequest(parts, request);
  return { status: statusCode, type: answered?.['content-type'], answer: JSON.parse(text ?? '{}') };
}

const event = (eventId: string) => ({
  eventId,
  eventType: 'page_view',
  userId: 'u-1',
  timestamp: new Date().toISOString(),
});

it('takes one event, an array, a batch, NDJSON, and gzip', async () => {
  const before = events.length;
  const batch = { sentAt: new Date().toISOString(), batch: [event('e-4')] };
  for (const body of [event('e-1'), [event('e-2'), event('e-3')], batch].map((each) => JSON.stringify(each))) {
    expect(await send({ body })).toMatchObject({ status: 200, answer: { quarantined: 0 } });
  }
  const zipped = { authorization: `Bearer ${KEY}`, 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
  const lines = gzipSync([event('e-5'), event('e-6')].map((each) => JSON.stringify(each)).join('\n'));
  expect(await send({ headers: zipped, body: lines })).toMatchObject({ status: 200, answer: { accepted: 2 } });
  expect(events.length - before).toBe(6);
});

it('takes a beacon by the key in its address', async () => {
  const sent = {
    headers: { 'content-type': 'text/plain' },
    query: { writeKey: KEY },
    body: JSON.stringify(event('e-9')),
  };
  expect(await send(sent)).toMatchObject({ status: 200, answer: { accepted: 1 } });
});

it('says why nothing of a request was taken', async () => {
  expect(await send({ body: JSON.stringify({ eventId: 'e-7' }) })).toMatchObject({
    status: 422,
    type: 'application/problem+json; charset=utf-8',
    answer: { code: 'ALL_QUARANTINED', verdicts: [{ verdict: 'quarantined' }] },
  });
  expect(await send({ body: '{"eventId": ' })).toMatchObject({ status: 400, answer: { code: 'BODY_NOT_JSON' } });
  expect(await send({ body: Buffer.from([0x22, 0xff, 0x22]) })).toMatchObject({
    status: 400,
    answer: { code: 'BODY_NOT_UTF8' },
  });
});

it('refuses strangers, other methods and other places', async () => {
  const body = JSON.stringify(event('e-8'));
  expect(await send({ headers: {}, body })).toMatchObject({ status: 401, answer: { code: 'UNAUTHORIZED' } });
  expect(await send({ headers: { authorization: 'Bearer something-else-long' }, body })).toMatchObject({ status: 401 });
  expect(await send({ method: 'GET' })).toMatchObject({ status: 405, answer: { code: 'METHOD_NOT_ALLOWED' } });
  expect(await send({ path: '/v1/nothing', body })).toMatchObject({ status: 404, answer: { code: 'NOT_FOUND' } });
});
