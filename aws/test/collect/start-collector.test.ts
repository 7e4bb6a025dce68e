/** The collector in front of a stream: the same answers as the server's, and what is acknowledged is on the stream or on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningServer } from '@millrace/shop/server/start-server.ts';
import { afterEach, describe, expect, test } from 'vitest';
import { answer, openTestServer } from '../../../shop/test/server/test-server.ts';
import { type CollectorOptions, startCollector } from '../../src/collect/start-collector.ts';
import { DiskSpool } from '../../src/producer/disk-spool.ts';
import { StreamProducer } from '../../src/producer/stream-producer.ts';
import { bucketOf } from '../../src/stream/bucket.ts';
import { StubKinesis, type StubSettings } from '../producer/stub-kinesis.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface World {
  readonly stub: StubKinesis;
  readonly refused: StubKinesis;
  readonly events: StreamProducer;
  readonly collector: RunningServer;
  readonly audit: unknown[];
}

/** @param patienceMs events wait for the stream so long: on a busy machine, too, they go there and not to disk. */
async function open(
  settings: StubSettings = {},
  options: Partial<CollectorOptions> = {},
  patienceMs = 20_000,
): Promise<World> {
  const [stub, refused] = [await StubKinesis.start(settings), await StubKinesis.start()];
  closing.push(
    () => stub.close(),
    () => refused.close(),
  );
  const folder = mkdtempSync(join(tmpdir(), 'millrace-collector-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const spool = await DiskSpool.open({ folder });
  const times = { lingerMs: 5, closeTimeoutMs: 20_000 };
  const events = new StreamProducer({ ...times, patienceMs, transport: stub.transport(), spool });
  const quarantine = new StreamProducer({ ...times, transport: refused.transport() });
  const audit: unknown[] = [];
  const collector = await startCollector({
    ...{ events, quarantine, host: '127.0.0.1', port: 0, writeKeys: [] },
    audit: (entry) => audit.push(entry),
    ...options,
  });
  closing.push(() => collector.close());
  return { stub, refused, events, collector, audit };
}

function post({ collector }: World, body: unknown, headers: Record<string, string> = {}, path = '/v1/events') {
  return answer(collector.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const get = ({ collector }: World, path: string) => answer(collector.url + path, {});

const view = (number: number, more = {}) => ({
  eventId: `e-${number}`,
  eventType: 'page_view',
  userId: `user-${number % 7}`,
  timestamp: new Date().toISOString(),
  ...more,
});

/** What lies on the stream, but for heartbeats. */
function stored({ stub }: World): readonly Record<string, unknown>[] {
  const all = [...stub.eventsByBucket().values()].flat() as Record<string, unknown>[];
  return all.filter(({ eventType }) => eventType !== 'heartbeat');
}

describe('events', () => {
  test('are on the stream, stamped and in their bucket, when they are acknowledged', async () => {
    const world = await open();
    const { status, body } = await post(world, [view(1), view(2), view(3)]);
    expect([status, body.accepted]).toEqual([200, 3]);
    expect(stored(world)).toHaveLength(3);
    for (const [bucket, events] of world.stub.eventsByBucket()) {
      for (const event of events as Record<string, string>[]) {
        if (event.eventType !== 'heartbeat') expect(bucketOf(event.userId ?? '')).toBe(bucket);
        expect(Date.parse(event.receivedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
      }
    }
  });

  test('get the same answers as from the server', async () => {
    const world = await open();
    const { server, send, close } = await openTestServer();
    closing.push(() => close());
    const bodies = [
      [view(1), view(1), { ...view(2), price: -1 }, { eventType: 'nonsense' }, 7],
      { ...view(3), timestamp: 'yesterday' },
      'no json',
      '',
      { batch: [view(4)], sentAt: 'nonsense' },
      [{ ...view(5), eventType: 'user_forget', timestamp: '2999-01-01T00:00:00Z' }],
    ];
    for (const body of bodies) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const theirs = await send(text);
      const ours = await post(world, text);
      expect([ours.status, ours.body]).toEqual([theirs.status, theirs.body]);
    }
    for (const path of ['/v1/track', '/v1/batch', '/v1/nowhere']) {
      const body = JSON.stringify({ event: 'Product Viewed', anonymousId: 'a-1', messageId: 'm-1', type: 'track' });
      const headers = { 'content-type': 'application/json' };
      const theirs = await fetch(server.url + path, { method: 'POST', body, headers });
      const ours = await post(world, body, {}, path);
      expect([ours.status, ours.body]).toEqual([theirs.status, await theirs.json()]);
    }
  });

  test('that are larger than a record do not fail their neighbours, and their beginning is in quarantine', async () => {
    const world = await open();
    const large = view(1, { query: 'ä'.repeat(1_000_000) });
    const { status, body } = await post(world, [large, view(2)]);
    expect([status, body.accepted, body.quarantined]).toEqual([200, 1, 1]);
    expect(stored(world)).toMatchObject([{ eventId: 'e-2' }]);
    const [entry] = [...world.refused.eventsByBucket().values()].flat() as Record<string, string>[];
    expect(entry?.original?.startsWith('{"eventId":"e-1"')).toBe(true);
    expect(entry).toMatchObject({
      code: 'size_violation',
      message: expect.stringContaining('the first 65536 are kept'),
    });
  });

  test('that are refused are in quarantine as they came, without secrets, and their neighbours on the stream', async () => {
    const world = await open();
    const bad = { ...view(2), price: -1, properties: { card: '4111 1111 1111 1111' } };
    const { body } = await post(world, [view(1), bad]);
    expect(body).toMatchObject({ accepted: 1, quarantined: 1 });
    const [entry] = [...world.refused.eventsByBucket().values()].flat() as Record<string, string>[];
    expect(entry).toMatchObject({ code: 'schema_violation', path: '/price', source: 'http' });
    expect(entry?.original).toContain('"eventId":"e-2"');
    expect(entry?.original).not.toContain('4111 1111');
  });

  test('that come again are duplicates, and are not on the stream twice', async () => {
    const world = await open();
    const [one, other] = await Promise.all([post(world, view(1)), post(world, view(1))]);
    expect([one.body.verdicts[0].verdict, other.body.verdicts[0].verdict].sort()).toEqual(['accepted', 'duplicate']);
    expect(stored(world)).toHaveLength(1);
  });
});

describe('a stream that is away', () => {
  test('costs no event: they are acknowledged from disk, and arrive later in order', async () => {
    const world = await open({}, {}, 100);
    await post(world, view(0));
    world.stub.settings = { callFault: () => 'unavailable' };
    for (let number = 1; number < 30; number++) expect((await post(world, view(number))).status).toBe(200);
    const health = await get(world, '/v1/health');
    expect([health.status, health.body]).toMatchObject([200, { status: 'spooling', spooledEvents: 29 }]);
    world.stub.settings = {};
    await expect.poll(() => stored(world).length).toBe(30);
    const mine = stored(world).flatMap(({ eventId, userId }) => (userId === 'user-3' ? [eventId] : []));
    expect(mine).toEqual(['e-3', 'e-10', 'e-17', 'e-24']);
  });

  test('with a full spool is 503 with Retry-After, and the same events are taken afterwards', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-collector-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const stub = await StubKinesis.start({ callFault: () => 'hang up' });
    closing.push(() => stub.close());
    const spool = await DiskSpool.open({ folder, maxBytes: 100 });
    const events = new StreamProducer({ transport: stub.transport(), spool, patienceMs: 50, closeTimeoutMs: 500 });
    const world = await open({}, { events });
    const refused = await post(world, view(1));
    expect([refused.status, refused.body.code]).toEqual([503, 'SPOOL_FULL']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    stub.settings = {};
    await expect.poll(async () => (await post(world, view(1))).status).toBe(200);
  });
});

describe('keys', () => {
  const options = { host: '0.0.0.0', writeKeys: ['write-key-write-key'], rateLimits: { eventsPerSecond: 10 } };

  test('without write keys it takes events on loopback only', async () => {
    await expect(open({}, { host: '0.0.0.0' })).rejects.toMatchObject({ code: 'KEYS_REQUIRED' });
  });

  test('elsewhere events need a key, metrics one that nobody has, and refusals are written down', async () => {
    const world = await open({}, options);
    expect((await post(world, view(1))).status).toBe(401);
    expect((await post(world, view(1), { authorization: 'Bearer write-key-write-key' })).status).toBe(200);
    expect((await get(world, '/metrics')).status).toBe(401);
    expect((await get(world, '/healthz')).status).toBe(200);
    expect(JSON.stringify(world.audit)).toContain('"kind":"access_refused"');
    expect(JSON.stringify(world.audit)).not.toContain('write-key');
  });

  test('a key that sends too much is told to wait', async () => {
    const world = await open({}, options);
    const headers = { authorization: 'Bearer write-key-write-key' };
    const many = Array.from({ length: 100 }, (_, number) => view(number));
    expect((await post(world, many, headers)).status).toBe(200);
    expect((await post(world, view(200), headers)).body.code).toBe('RATE_LIMITED');
  });
});

describe('operating', () => {
  test('tells what producers do, and its routes', async () => {
    const world = await open();
    await post(world, [view(1), view(2)]);
    const { text } = await get(world, '/metrics');
    expect(text).toContain('millrace_events_received_total{verdict="accepted"} 2');
    expect(text).toMatch(/millrace_producer_durable_events_total\{destination="events"\} \d/);
    expect(text).toContain('millrace_producer_spool_bytes{destination="quarantine"} 0');
    const { paths } = (await get(world, '/openapi.json')).body;
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/v1/events', '/v1/batch', '/v1/health']));
  });

  test('while it drains it says so and still answers; then everything acknowledged is on the stream', async () => {
    const world = await open({ delayMs: 100 }, { drainMs: 400 });
    const posts = Array.from({ length: 20 }, (_, number) => post(world, view(number)));
    const closed = world.collector.close();
    expect((await get(world, '/v1/health')).status).toBe(503);
    posts.push(post(world, view(99)));
    for (const { status } of await Promise.all(posts)) expect(status).toBe(200);
    await closed;
    expect(stored(world)).toHaveLength(21);
  });
});
