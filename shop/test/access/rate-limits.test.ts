import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Allowance } from '../../src/access/allowance.ts';
import { rateLimitsFor } from '../../src/access/rate-limits.ts';
import { sampleEvent } from '../events/sample-event.ts';
import { answer, openTestServer, type TestServer } from '../server/test-server.ts';

describe('an allowance', () => {
  it('over time lets no one have more than the rate and one window, whatever one request costs', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 300 })), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 60 }),
        steps,
        (perWindow, windowSeconds, asked) => {
          let nowMs = 0;
          let had = 0;
          let last = 0;
          const allowance = new Allowance({ name: 'x', perWindow, windowSeconds }, () => nowMs);
          for (const [passedMs, cost] of asked) {
            nowMs += passedMs;
            if (allowance.waitMs('a') > 0) continue;
            allowance.take('a', cost);
            had += cost;
            last = cost;
          }
          expect(had - last).toBeLessThanOrEqual(perWindow + (nowMs / 1000 / windowSeconds) * perWindow + 1e-6);
        },
      ),
    );
  });

  it('says how long to wait, and lets in then and not before, one caller beside the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 500 }), (perWindow, cost) => {
        let nowMs = 0;
        const allowance = new Allowance({ name: 'x', perWindow, windowSeconds: 1 }, () => nowMs);
        allowance.take('a', cost);
        const waitMs = allowance.waitMs('a');
        expect(allowance.waitMs('b')).toBe(0);
        expect(waitMs > 0).toBe(cost > perWindow - 1);
        nowMs = waitMs / 2;
        expect(allowance.waitMs('a')).toBeCloseTo(waitMs / 2, 6);
        nowMs = waitMs + 1e-6;
        expect(allowance.waitMs('a')).toBe(0);
      }),
    );
  });

  it('keeps ten thousand callers at most, and none of them gets more for being forgotten while in debt', () => {
    const allowance = new Allowance({ name: 'x', perWindow: 10, windowSeconds: 1 }, () => 0);
    allowance.take('debtor', 1_000);
    for (let number = 0; number < 12_000; number++) allowance.left(`caller-${number}`);
    expect(allowance.waitMs('debtor')).toBeGreaterThan(90_000);
  });
});

const [LOUD, QUIET, READ] = ['key-of-the-loud-machine', 'key-of-the-quiet-machine', 'key-of-the-reader-000001'];
const KEYS = { writeKeys: [LOUD, QUIET], readKeys: [READ] };

let open: TestServer | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const events = (count: number) => JSON.stringify(Array.from({ length: count }, () => sampleEvent()));
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('a server with limits', () => {
  it('tells each key what it has left, and makes the one that sends too much wait, and no other', async () => {
    open = await openTestServer({ ...KEYS, rateLimits: { requestsPerSecond: 3, eventsPerSecond: null } });
    const first = await open.send(events(1), bearer(LOUD));
    expect(first.headers.get('ratelimit-policy')).toBe('"requests";q=3;w=1');
    expect(first.headers.get('ratelimit')).toMatch(/^"requests";r=2;t=1$/);
    const rest = await Promise.all(Array.from({ length: 30 }, () => open?.send(events(1), bearer(LOUD))));
    const refused = rest.filter((each) => each?.status === 429);
    expect(refused.length).toBeGreaterThan(3);
    expect(refused[0]?.body).toMatchObject({
      code: 'RATE_LIMITED',
      detail: expect.stringContaining('3 requests a second'),
    });
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(refused[0]?.headers.get('ratelimit')).toContain('"requests";r=0;');
    expect((await open.send(events(1), bearer(QUIET))).status).toBe(200);
    expect(open.server.metrics.totals.accepted).toBe(1 + (30 - refused.length) + 1);
  });

  it('counts events, too, and takes a large request whole', async () => {
    open = await openTestServer({ ...KEYS, rateLimits: { eventsPerSecond: 10 } });
    expect((await open.send(events(1_000), bearer(LOUD))).body).toMatchObject({ accepted: 1_000 });
    const next = await open.send(events(1), bearer(LOUD));
    expect(next).toMatchObject({ status: 429, body: { detail: expect.stringContaining('10 events a second') } });
    const waitSeconds = Number(next.headers.get('retry-after'));
    expect(waitSeconds).toBeLessThanOrEqual(100);
    expect(waitSeconds).toBeGreaterThan(70);
  });

  it('counts by the key also where that stands in the body', async () => {
    open = await openTestServer({ ...KEYS, rateLimits: { requestsPerSecond: 1 } });
    const { url } = open.server;
    const page = (writeKey: string) =>
      answer(`${url}/v1/page`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userId: 'ann', writeKey }),
      });
    expect((await page(LOUD)).status).toBe(200);
    expect((await page(LOUD)).status).toBe(429);
    expect((await page(QUIET)).status).toBe(200);
  });

  it('on loopback has none, beyond it some, and those that are given', async () => {
    open = await openTestServer(KEYS);
    expect((await open.send(events(1), bearer(LOUD))).headers.has('ratelimit')).toBe(false);
    expect(rateLimitsFor('0.0.0.0')).toEqual({
      requestsPerSecond: 5_000,
      eventsPerSecond: 50_000,
      queriesPerMinute: 60,
    });
    expect(rateLimitsFor('0.0.0.0', { eventsPerSecond: null })).toMatchObject({
      requestsPerSecond: 5_000,
      eventsPerSecond: null,
    });
    expect(rateLimitsFor('localhost', { queriesPerMinute: 5 })).toMatchObject({
      requestsPerSecond: null,
      queriesPerMinute: 5,
    });
  });

  it('goes by the address that a trusted proxy tells, and by no one else’s word', async () => {
    const settings = { rateLimits: { requestsPerSecond: 1 } };
    open = await openTestServer({ ...settings, trustedProxies: ['127.0.0.1'] });
    const from = (ip: string) => ({ 'x-forwarded-for': ip });
    expect((await open.send(events(1), from('203.0.113.1'))).status).toBe(200);
    expect((await open.send(events(1), from('203.0.113.2'))).status).toBe(200);
    expect((await open.send(events(1), from('203.0.113.1'))).status).toBe(429);
    await open.close();
    open = await openTestServer(settings);
    expect((await open.send(events(1), from('203.0.113.1'))).status).toBe(200);
    expect((await open.send(events(1), from('203.0.113.2'))).status).toBe(429);
  });
});
