import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isLoopback } from '../../src/access/loopback.ts';
import type { PipelineHandle } from '../../src/server/pipeline-handle.ts';
import { sampleEvent } from '../events/sample-event.ts';
import { answer, openTestServer, type TestServer } from './test-server.ts';

const WRITE_KEY = 'write-key-0123456789';
const ADMIN_KEY = 'admin-key-0123456789';
const READ_KEY = 'read-key-00123456789';

let app: TestServer | undefined;
async function open(...options: Parameters<typeof openTestServer>): Promise<TestServer> {
  app = await openTestServer(...options);
  return app;
}
afterEach(async () => {
  await app?.close();
  app = undefined;
});

describe('who may call', () => {
  test.each([{ host: '0.0.0.0' }, { host: '0.0.0.0', writeKeys: [WRITE_KEY] }, { host: '::', readKeys: [READ_KEY] }])(
    'beyond loopback, without both kinds of keys, it refuses to start: %j',
    async (options) => {
      await expect(openTestServer(options)).rejects.toMatchObject({ code: 'KEYS_REQUIRED', domain: 'user' });
    },
  );

  test('short keys are refused', async () => {
    await expect(openTestServer({ writeKeys: ['short'] })).rejects.toMatchObject({ code: 'KEY_TOO_SHORT' });
  });

  test('a key opens what it is for, as Bearer or as the user name of Basic', async () => {
    const { send, server } = await open({
      host: '0.0.0.0',
      writeKeys: ['another-write-key-1', WRITE_KEY],
      readKeys: [READ_KEY],
    });
    const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
    const basic = (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` });
    const body = JSON.stringify(sampleEvent());
    const statuses = await Promise.all(
      [{}, bearer(READ_KEY), bearer('wrong'), bearer(WRITE_KEY), basic(WRITE_KEY)].map((headers) =>
        send(body, headers),
      ),
    );
    expect(statuses.map(({ status }) => status)).toEqual([401, 403, 401, 200, 200]);
    expect(statuses[0]?.headers.get('www-authenticate')).toContain('Basic');
    const read = async (path: string, headers: Record<string, string>) =>
      (await answer(`http://127.0.0.1:${server.port}${path}`, { headers })).status;
    expect(await read('/v1/quarantine', bearer(READ_KEY))).toBe(200);
    expect(await read('/v1/quarantine', bearer(WRITE_KEY))).toBe(403);
    expect(await read('/metrics', {})).toBe(401);
    expect(await read('/healthz', {})).toBe(200);
  });

  test('an admin key opens everything; without one, nobody may send what decides over others', async () => {
    const keys = { host: '0.0.0.0', writeKeys: [WRITE_KEY], readKeys: [READ_KEY], adminKeys: [ADMIN_KEY] };
    const { send, server } = await open(keys);
    const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
    const label = () => JSON.stringify({ ...sampleEvent(), eventType: 'order_label', orderId: 'o1' });
    const refused = await send(label(), bearer(WRITE_KEY));
    expect(refused.body.verdicts[0]).toMatchObject({ verdict: 'quarantined', path: '/eventType' });
    expect((await send(label(), bearer(ADMIN_KEY))).body).toMatchObject({ accepted: 1 });
    const metrics = await answer(`http://127.0.0.1:${server.port}/metrics`, { headers: bearer(ADMIN_KEY) });
    expect(metrics.status).toBe(200);
  });

  test('on loopback without keys everyone may send what decides over others', async () => {
    const { send } = await open();
    const label = { ...sampleEvent(), eventType: 'order_label', orderId: 'o1' };
    expect((await send(JSON.stringify(label))).body).toMatchObject({ accepted: 1 });
  });

  test.each([
    ['Host: evil.example'],
    // A page under such a name can say what it likes in any header but this one.
    ['Host: evil.example\r\nX-Forwarded-Host: localhost'],
    ['Host: localhost\r\nX-Forwarded-Host: evil.example'],
  ])('without keys, a name that was made to point here is not answered: %j', async (names) => {
    const { server } = await open({ trustedProxies: ['127.0.0.1'] });
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`GET /v1/quarantine HTTP/1.1\r\n${names}\r\nConnection: close\r\n\r\n`);
    const [data] = await once(socket, 'data');
    expect(String(data)).toMatch(/^HTTP\/1.1 403/);
    socket.destroy();
  });

  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['::1', true],
    ['[::1]', true],
    ['127.0.0.1.evil.example', false],
    ['0.0.0.0', false],
    ['localhost.evil.example', false],
  ])('%s is loopback: %s', (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });

  test('pages of other origins may not call unless they are listed', async () => {
    const { server } = await open({ allowedOrigins: ['https://shop.example'] });
    const preflight = (origin: string) =>
      answer(`${server.url}/v1/events`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://shop.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(allowed.headers.get('access-control-expose-headers')).toContain('retry-after');
    const refused = await preflight('https://shop.example.evil.example');
    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('texts, as beacons send them, without a preflight', () => {
  const text = { 'content-type': 'text/plain;charset=UTF-8' };
  const body = () => JSON.stringify(sampleEvent());

  test('a write key may come in the query of the collecting route; no other key there, and nowhere else', async () => {
    const keys = { host: '0.0.0.0', writeKeys: [WRITE_KEY], readKeys: [READ_KEY], adminKeys: [ADMIN_KEY] };
    const { server } = await open(keys);
    const post = async (path: string, sent = body()) =>
      answer(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', headers: text, body: sent });
    expect((await post(`/v1/events?writeKey=${WRITE_KEY}`)).body).toMatchObject({ accepted: 1 });
    expect((await post(`/v1/events?writeKey=${READ_KEY}`)).status).toBe(401);
    expect((await post('/v1/events')).status).toBe(401);
    const label = JSON.stringify(sampleEvent({ eventType: 'order_label', orderId: 'o1' }));
    expect((await post(`/v1/events?writeKey=${ADMIN_KEY}`, label)).body.verdicts[0]).toMatchObject({
      verdict: 'quarantined',
      path: '/eventType',
    });
    const read = await answer(`http://127.0.0.1:${server.port}/v1/quarantine?writeKey=${READ_KEY}`, {});
    expect(read.status).toBe(401);
  });

  test('what changes something is refused to pages of origins that are not listed, and stores nothing', async () => {
    const { server } = await open({ allowedOrigins: ['https://shop.example'] });
    const post = async (origin: string) =>
      answer(`${server.url}/v1/events`, { method: 'POST', headers: { ...text, origin }, body: body() });
    for (const origin of ['https://evil.example', 'null', 'https://shop.example.evil.example']) {
      expect((await post(origin)).body).toMatchObject({ status: 403, code: 'ORIGIN_NOT_ALLOWED' });
    }
    expect(server.metrics.totals.accepted).toBe(0);
    for (const origin of ['https://shop.example', server.url]) expect((await post(origin)).status).toBe(200);
  });
});

describe('answers', () => {
  test('every error is a problem document', async () => {
    const { get, send, server } = await open();
    const notFound = await get('/nothing/here');
    const wrongMethod = await get('/v1/events');
    const wrongType = await send('a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([notFound, wrongMethod, wrongType].map(({ body }) => body.status)).toEqual([404, 405, 415]);
    for (const { status, headers, body } of [notFound, wrongMethod, wrongType]) {
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toMatchObject({
        type: 'about:blank',
        title: expect.any(String),
        status,
        detail: expect.any(String),
      });
    }
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    const wrongMethodWithParameter = await answer(`${server.url}/v1/quarantine/7`, { method: 'PATCH' });
    expect(wrongMethodWithParameter.status).toBe(405);
  });

  test('more than it holds at once is refused with 429 and when to come again', async () => {
    const { send } = await open({ maxWaitingBytes: 20_000 });
    const body = JSON.stringify(Array.from({ length: 40 }, () => sampleEvent()));
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(body)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(answers.filter(({ status }) => status === 200).length).toBe(20 - refused.length);
    expect((await send(body)).status).toBe(200);
  });

  test('counts events by verdict and requests by status', async () => {
    const { send, get } = await open();
    const event = sampleEvent();
    await send(JSON.stringify([event, event, 1]));
    await get('/nowhere');
    const { text } = await get('/metrics');
    expect(text).toContain('millrace_events_received_total{verdict="accepted"} 1');
    expect(text).toContain('millrace_events_received_total{verdict="duplicate"} 1');
    expect(text).toContain('millrace_events_received_total{verdict="quarantined"} 1');
    expect(text).toContain('millrace_http_requests_total{status="404"} 1');
    expect(text).toContain('millrace_event_latency_seconds_count{stage="acknowledged"} 3');
  });

  test('describes itself', async () => {
    const { get } = await open();
    const { body } = await get('/openapi.json');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/v1/events', '/v1/quarantine/{number}', '/readyz']),
    );
    expect(body.components.schemas.Event.properties.eventType.enum).toContain('purchase');
    const page = await get('/docs/static/index.html');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    // Over plain HTTP, too, and with the styles that its script adds.
    expect(page.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    expect(page.headers.get('content-security-policy')).toContain("style-src 'self' 'unsafe-inline'");
  });
});

describe('beside a pipeline', () => {
  test('tells it of commits, asks it for readiness and the watermark, and stops it', async () => {
    const calls: string[] = [];
    let sequence = 0;
    let running = false;
    const pipeline: PipelineHandle = {
      start: async () => void calls.push('start'),
      onCommitted: (batch) => {
        sequence = batch.sequence;
      },
      watermarkMs: () => Date.parse('2025-01-01T00:00:00Z'),
      progress: () => ({ running, sequence, arrivalMs: Date.now() }),
      stop: async () => void calls.push('stop'),
    };
    const { send, get } = await open({ pipeline });
    expect((await get('/readyz')).body).toMatchObject({ status: 'waiting' });
    running = true;
    expect(await get('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect((await send(JSON.stringify(sampleEvent()))).body.late).toBe(1);
    expect(sequence).toBeGreaterThan(0);
    await app?.close();
    app = undefined;
    expect(calls).toEqual(['start', 'stop']);
  });

  test('a quiet log goes on in time by heartbeats', async () => {
    const sequences: number[] = [];
    const pipeline: PipelineHandle = {
      start: async () => {},
      onCommitted: ({ sequence }) => void sequences.push(sequence),
      watermarkMs: () => Number.MIN_SAFE_INTEGER,
      progress: () => ({ running: true, sequence: 0, arrivalMs: Date.now() }),
      stop: async () => {},
    };
    await open({ pipeline });
    await expect.poll(() => sequences.length).toBeGreaterThan(2);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });
});

test('closing answers what is under way, and keeps what it acknowledged', async () => {
  const first = await openTestServer();
  const events = Array.from({ length: 20 }, () => sampleEvent());
  const sending = events.map((event) => first.send(JSON.stringify(event)).catch(() => undefined));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await first.close('keep-folder');
  const answers = await Promise.all(sending);
  const second = await open({ dataFolder: first.dataFolder });
  for (const [index, sent] of answers.entries()) {
    if (sent?.body?.accepted !== 1) continue;
    expect((await second.send(JSON.stringify(events[index]))).body.duplicates).toBe(1);
  }
});
