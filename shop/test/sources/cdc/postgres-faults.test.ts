/** What people get wrong, and what happens to databases: each is told with what to do, and only that source waits or stops. */
import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PostgresSource } from '../../../src/sources/cdc/postgres/postgres-source.ts';
import { openTestCore, SHOP_TABLES, type TestCore } from './cdc-core.ts';
import { TestPostgres } from './test-postgres.ts';

/** A busy machine takes its time to start a server. */
const PATIENCE_MS = 60_000;

let postgres: TestPostgres;
let shop: TestCore;

beforeAll(async () => {
  postgres = await TestPostgres.start();
  await postgres.query("CREATE ROLE poor LOGIN PASSWORD 'poor'");
}, PATIENCE_MS);
afterAll(() => postgres.close());
beforeEach(async () => {
  await postgres.query(
    `DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO public; ${SHOP_TABLES}`,
  );
  shop = await openTestCore();
});
afterEach(async () => {
  await shop.close();
  await postgres.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots');
  await postgres.query('DROP PUBLICATION IF EXISTS millrace');
});

async function problemOf(source: PostgresSource) {
  await expect.poll(() => source.status().problem).not.toBeNull();
  return source.status().problem;
}

async function streaming(source: PostgresSource): Promise<void> {
  await expect.poll(() => source.status().state).toBe('streaming');
}

it.each([
  ['a wrong password', () => postgres.url('postgres', 'wrong'), 'CDC_LOGIN_REFUSED', /password/],
  ['an unknown user', () => postgres.url('nobody', 'x'), 'CDC_LOGIN_REFUSED', /password authentication/],
  ['an unknown database', () => postgres.url('postgres', 'sesame', 'shp'), 'CDC_LOGIN_REFUSED', /shp/],
  ['a server that is not there', () => 'postgres://127.0.0.1:1/x', 'CDC_UNREACHABLE', /ECONNREFUSED/],
  ['a user without rights', () => postgres.url('poor', 'poor'), 'CDC_NOT_READY', /may not replicate.*more/],
])('%s is told, and tried again', async (_what, url, code, message) => {
  const problem = await problemOf(shop.source(postgres, { url: url() }));
  expect(problem).toMatchObject({ code, message: expect.stringMatching(message), hint: expect.stringMatching(/\w/) });
  expect(problem?.retryAt).not.toBeNull();
});

it('begins by itself when the missing rights have been given', async () => {
  await postgres.query('ALTER ROLE poor REPLICATION');
  await postgres.query("INSERT INTO inventory VALUES ('tent', 3, 5)");
  const source = shop.source(postgres, { url: postgres.url('poor', 'poor') });
  expect((await problemOf(source))?.message).toMatch(/may not be read/);
  await postgres.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO poor;
    CREATE PUBLICATION millrace FOR TABLE inventory, products, users, orders`);
  await streaming(source);
  expect(shop.events()).toHaveLength(1);
  await postgres.query('ALTER ROLE poor NOREPLICATION');
});

it('stops at a slot that was dropped, and reads anew when it is told to', async () => {
  await postgres.query("INSERT INTO inventory VALUES ('tent', 3, 5)");
  const source = shop.source(postgres);
  await streaming(source);
  await dropSlot();
  await expect.poll(() => source.status().state).toBe('stopped');
  expect(source.status().problem).toMatchObject({
    code: 'CDC_SLOT_LOST',
    retryAt: null,
    hint: expect.stringContaining('resnapshot'),
  });
  await postgres.query("UPDATE inventory SET on_hand = 9; INSERT INTO inventory VALUES ('lamp', 1, 5)");
  await source.resnapshot();
  await streaming(source);
  const events = await shop.until((all) => all.length === 3);
  expect(
    events
      .slice(1)
      .map(({ properties }) => properties.onHand)
      .sort(),
  ).toEqual([1, 9]);
});

/** Its reader comes back within a moment: it is sent away again until the slot is gone. */
async function dropSlot(): Promise<void> {
  for (;;) {
    const slots = await postgres.query('SELECT active_pid FROM pg_replication_slots');
    if (slots.length === 0) return;
    await postgres
      .query(`SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active; `)
      .then(() => postgres.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots'))
      .catch(() => undefined);
  }
}

it('stops at a database that was set back to an older copy', async () => {
  await postgres.stop();
  const setBack = await postgres.copy();
  await postgres.up();
  const source = shop.source(postgres);
  await streaming(source);
  await postgres.query("INSERT INTO inventory SELECT 'p' || n, n, n FROM generate_series(1, 2000) n");
  await shop.until((events) => events.length === 2_000);
  await source.stop();
  await postgres.stop();
  await setBack();
  await postgres.up();
  const again = shop.source(postgres);
  await expect.poll(() => again.status().state).toBe('stopped');
  expect(again.status().problem).toMatchObject({
    code: 'CDC_DATABASE_CHANGED',
    message: expect.stringMatching(/its log ends at .* it was restored/),
  });
});

it('stops at another timeline', async () => {
  const source = shop.source(postgres);
  await streaming(source);
  await source.stop();
  await postgres.stop();
  await postgres.touch('recovery.signal');
  await postgres.up({ restore_command: 'false' });
  const again = shop.source(postgres);
  await expect.poll(() => again.status().state).toBe('stopped');
  expect(again.status().problem).toMatchObject({
    code: 'CDC_DATABASE_CHANGED',
    message: expect.stringContaining('timeline 2, and was on 1'),
  });
});

it('waits while a server recovers, and looks at what came of it then', async () => {
  const source = shop.source(postgres);
  await streaming(source);
  await source.stop();
  await postgres.stop();
  await postgres.touch('standby.signal');
  await postgres.up({ restore_command: 'false' });
  const again = shop.source(postgres);
  expect(await problemOf(again)).toMatchObject({
    code: 'CDC_NOT_READY',
    message: expect.stringContaining('in recovery'),
  });
  await postgres.query('SELECT pg_promote()');
  await expect.poll(() => again.status().state).toBe('stopped');
  expect(again.status().problem).toMatchObject({ code: 'CDC_DATABASE_CHANGED' });
});

it('does not take a slot that it does not know', async () => {
  await postgres.query("SELECT pg_create_logical_replication_slot('millrace', 'pgoutput')");
  const problem = await problemOf(shop.source(postgres));
  expect(problem).toMatchObject({ code: 'CDC_NOT_READY', message: expect.stringContaining('exists already') });
});

it(
  'has each row once when a first reading loses the connection beside it',
  async () => {
    await fillInventory(60_000);
    const source = shop.source(postgres);
    await expect.poll(() => source.status().snapshot[0]?.rows ?? 0, { interval: 5 }).toBeGreaterThan(0);
    const [lost] =
      await postgres.query(`SELECT count(pg_terminate_backend(pid))::int AS connections FROM pg_stat_activity
    WHERE application_name = 'millrace pg' AND backend_type = 'client backend' AND query NOT LIKE 'FETCH%'`);
    expect(lost?.connections).toBeGreaterThan(0);
    await expect.poll(() => source.status().reconnects, { timeout: PATIENCE_MS }).toBe(1);
    await expectEachRowOnce(source, 60_000);
  },
  PATIENCE_MS,
);

it.each([0, 20])(
  'has each row once when commits of a first reading fail after %i ms',
  async (afterMs) => {
    await fillInventory(60_000);
    const { log } = shop.core;
    const append = log.append.bind(log);
    let commits = 0;
    log.append = async (...batch) => {
      const [, records] = batch;
      const fails = records.length > 0 && [2, 4, 7].includes(++commits);
      if (fails && afterMs > 0) await pause(afterMs);
      if (fails) throw new MillraceError('full', { code: 'STORAGE_FULL', domain: 'external', retry: 'backoff' });
      return append(...batch);
    };
    const source = shop.source(postgres);
    await expectEachRowOnce(source, 60_000);
    expect(source.status().reconnects).toBe(3);
  },
  PATIENCE_MS,
);

async function fillInventory(rows: number): Promise<void> {
  await postgres.query(`INSERT INTO inventory SELECT 'p' || n, 100, 10 FROM generate_series(1, ${rows}) n`);
}

async function expectEachRowOnce(source: PostgresSource, rows: number): Promise<void> {
  await expect.poll(() => source.status().state, { timeout: PATIENCE_MS }).toBe('streaming');
  const ids = shop.events().map(({ eventId }) => eventId);
  expect([ids.length, new Set(ids).size]).toEqual([rows, rows]);
}
