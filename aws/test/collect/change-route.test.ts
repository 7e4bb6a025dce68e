/** Changes of databases into the collector in front of a stream: the same answers as the server's, and events in order. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { readCdcMapping } from '@millrace/shop/sources/cdc/cdc-mapping.ts';
import { changeMappers } from '@millrace/shop/sources/cdc/collect-records.ts';
import { cdcRoute } from '@millrace/shop/sources/http/cdc-route.ts';
import { afterEach, expect, it } from 'vitest';
import { answer, openTestServer } from '../../../shop/test/server/test-server.ts';
import { type CollectorOptions, startCollector } from '../../src/collect/start-collector.ts';
import { StreamProducer } from '../../src/producer/stream-producer.ts';
import { StubKinesis } from '../producer/stub-kinesis.ts';

const NOW = Date.now();
const MAPPERS = changeMappers(
  readCdcMapping('test', {
    tables: {
      'public.inventory': { stream: 'inventory_update', fields: { productId: 'product_id', onHand: 'on_hand' } },
    },
  }),
);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(changes: CollectorOptions['changes']) {
  const [stub, refused] = [await StubKinesis.start(), await StubKinesis.start()];
  closing.push(
    () => stub.close(),
    () => refused.close(),
  );
  const events = new StreamProducer({ lingerMs: 5, transport: stub.transport() });
  const quarantine = new StreamProducer({ lingerMs: 5, transport: refused.transport() });
  const server = { host: '127.0.0.1', port: 0, writeKeys: [], audit: () => undefined };
  const collector = await startCollector({ events, quarantine, changes, ...server });
  closing.push(() => collector.close());
  return { stub, refused, url: collector.url };
}

const headers = { 'content-type': 'application/json' };
const post = (url: string, body: unknown) =>
  answer(`${url}/v1/cdc`, { method: 'POST', headers, body: JSON.stringify(body) });

const stock = (productId: string, onHand: unknown, pos: number) => ({
  op: 'u',
  before: null,
  after: { product_id: productId, on_hand: onHand },
  source: { connector: 'mysql', name: 'shop', db: 'shop', schema: 'public', table: 'inventory', ts_ms: NOW, pos },
});

/** What a product's events say is left of it, in the order of the stream. */
function counts({ stub }: { readonly stub: StubKinesis }, productId: string): readonly unknown[] {
  const events = [...stub.eventsByBucket().values()].flat() as {
    readonly productId?: string;
    readonly properties?: { readonly onHand?: number };
  }[];
  return events.flatMap((event) => (event.productId === productId ? [event.properties?.onHand] : []));
}

it('gets the answers that the server gives, and the events are on the stream in their order', async () => {
  const world = await open(async () => MAPPERS);
  const { server, close } = await openTestServer({
    plugins: [
      async (app, { collector, bodies }) => {
        const route = { collector, bodies, mappers: () => MAPPERS, onCollected: () => undefined };
        await app.register(cdcRoute, route);
      },
    ],
  });
  closing.push(() => close());
  const other = { ...stock('tent', 1, 9), source: { ...stock('tent', 1, 9).source, table: 'customers' } };
  const bodies = [
    [stock('tent', 7, 1), stock('lamp', 3, 2), stock('tent', 6, 3)],
    [{ schema: {}, payload: stock('tent', 5, 4) }, null, { ts_ms: NOW }, stock('tent', 6, 3), { op: 'x' }, other],
    stock('tent', 'many', 5),
    { op: 'u' },
  ];
  for (const body of bodies) {
    const [theirs, ours] = [await post(server.url, body), await post(world.url, body)];
    expect([ours.status, ours.body]).toEqual([theirs.status, theirs.body]);
  }
  expect(counts(world, 'tent')).toEqual([7, 6, 5]);
  expect(world.refused.taken).toBeGreaterThan(0);
});

it('passes nothing over while there is no mapping: the connector is told to come again', async () => {
  let isThere = false;
  const changes = async () => {
    if (isThere) return MAPPERS;
    const hint = 'Changes wait for cdc-mapping.yaml.';
    throw new MillraceError('no mapping', {
      code: 'CDC_MAPPING_UNREADABLE',
      domain: 'external',
      retry: 'backoff',
      hint,
    });
  };
  const world = await open(changes);
  const refused = await post(world.url, stock('tent', 7, 1));
  expect([refused.status, refused.body.code]).toEqual([503, 'CDC_MAPPING_UNREADABLE']);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.body.detail).toContain('cdc-mapping.yaml');
  isThere = true;
  expect((await post(world.url, stock('tent', 7, 1))).body).toMatchObject({ accepted: 1 });
  expect(counts(world, 'tent')).toEqual([7]);
});

it('is not there where nothing says what becomes of tables', async () => {
  const { url } = await open(undefined);
  expect(await post(url, stock('tent', 7, 1))).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
});
