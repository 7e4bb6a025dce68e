/** Changes sent by others: a verdict for each record, and what cannot be used in quarantine; and the commands for databases. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdcRoute } from '../../../src/sources/http/cdc-route.ts';
import { answer, openTestServer } from '../../server/test-server.ts';
import { openTestShop, type TestShop } from '../../server/test-shop.ts';
import { SHOP_TABLES } from './cdc-core.ts';
import { TestPostgres } from './test-postgres.ts';

const NOW = Date.now();

describe('POST /v1/cdc', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await openTestShop();
  }, 60_000);
  afterAll(() => shop.close());

  const source = { connector: 'mysql', name: 'shop', db: 'shop', schema: 'public', table: 'inventory', ts_ms: NOW };
  const stock = (productId: string, onHand: number) => ({
    op: 'u',
    before: null,
    after: { product_id: productId, on_hand: onHand, unmapped: 'x' },
    source: { ...source, pos: onHand },
  });
  const names = (body: { verdicts: { verdict: string }[] }) => body.verdicts.map(({ verdict }) => verdict);

  it('takes single records and batches, with and without schema, and raises the alert of a count', async () => {
    expect((await shop.post('/v1/cdc', stock('tent', 20))).body).toMatchObject({ accepted: 1, ignored: 0 });
    const batch = [{ schema: {}, payload: stock('tent', 2) }, null, { ts_ms: NOW }, stock('tent', 20), { op: 'x' }];
    const { status, body } = await shop.post('/v1/cdc', batch);
    expect(status).toBe(200);
    expect(names(body)).toEqual(['accepted', 'ignored', 'ignored', 'duplicate', 'quarantined']);
    const alerts = await shop.until('/v1/inventory/alerts', ({ body }) => body.items.length === 1);
    expect(alerts.body.items).toMatchObject([{ productId: 'tent', onHand: 2, threshold: 10 }]);
  });

  it('takes nothing while what other requests have brought fills what may wait for the disk', async () => {
    const { server, close } = await openTestServer({
      maxWaitingBytes: 1_000,
      plugins: [
        async (app, { collector, bodies }) => {
          bodies.gate.enter(1_000);
          await app.register(cdcRoute, { collector, bodies, mappers: () => new Map(), onCollected: () => undefined });
        },
      ],
    });
    const headers = { 'content-type': 'application/json' };
    const given = await answer(`${server.url}/v1/cdc`, { method: 'POST', headers, body: '[]' });
    expect(given).toMatchObject({ status: 429, body: { code: 'OVERLOADED' } });
    await close();
  });

  it('takes what DMS writes', async () => {
    const metadata = {
      timestamp: new Date(NOW).toISOString(),
      'record-type': 'data',
      operation: 'insert',
      'schema-name': 'public',
      'table-name': 'inventory',
    };
    const control = { metadata: { ...metadata, 'record-type': 'control', operation: 'create-table' } };
    const { body } = await shop.post('/v1/cdc', [control, { data: { product_id: 'lamp', on_hand: 4 }, metadata }]);
    expect(names(body)).toEqual(['ignored', 'accepted']);
    const stocks = await shop.until('/v1/inventory', ({ body }) => body.items.length === 2);
    expect(stocks.body.items).toMatchObject([
      { productId: 'lamp', onHand: 4 },
      { productId: 'tent', onHand: 2 },
    ]);
  });

  it('keeps what does not fit, and answers 200 so that the connector goes on', async () => {
    const bad = { ...stock('tent', 1), after: { product_id: 'tent', on_hand: 'many' } };
    const { status, body } = await shop.post('/v1/cdc', bad);
    expect([status, names(body)]).toEqual([200, ['quarantined']]);
    expect(body.verdicts[0]).toMatchObject({
      path: '/properties/onHand',
      message: 'column on_hand of public.inventory (product_id="tent"): "many" is no whole number',
    });
  });

  it('refuses what is no JSON', async () => {
    const response = await fetch(`${shop.url}/v1/cdc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"op":',
    });
    expect(response.status).toBe(400);
  });
});

describe('millrace cdc check', () => {
  const command = fileURLToPath(new URL('../../../bin/millrace.ts', import.meta.url));
  const check = async (url: string, ...more: string[]) => {
    const words = [command, 'cdc', 'check', '--postgres-url', url, ...more];
    return promisify(execFile)(process.execPath, words).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stdout, stderr }) => ({ code: Number(code), text: `${stdout}${stderr}` }),
    );
  };

  it('tells everything at once, in lines of at most 80 columns, and changes nothing', { timeout: 90_000 }, async () => {
    const postgres = await TestPostgres.start({ wal_level: 'replica', max_replication_slots: '0' });
    try {
      await postgres.query(`${SHOP_TABLES} ALTER TABLE users DROP COLUMN country; DROP TABLE orders;
        ALTER TABLE inventory DROP CONSTRAINT inventory_pkey; CREATE ROLE poor LOGIN PASSWORD 'poor'`);
      const { code, text } = await check(postgres.url('poor', 'poor'));
      expect(code).toBe(1);
      for (const expected of [
        'wal_level is replica',
        'may not replicate',
        'there is no table public.orders',
        'public.inventory has no primary key',
        'public.users has no column country, segment',
        'may not be read',
        'there is no publication millrace',
        'all 0 replication slots of the server are in use',
        'Not ready yet.',
      ]) {
        expect(text.replace(/\s+/g, ' ')).toContain(expected);
      }
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(await postgres.query('SELECT pubname FROM pg_publication')).toEqual([]);
      await postgres.query('DROP TABLE inventory, products, users');
      const empty = await check(postgres.url());
      expect(empty.text).toContain('there is no table public.inventory');
      expect(empty.text).not.toContain('CREATE PUBLICATION');
    } finally {
      await postgres.close();
    }
  });

  it('says which mapping cannot be read, and which server does not answer', async () => {
    expect(await check('postgres://127.0.0.1:1/x', '--cdc-mapping', '/none.yaml')).toMatchObject({
      code: 2,
      text: expect.stringContaining('CDC_MAPPING_NOT_FOUND'),
    });
    expect(await check('postgres://127.0.0.1:1/x')).toMatchObject({
      code: 1,
      text: expect.stringMatching(/CDC_UNREACHABLE.*\n.*host and port of MILLRACE_POSTGRES_URL are right\.\n$/),
    });
  });
});
