/** A real Postgres is read: snapshot, stream, kinds of changes, types, and what must not stop it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type LoggedEvent, openTestCore, SHOP_TABLES, type TestCore } from './cdc-core.ts';
import { TestPostgres } from './test-postgres.ts';

let postgres: TestPostgres;
let shop: TestCore;

beforeAll(async () => {
  postgres = await TestPostgres.start();
});
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
  expect(source.status()).toMatchObject({ state: 'streaming', problem: null, changes: 4, quarantined: 0 });
});
