/** Segment's own library for Node, from npm and unchanged, pointed at a server that is not always there. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Analytics } from '@segment/analytics-node';
import { afterEach, expect, test } from 'vitest';
import { openTestServer, type TestServer } from '../../server/test-server.ts';
import { storedEvents } from '../stored-events.ts';

const KEY = 'a-write-key-of-the-shop';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Door {
  readonly url: string;
  /** Where requests go; undefined hangs up on them. */
  target: string | undefined;
  /** How many of the next requests are answered 429. */
  refusals: number;
}

/** A door that stays when the server behind it goes and comes, and can be too busy. */
async function openDoor(): Promise<Door> {
  const door = { url: '', target: undefined as string | undefined, refusals: 0 };
  const server: Server = createServer(async (request, response) => {
    if (door.refusals > 0) {
      door.refusals -= 1;
      response.writeHead(429, { 'retry-after': '1' }).end();
      return;
    }
    if (door.target === undefined) return void request.socket.destroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'content-type': type = '' } = request.headers;
    try {
      const init = { method: 'POST', headers: { authorization, 'content-type': type }, body: Buffer.concat(chunks) };
      const answer = await fetch(`${door.target}${request.url}`, init);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  door.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return door;
}

async function openServer(dataFolder: string): Promise<TestServer> {
  return openTestServer({ dataFolder, writeKeys: [KEY] });
}

test('delivers every kind of call', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-segment-'));
  closing.push(() => rm(dataFolder, { recursive: true }));
  const app = await openServer(dataFolder);
  closing.push(() => app.close('keep-folder'));
  const analytics = new Analytics({ writeKey: KEY, host: app.server.url });
  const failures: unknown[] = [];
  analytics.on('error', (failure) => failures.push(failure));
  const timestamp = new Date(Date.now() - 86_400_000);
  analytics.identify({ userId: 'ann', anonymousId: 'a-1', traits: { email: 'ann@shop.example' } });
  analytics.page({ userId: 'ann', name: 'Home', properties: { url: 'https://shop.example/' } });
  analytics.screen({ userId: 'ann', name: 'Cart' });
  analytics.group({ userId: 'ann', groupId: 'acme', traits: { plan: 'big' } });
  analytics.alias({ userId: 'ann', previousId: 'a-0' });
  analytics.track({ userId: 'ann', event: 'Coupon Entered', properties: { coupon: 'SUMMER' }, timestamp });
  analytics.track({
    userId: 'ann',
    event: 'Order Completed',
    properties: {
      order_id: 'o-1',
      currency: 'EUR',
      products: [
        { product_id: 'p-1', price: 5, quantity: 2 },
        { product_id: 'p-2', price: 1 },
      ],
    },
  });
  await analytics.closeAndFlush();
  expect(failures).toEqual([]);
  const events = await storedEvents(dataFolder);
  expect(events.map(({ eventType }) => eventType).sort()).toEqual(
    ['custom', 'custom', 'identify', 'identify', 'page_view', 'page_view', 'purchase', 'purchase'].sort(),
  );
  const coupon = events.find(({ properties }) => properties?.name === 'Coupon Entered');
  expect(Math.abs(Date.parse(String(coupon?.timestamp)) - timestamp.getTime())).toBeLessThan(5_000);
});

test('loses nothing and counts nothing twice while the server is busy, goes, and comes back', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-segment-'));
  closing.push(() => rm(dataFolder, { recursive: true }));
  const door = await openDoor();
  let app = await openServer(dataFolder);
  door.target = app.server.url;
  const analytics = new Analytics({ writeKey: KEY, host: door.url, flushAt: 10, flushInterval: 50, maxRetries: 20 });
  const failures: unknown[] = [];
  analytics.on('error', (failure) => failures.push(failure));
  const send = (from: number, to: number) => {
    for (let index = from; index < to; index++) {
      analytics.track({
        userId: `user-${index % 7}`,
        event: 'Product Added',
        properties: { product_id: `p-${index}` },
      });
    }
  };
  send(0, 50);
  door.refusals = 3;
  send(50, 100);
  await new Promise((resolve) => setTimeout(resolve, 300));
  door.target = undefined;
  send(100, 150);
  // The server goes down with requests on their way, and what it has acknowledged must still be there when it is back.
  await app.close('keep-folder');
  app = await openServer(dataFolder);
  closing.push(() => app.close('keep-folder'));
  door.target = app.server.url;
  send(150, 200);
  await analytics.closeAndFlush({ timeout: 20_000 });
  expect(failures).toEqual([]);
  const products = (await storedEvents(dataFolder)).map(({ productId }) => productId);
  expect(products.toSorted()).toEqual(Array.from({ length: 200 }, (_, index) => `p-${index}`).toSorted());
});

test('is told of what is refused, and does not send it again', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-segment-'));
  closing.push(() => rm(dataFolder, { recursive: true }));
  const app = await openServer(dataFolder);
  closing.push(() => app.close('keep-folder'));
  const analytics = new Analytics({ writeKey: KEY, host: app.server.url, flushAt: 1 });
  const statuses: number[] = [];
  const failures: unknown[] = [];
  analytics.on('http_response', ({ status }) => statuses.push(status));
  analytics.on('error', (failure) => failures.push(failure));
  analytics.track({ userId: 'ann', event: 'Order Refunded', properties: {} });
  await analytics.closeAndFlush();
  expect(statuses).toEqual([422]);
  expect(failures).toHaveLength(1);
  const listed = await app.get('/v1/quarantine');
  expect(listed.body.entries).toMatchObject([{ source: 'segment', path: '/properties/order_id' }]);
});
