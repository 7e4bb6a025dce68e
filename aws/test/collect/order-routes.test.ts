/** `/v1/decisions` of a collector: the answers of one process, with a stream behind it and a table to read. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { RunningServer } from '@millrace/shop/server/start-server.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Answer, answer } from '../../../shop/test/server/test-server.ts';
import { openTestShop, type TestShop } from '../../../shop/test/server/test-shop.ts';
import { type CollectorOptions, startCollector } from '../../src/collect/start-collector.ts';
import { DiskSpool } from '../../src/producer/disk-spool.ts';
import { StreamProducer } from '../../src/producer/stream-producer.ts';
import { guardedDecisions } from '../../src/results/guarded-decisions.ts';
import { type Fault, Faults } from '../emulated/faults.ts';
import { HttpFaultProxy } from '../emulated/http-fault-proxy.ts';
import { StubKinesis, type StubSettings } from '../producer/stub-kinesis.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../servers/test-account.ts';
import { TestDynamo } from '../servers/test-dynamo.ts';
import { storeDecision } from './made-decision.ts';

let dynamo: TestDynamo;
let proxy: HttpFaultProxy;
/** Between the collector and its table. */
class Outage extends Faults {
  isOn = false;

  override next(): Fault | undefined {
    return this.isOn ? 'refuse' : undefined;
  }
}
const outage = new Outage(1, { calls: 0, delayMs: 0 });

beforeAll(async () => {
  dynamo = await TestDynamo.start(['decisions']);
  proxy = await HttpFaultProxy.start(dynamo.endpoint, outage);
  const environment = {
    AWS_REGION: TEST_REGION,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await proxy.close();
  await dynamo.close();
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  outage.isOn = false;
  for (const close of closing.splice(0).reverse()) await close();
});

interface World {
  readonly stub: StubKinesis;
  readonly refused: StubKinesis;
  readonly collector: RunningServer;
}

async function open(
  patienceMs: number,
  options: Partial<CollectorOptions> = {},
  settings: StubSettings = {},
): Promise<World> {
  const [stub, refused] = [await StubKinesis.start(settings), await StubKinesis.start()];
  const folder = mkdtempSync(join(tmpdir(), 'millrace-orders-'));
  const spool = await DiskSpool.open({ folder });
  const times = { lingerMs: 5, closeTimeoutMs: 1_000 };
  const events = new StreamProducer({ ...times, patienceMs: 200, transport: stub.transport(), spool });
  const quarantine = new StreamProducer({ ...times, transport: refused.transport() });
  const orders = { decisions: guardedDecisions('decisions'), patienceMs };
  const collector = await startCollector({
    ...{ events, quarantine, orders, host: '127.0.0.1', port: 0, writeKeys: [] },
    audit: () => undefined,
    logger: { level: 'silent' },
    ...options,
  });
  closing.push(async () => {
    await collector.close();
    await Promise.all([stub.close(), refused.close()]);
    rmSync(folder, { recursive: true, force: true });
  });
  return { stub, refused, collector };
}

let orders = 0;
function order(given: object = {}) {
  orders += 1;
  return { orderId: `o-${orders}`, userId: `u-${orders}`, products: [{ productId: 'p-1', price: 12.5 }], ...given };
}

function decide({ url }: { readonly url: string }, body: object, headers: Record<string, string> = {}) {
  const all = { 'content-type': 'application/json', ...headers };
  return answer(`${url}/v1/decisions`, { method: 'POST', headers: all, body: JSON.stringify(body) });
}

/** Events of orders on the stream. */
function stored({ stub }: World): readonly Record<string, unknown>[] {
  const all = [...stub.eventsByBucket().values()].flat() as Record<string, unknown>[];
  return all.filter(({ eventType }) => eventType === 'purchase');
}

const seen = ({ status, headers, body }: Answer) => ({ status, retryAfter: headers.get('retry-after'), body });

describe('an order', () => {
  test('is on the stream while it waits, a purchase a line, and is answered with the decision that comes', async () => {
    const world = await open(20_000);
    const sent = order({
      products: [
        { productId: 'p-1', price: 5 },
        { productId: 'p-2', price: 7, quantity: 2 },
      ],
    });
    const answered = decide(world.collector, sent);
    await expect.poll(() => stored(world).length).toBe(2);
    expect(stored(world).map(({ orderId, productId, quantity }) => [orderId, productId, quantity])).toEqual([
      [sent.orderId, 'p-1', 1],
      [sent.orderId, 'p-2', 2],
    ]);
    await storeDecision(dynamo, sent.orderId);
    const { status, body } = await answered;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      orderId: sent.orderId,
      outcome: 'approve',
      reasons: [{ code: 'IP_BURST' }],
      label: null,
    });
    expect(body).not.toHaveProperty('signals');
  });

  test('that comes again gets the decision that stands, with its label, and nothing more is on the stream', async () => {
    const world = await open(20_000);
    const { orderId } = order();
    await storeDecision(dynamo, orderId);
    const label = { ':label': { S: 'chargeback' } };
    const update = { UpdateExpression: 'SET label = :label', ExpressionAttributeValues: label };
    await dynamo.client.send(new UpdateItemCommand({ TableName: 'decisions', Key: { pk: { S: orderId } }, ...update }));
    const answers = [
      await decide(world.collector, order({ orderId })),
      await decide(world.collector, order({ orderId })),
    ];
    for (const { status, body } of answers) expect([status, body.label]).toEqual([200, 'chargeback']);
    expect(stored(world)).toEqual([]);
    expect((await answer(`${world.collector.url}/v1/decisions/${orderId}`, {})).body).toEqual(answers[0]?.body);
  });

  test('that comes several times at once is on the stream once, and all get the one decision', async () => {
    const world = await open(20_000);
    const sent = order();
    const answered = Promise.all([1, 2, 3, 4].map(() => decide(world.collector, sent)));
    await expect.poll(() => stored(world).length).toBe(1);
    await pause(100);
    await storeDecision(dynamo, sent.orderId);
    expect(new Set((await answered).map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(stored(world)).toHaveLength(1);
  });

  test('that is not decided in time is on the stream, and its sender is told where to ask', async () => {
    const world = await open(300);
    const sent = order({ orderId: 'late order' });
    expect(seen(await decide(world.collector, sent))).toEqual({
      status: 503,
      retryAfter: '1',
      body: {
        type: 'about:blank',
        title: 'Service Unavailable',
        status: 503,
        code: 'DECISION_PENDING',
        detail: 'The order is taken and not decided yet. Ask /v1/decisions/late%20order, or send the same order again.',
        poll: '/v1/decisions/late%20order',
      },
    });
    expect(stored(world)).toHaveLength(1);
    const poll = `${world.collector.url}/v1/decisions/late%20order`;
    expect(await answer(poll, {})).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    await storeDecision(dynamo, 'late order');
    expect((await answer(poll, {})).status).toBe(200);
    expect((await decide(world.collector, sent)).status).toBe(200);
    expect(stored(world)).toHaveLength(1);
  });

  test('is answered as pending when the collector ends, and not cut off', async () => {
    const world = await open(20_000);
    const sent = order();
    const answered = decide(world.collector, sent);
    await expect.poll(() => stored(world).length).toBe(1);
    await world.collector.close();
    expect(await answered).toMatchObject({ status: 503, body: { code: 'DECISION_PENDING' } });
  });
});

describe('while the table is away', () => {
  test('orders are taken, the answer says so, and soon comes at once', async () => {
    const world = await open(1_500);
    outage.isOn = true;
    const sent = Array.from({ length: 6 }, () => order());
    for (const { status, body } of await Promise.all(sent.map((each) => decide(world.collector, each)))) {
      expect([status, body.code]).toEqual([503, 'DECISION_PENDING']);
      expect(body.detail).toContain(
        'The order is taken, and decisions cannot be read at the moment. Ask /v1/decisions/',
      );
    }
    const beganMs = performance.now();
    const last = order();
    expect((await decide(world.collector, last)).status).toBe(503);
    expect(performance.now() - beganMs).toBeLessThan(1_000);
    expect(new Set(stored(world).map(({ orderId }) => orderId))).toEqual(
      new Set([...sent, last].map(({ orderId }) => orderId)),
    );
    outage.isOn = false;
    await storeDecision(dynamo, last.orderId);
    await expect.poll(async () => (await decide(world.collector, last)).status, { timeout: 10_000 }).toBe(200);
    expect(stored(world)).toHaveLength(7);
  });

  test('whoever asks for a decision is told to ask again', async () => {
    const world = await open(300);
    outage.isOn = true;
    const asked = await answer(`${world.collector.url}/v1/decisions/o-1`, {});
    expect(seen(asked)).toMatchObject({ status: 503, retryAfter: '1', body: { code: 'FUNCTIONS_UNAVAILABLE' } });
  });
});

test('while the stream is away an order is kept on disk, and goes there later', async () => {
  let isAway = true;
  const world = await open(500, {}, { callFault: () => (isAway ? 'unavailable' : 'none') });
  expect(await decide(world.collector, order())).toMatchObject({ status: 503, body: { code: 'DECISION_PENDING' } });
  expect(stored(world)).toEqual([]);
  isAway = false;
  await expect.poll(() => stored(world).length, { timeout: 20_000 }).toBe(1);
});

describe('what is refused', () => {
  const KEYS = { writeKeys: ['write-key-of-sixteen'], readKeys: ['fraud:fraud-key-of-sixteen', 'read-key-of-sixteen'] };
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop(KEYS);
  });
  afterAll(() => shop.close());

  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  test.each([
    ['without a buyer', { userId: undefined }, 400],
    ['without products', { products: [] }, 400],
    ['without an id', { orderId: undefined }, 400],
    ['with a price below a ten-thousandth', { products: [{ productId: 'p', price: 0.00001 }] }, 422],
    ['from tomorrow', { timestamp: '2999-01-01T00:00:00Z' }, 422],
    ['with too much beside it', { properties: { note: 'x'.repeat(40_000) } }, 422],
  ])(
    'an order %s gets the problem document of one process, and nothing of it is taken',
    async (_what, given, status) => {
      const world = await open(300, KEYS);
      const bad = order(given);
      const [ours, theirs] = [
        await decide(world.collector, bad, bearer('write-key-of-sixteen')),
        await decide(shop, bad, bearer('write-key-of-sixteen')),
      ];
      expect(ours.status).toBe(status);
      expect(seen(ours)).toEqual(seen(theirs));
      expect([stored(world), [...world.refused.eventsByBucket()]]).toEqual([[], []]);
    },
  );

  test.each([
    ['nobody', {}, 401],
    ['a wrong key', bearer('wrong-key-of-sixteen'), 401],
    ['a key that only reads', bearer('read-key-of-sixteen'), 403],
  ])('%s is, as by one process', async (_who, headers, status) => {
    const world = await open(300, KEYS);
    const [ours, theirs] = [await decide(world.collector, order(), headers), await decide(shop, order(), headers)];
    expect(ours.status).toBe(status);
    expect(seen(ours)).toEqual(seen(theirs));
    expect(stored(world)).toEqual([]);
  });

  test.each(['write-key-of-sixteen', 'fraud-key-of-sixteen'])('is not who has the %s', async (key) => {
    const world = await open(300, KEYS);
    const sent = order();
    await storeDecision(dynamo, sent.orderId);
    expect((await decide(world.collector, sent, bearer(key))).status).toBe(200);
  });
});
