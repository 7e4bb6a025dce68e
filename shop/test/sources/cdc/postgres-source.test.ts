/** A real Postgres is read: snapshot, stream, kinds of changes, types, and what must not stop it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readCdcMapping } from '../../../src/sources/cdc/cdc-mapping.ts';
import { type LoggedEvent, openTestCore, SHOP_TABLES, type TestCore } from './cdc-core.ts';
import { TestPostgres } from './test-postgres.ts';

/** A busy machine takes its time to start a server. */
const PATIENCE_MS = 60_000;

let postgres: TestPostgres;
let shop: TestCore;

beforeAll(async () => {
  postgres = await TestPostgres.start();
}, PATIENCE_MS);
afterAll(() => postgres.close());
beforeEach(async () => {
  await postgres.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${SHOP_TABLES}`);
  shop = await openTestCore();
});
afterEach(async () => {
  await shop.close();
  await postgres.query(
    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'millrace'",
  );
  await postgres.query('DROP PUBLICATION IF EXISTS millrace');
});

const ofType = (events: readonly LoggedEvent[], type: string) => events.filter(({ eventType }) => eventType === type);

it('reads what is there, and then what changes, and nothing of tables that are not mapped', async () => {
  await postgres.query("INSERT INTO inventory VALUES ('tent', 12, 5), ('lamp', 3, 5)");
  await postgres.query("INSERT INTO users VALUES (7, '2024-01-15 10:30:00.123456+00', 'DE', 'hash')");
  const source = shop.source(postgres);
  const first = await shop.until((events) => events.length === 3);
  expect(first.map(({ properties }) => properties.cdc.op)).toEqual(['r', 'r', 'r']);
  const [user] = ofType(first, 'identify');
  expect(user).toMatchObject({ userId: '7', properties: { createdAt: '2024-01-15T10:30:00.123456Z', country: 'DE' } });
  expect(JSON.stringify(first)).not.toContain('hash');

  await postgres.query(
    "INSERT INTO unrelated VALUES (1, 'x'); UPDATE inventory SET on_hand = 2 WHERE product_id = 'tent'",
  );
  const all = await shop.until((events) => events.length === 4);
  expect(all[3]).toMatchObject({
    eventType: 'inventory_update',
    productId: 'tent',
    properties: {
      onHand: 2,
      threshold: 5,
      cdc: { op: 'u', before: null, after: { product_id: 'tent', on_hand: 2, reorder_point: 5 } },
    },
  });
  expect(all[3].properties.cdc.source).toMatchObject({
    connector: 'postgresql',
    name: 'pg',
    schema: 'public',
    table: 'inventory',
  });
  // A change is counted once its verdict has come, which is after it is on disk.
  await expect.poll(() => source.status().changes).toBe(4);
  expect(source.status()).toMatchObject({ state: 'streaming', problem: null, quarantined: 0 });
});

it('tells updates, deletions, new keys, long values and truncation for what they are', async () => {
  await postgres.query(`ALTER TABLE products ALTER description SET STORAGE EXTERNAL`);
  await postgres.query(
    `INSERT INTO products VALUES ('a', 'Tent', 'camp', 12.5, repeat('long ', 2000)), ('b', 'Lamp', 'home', 3, null)`,
  );
  const source = shop.source(postgres);
  await shop.until((events) => events.length === 2);
  await postgres.query("UPDATE products SET price = 11 WHERE id = 'a'");
  await postgres.query("UPDATE products SET id = 'c' WHERE id = 'a'");
  await postgres.query("DELETE FROM products WHERE id = 'b'");
  await postgres.query('TRUNCATE inventory');
  const events = await shop.until((all) => all.length === 6 && source.status().quarantined === 1);
  const changes = events.slice(2).map(({ properties: { cdc }, ...event }) => ({ cdc, event }));
  const [cheaper, ...others] = changes.filter(({ cdc }) => cdc.op !== 'r');
  expect(cheaper).toMatchObject({ cdc: { op: 'u', after: { id: 'a', price: '11.0000' } }, event: { price: 11 } });
  expect(cheaper?.cdc.after).not.toHaveProperty('description');
  const byOp = Map.groupBy(others, ({ cdc }) => `${cdc.op} ${(cdc.after ?? cdc.before).id}`);
  expect([...byOp.keys()].sort()).toEqual(['c c', 'd a', 'd b']);
  const quarantined = shop.core.quarantine.list(0, 10);
  expect(quarantined).toMatchObject([{ message: expect.stringContaining('public.inventory was truncated') }]);
});

it('fills in long values where the database tells whole rows', async () => {
  await postgres.query(
    `ALTER TABLE products REPLICA IDENTITY FULL; ALTER TABLE products ALTER description SET STORAGE EXTERNAL`,
  );
  await postgres.query(`INSERT INTO products VALUES ('a', 'Tent', 'camp', 12.5, repeat('long ', 2000))`);
  shop.source(postgres);
  await shop.until((events) => events.length === 1);
  await postgres.query("UPDATE products SET price = 11 WHERE id = 'a'");
  const [, changed] = await shop.until((events) => events.length === 2);
  expect(changed.properties.description).toHaveLength(10_000);
  expect(changed.properties.cdc.before.price).toBe('12.5000');
});

it('goes on when columns come, go, are renamed and change their type', async () => {
  const source = shop.source(postgres);
  await expect.poll(() => source.status().state).toBe('streaming');
  await postgres.query("ALTER TABLE users ADD nickname text; INSERT INTO users VALUES (1, now(), 'DE', 'h', 'x')");
  await postgres.query("ALTER TABLE users RENAME country TO land; INSERT INTO users VALUES (2, now(), 'DE')");
  await postgres.query(
    "ALTER TABLE products ALTER price TYPE text; INSERT INTO products VALUES ('a', 'n', 'c', 'cheap', null)",
  );
  await postgres.query("INSERT INTO products VALUES ('b', 'n', 'c', '7.25', null)");
  await postgres.query("ALTER TABLE inventory DROP reorder_point; INSERT INTO inventory VALUES ('a', 4)");
  const events = await shop.until((all) => all.length === 4);
  expect(events.map(({ userId, productId }) => userId ?? productId).sort()).toEqual(['1', '2', 'a', 'b']);
  expect(ofType(events, 'product_update')[0]).toMatchObject({ productId: 'b', price: 7.25 });
  expect(source.status()).toMatchObject({ state: 'streaming', problem: null });
  expect(source.status().notes.join()).toMatch(
    /public.users has no column country.*public.inventory has no column reorder_point/,
  );
  expect(shop.core.quarantine.list(0, 10)).toMatchObject([
    { path: '/price', message: 'column price of public.products (id="a"): "cheap" is no number', source: 'cdc:pg' },
  ]);
});

it('keeps every digit of every type, in the snapshot as in the stream', async () => {
  await postgres.query(`CREATE TYPE mood AS ENUM ('new', 'used');
    CREATE TABLE everything (id uuid PRIMARY KEY, n numeric, big int8, yes bool, at timestamptz, plain timestamp, day date,
      doc jsonb, tags text[], moods mood[], one mood, raw bytea, f float8, prices numeric[])`);
  const row = (id: number) => `INSERT INTO everything VALUES ('00000000-0000-0000-0000-00000000000${id}',
    12345678901234567890.123456789, 9223372036854775807, true, '2024-01-15 10:30:00.123456+02', '2024-01-15 10:30:00.5',
    '2024-02-29', '{"a": 1.10}', '{"x,y",NULL}', '{new,used}', 'used', '\\x00ff', 'NaN', '{1.50,2}')`;
  await postgres.query(row(1));
  const columns = ['n', 'big', 'yes', 'at', 'plain', 'day', 'doc', 'tags', 'moods', 'one', 'raw', 'f', 'prices'];
  const mapping = readCdcMapping('test', {
    tables: { everything: { stream: 'product', fields: { productId: 'id' }, keep: columns } },
  });
  shop.source(postgres, { mapping });
  await shop.until((events) => events.length === 1);
  await postgres.query(row(2));
  const events = await shop.until((all) => all.length === 2);
  for (const { properties } of events) {
    expect(properties.cdc.after).toMatchObject({
      n: '12345678901234567890.123456789',
      big: '9223372036854775807',
      yes: true,
      at: '2024-01-15T08:30:00.123456Z',
      plain: '2024-01-15T10:30:00.5',
      day: '2024-02-29',
      doc: '{"a": 1.10}',
      tags: ['x,y', null],
      moods: ['new', 'used'],
      one: 'used',
      raw: 'AP8=',
      f: 'NaN',
      prices: ['1.50', '2'],
    });
  }
});

it('lets an idle database forget its log, also while only other tables change', async () => {
  const source = shop.source(postgres);
  await expect.poll(() => source.status().state).toBe('streaming');
  const confirmed = async () => {
    const [slot] = await postgres.query(
      'SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)::bigint AS behind FROM pg_replication_slots',
    );
    return Number(slot?.behind);
  };
  await postgres.query("INSERT INTO unrelated SELECT n, repeat('x', 500) FROM generate_series(1, 20000) n");
  expect(await confirmed()).toBeGreaterThan(5_000_000);
  await expect.poll(confirmed, { interval: 500 }).toBeLessThan(100_000);
  expect(shop.events()).toEqual([]);
});
