/** What the server tells of its streams: that everything is described, that places named are there, counts and examples. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../src/events/event-types.ts';
import { embeddedScripts } from '../../src/pipelines/pipeline-groups.ts';
import { STREAM_NOTES } from '../../src/streams/stream-catalog.ts';
import { StreamRates } from '../../src/streams/stream-rates.ts';
import { streamTables } from '../../src/streams/stream-tables.ts';
import { openTestShop, type TestShop } from '../server/test-shop.ts';

interface StreamAnswer {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly description: string }[];
  readonly routes: readonly string[];
  readonly writtenBy: string;
  readonly retentionDays: number | null;
  readonly changes: number;
}

let shop: TestShop;
let streams: readonly StreamAnswer[];
beforeAll(async () => {
  shop = await openTestShop();
  streams = (await shop.get('/v1/streams')).body.items;
});
afterAll(() => shop.close());

const named = (name: string) => streams.find((stream) => stream.name === name);

describe('the list of streams', () => {
  it('says of every stream what its rows are, and of every column what it means', () => {
    const undescribed = streams.flatMap(({ name, about, columns }) => [
      ...(about === '' ? [name] : []),
      ...columns.filter(({ description }) => description === '').map((column) => `${name}.${column.name}`),
    ]);
    expect(undescribed).toEqual([]);
  });

  it('says nothing of streams and columns that are not there', () => {
    const columns = new Map(streams.map((stream) => [stream.name, new Set(stream.columns.map(({ name }) => name))]));
    const stale = Object.entries(STREAM_NOTES).flatMap(([name, note]) =>
      Object.keys(note.columns ?? {}).filter((column) => columns.get(name)?.has(column) !== true),
    );
    expect([stale, Object.keys(STREAM_NOTES).filter((name) => !columns.has(name))]).toEqual([[], []]);
  });

  it('names routes that the document of the API has', async () => {
    const { paths } = (await shop.get('/openapi.json')).body;
    const missing = streams
      .flatMap(({ routes }) => routes)
      .filter((route) => {
        const [method = '', path = ''] = route.split(' ');
        return paths[path]?.[method.toLowerCase()] === undefined;
      });
    expect(missing).toEqual([]);
  });

  it('says who writes a stream, where it goes, and how long it is kept', () => {
    expect(named('revenue')).toMatchObject({
      ...{ key: ['windowStart', 'category'], writtenBy: 'pipelines/revenue.sql', retentionDays: 3650 },
      ...{ topics: ['revenue'], warehouseTable: 'revenue' },
    });
    expect(named('revenue')?.columns[3]).toMatchObject({ name: 'revenue', type: 'DECIMAL(38, 4)' });
    expect(named('events')).toMatchObject({ writtenBy: 'collector', retentionDays: 7, warehouseTable: 'events' });
    expect(named('decisions')).toMatchObject({ writtenBy: 'functions', retentionDays: 30 });
    expect(named('stock')).toMatchObject({ retentionDays: null });
  });

  it('knows the file of every view that the scripts write', async () => {
    const written = [...(await streamTables(embeddedScripts(), []))].map(([name, { writtenBy }]) => [name, writtenBy]);
    expect(written.length).toBeGreaterThan(15);
    for (const [name, file] of written) {
      expect(named(String(name))?.writtenBy).toBe(file);
      expect(file).toMatch(/^pipelines\/[a-z-]+\.sql$/);
    }
  });

  it('counts events by type, and shows the newest of each', async () => {
    const event = (eventId: string, eventType: string) => ({
      ...{ eventId, eventType, userId: 'ann', productId: 'tent', price: 5, query: 'tents' },
      timestamp: new Date().toISOString(),
    });
    await shop.send(event('s-1', 'search'), event('s-1', 'search'), event('p-1', 'page_view'), event('s-2', 'search'));
    const { body } = await shop.get('/v1/streams');
    const types = new Map(body.eventTypes.map((type: { name: string }) => [type.name, type]));
    expect([...types.keys()]).toEqual(EVENT_TYPES);
    expect(types.get('search')).toMatchObject({ events: 2, control: false });
    expect(types.get('page_view')).toMatchObject({ events: 1 });
    expect(types.get('order_label')).toMatchObject({ events: 0, control: true });
    const searches = (await shop.get('/v1/streams/events?type=search')).body.examples;
    expect(searches.map(({ eventId }: { eventId: string }) => eventId).sort()).toEqual(['s-1', 's-2']);
    const newest = (await shop.get('/v1/streams/events?n=1')).body.examples;
    expect(newest).toHaveLength(1);
    expect((await shop.get('/v1/streams/events?type=nonsense')).status).toBe(400);
  });

  it('shows the newest rows of a view', async () => {
    const order = { eventId: 'o-1', userId: 'ann', eventType: 'purchase', productId: 'tent', price: 20 };
    await shop.send({ ...order, timestamp: new Date().toISOString() });
    const { body } = await shop.until('/v1/streams/orders', (given) => given.body.changes === 1);
    expect(body).toMatchObject({ name: 'orders', examples: [{ eventId: 'o-1', amount: '20.0000' }] });
    expect((await shop.get('/v1/streams/revenue.late')).status).toBe(404);
  });
});

describe('rates', () => {
  it('are those of the last seconds, and unknown until there are two looks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.array(fc.integer({ min: 300, max: 4_000 }), { minLength: 1, maxLength: 30 }),
        (perSecond, waits) => {
          const rates = new StreamRates();
          let atMs = 1_000;
          let last: number | null = rates.look(new Map([['a', 0]]), atMs)('a');
          expect(last).toBeNull();
          let spanMs = 0;
          for (const wait of waits) {
            atMs += wait;
            spanMs += wait;
            last = rates.look(new Map([['a', ((atMs - 1_000) * perSecond) / 1000]]), atMs)('a');
            if (spanMs >= 1_000) expect(last).toBeCloseTo(perSecond, 0);
          }
        },
      ),
    );
  });

  it('are unknown for a feed that has begun anew', () => {
    const rates = new StreamRates();
    rates.look(new Map([['a', 100]]), 0);
    expect(rates.look(new Map([['a', 3]]), 2_000)('a')).toBeNull();
  });
});
