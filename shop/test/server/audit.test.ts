import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AUDIT_KINDS, type AuditEntry, AuditTrail, BY_THE_SERVER } from '../../src/audit/audit-trail.ts';
import { answer, openTestServer, type TestServer } from './test-server.ts';

const ADMIN = 'an-admin-key-of-length';
const WRITE = 'a-write-key-of-length';
const READ = 'a-read-key-of-length';
const KEYS = { adminKeys: [ADMIN], writeKeys: [WRITE], readKeys: [READ] };
const as = (key: string) => ({ authorization: `Bearer ${key}` });

let open: TestServer | undefined;

afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function auditOf({ server }: TestServer, query = ''): Promise<readonly AuditEntry[]> {
  const { status, body } = await answer(`${server.url}/v1/audit?limit=1000&${query}`, { headers: as(ADMIN) });
  expect(status).toBe(200);
  return body.items;
}

/** Refusals are answered before they are on disk. */
async function refusals(server: TestServer, count: number): Promise<readonly AuditEntry[]> {
  for (;;) {
    const rows = await auditOf(server, 'kind=access_refused');
    if (rows.length >= count) return rows;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the audit trail of a server', () => {
  it('tells who was refused, and never the key that was tried', async () => {
    open = await openTestServer(KEYS);
    const guess = 'a-guess-at-somebodys-key';
    await answer(`${open.server.url}/v1/quarantine?token=${guess}`, { headers: as(guess) });
    await answer(`${open.server.url}/v1/audit`, { headers: as(READ) });
    const rows = await refusals(open, 2);
    expect(rows).toMatchObject([
      {
        action: 'GET /v1/quarantine',
        target: '/v1/quarantine',
        status: 401,
        key: null,
        details: { code: 'UNAUTHORIZED' },
      },
      { action: 'GET /v1/audit', target: '/v1/audit', status: 403, key: expect.stringMatching(/^[0-9a-f]{8}$/) },
    ]);
    expect(rows[0]?.ip).toContain('127.0.0.1');
    expect(JSON.stringify(await auditOf(open))).not.toContain(guess);
  });

  it('keeps few rows of one who tries keys without end, and counts the rest', async () => {
    let nowMs = Date.now();
    open = await openTestServer({ ...KEYS, now: () => nowMs });
    const { url } = open.server;
    for (let number = 0; number < 40; number++)
      await answer(`${url}/v1/quarantine`, { headers: as(`guess-${number}`) });
    expect((await refusals(open, 10)).length).toBe(10);
    nowMs += 60_000;
    await answer(`${url}/v1/quarantine`, { headers: as('one more guess') });
    const rows = await refusals(open, 11);
    expect(rows.length).toBe(11);
    expect(rows.at(-1)?.details).toEqual({ code: 'UNAUTHORIZED', omittedBefore: 30 });
  });

  it('tells what was done with power over others, by which key', async () => {
    open = await openTestServer(KEYS);
    const { url } = open.server;
    await open.send('{"eventId":"bad"}', as(WRITE));
    await answer(`${url}/v1/quarantine/1/replay`, { method: 'POST', headers: as(WRITE) });
    const label = {
      eventType: 'order_label',
      timestamp: new Date().toISOString(),
      orderId: 'o1',
      status: 'chargeback',
    };
    await open.send(
      JSON.stringify([
        { ...label, eventId: 'l1' },
        { ...label, eventId: 'l2' },
      ]),
      as(ADMIN),
    );
    await open.send(JSON.stringify({ ...label, eventId: 'l3' }), as(WRITE));
    await open.send(JSON.stringify({ ...label, eventId: 'p1', eventType: 'page_view', userId: 'u' }), as(ADMIN));
    const rows = await auditOf(open, 'kind=admin_action');
    expect(rows).toMatchObject([
      { action: 'POST /v1/quarantine/:number/replay', target: '/v1/quarantine/1/replay', status: 200 },
      { action: 'POST /v1/events', status: 200, details: { order_label: 2 } },
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
    const [refused] = await refusals(open, 1);
    expect(refused).toMatchObject({ action: 'POST /v1/events', key: rows[0]?.key, details: { code: 'CONTROL_EVENT' } });
    for (const { key } of rows) expect(key).toMatch(/^[0-9a-f]{8}$/);
    expect(JSON.stringify(rows)).not.toContain(ADMIN);
  });

  it('tells of starts, stops, and which fields of the configuration have changed, without their values', async () => {
    const first = await openTestServer({ ...KEYS, configured: { writeKeys: [WRITE], currency: 'EUR', port: 1 } });
    await first.close('keep-folder');
    const { dataFolder } = first;
    const second = await openTestServer({
      ...KEYS,
      dataFolder,
      configured: { writeKeys: [WRITE], currency: 'EUR', port: 1 },
    });
    await second.close('keep-folder');
    open = await openTestServer({
      ...KEYS,
      dataFolder,
      configured: { writeKeys: ['another-key-of-length'], currency: 'EUR', host: 'x' },
    });
    const rows = await auditOf(open);
    expect(rows.map(({ kind }) => kind)).toEqual([
      'server_started',
      'server_stopped',
      'server_started',
      'server_stopped',
      'config_changed',
      'server_started',
    ]);
    expect(rows[4]?.details).toEqual({ fields: ['host', 'port', 'writeKeys'] });
    expect(JSON.stringify(rows)).not.toContain('another-key');
  });

  it('answers faulty questions with a problem, and only holders of an admin key at all', async () => {
    open = await openTestServer(KEYS);
    const { url } = open.server;
    expect((await answer(`${url}/v1/audit?kind=gossip`, { headers: as(ADMIN) })).status).toBe(400);
    expect((await answer(`${url}/v1/audit?from=yesterday`, { headers: as(ADMIN) })).status).toBe(400);
    expect((await answer(`${url}/v1/audit`, { headers: as(WRITE) })).status).toBe(403);
  });
});

describe('a page of the audit trail', () => {
  it('holds what a filter over everything would, page by page, also when the oldest are dropped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-audit-'));
    const log = openLogWriter(folder, 1);
    let nowMs = 1_000;
    const audit = new AuditTrail(log.openStream('audit'), () => nowMs);
    const all: { atMs: number; kind: string; number: number }[] = [];
    for (let number = 1; number <= 300; number++) {
      nowMs += (number * 7) % 3 === 0 ? 0 : 10;
      const kind = AUDIT_KINDS[(number * 5) % AUDIT_KINDS.length] ?? 'admin_action';
      all.push({ atMs: nowMs, kind, number });
      await audit.record({ ...BY_THE_SERVER, kind, details: {} });
    }
    const readAll = (query: { fromMs?: number; toMs?: number; kind?: (typeof AUDIT_KINDS)[number] }, limit: number) => {
      const found: number[] = [];
      for (let after: number | undefined = 0; after !== undefined; ) {
        const page = audit.page({ ...query, after, limit });
        expect(page.entries.length).toBeLessThanOrEqual(limit);
        found.push(...page.entries.map(({ number }) => number));
        after = page.next;
      }
      return found;
    };
    const readNewest = (query: Parameters<typeof readAll>[0], limit: number) => {
      const found: number[] = [];
      for (let before: number | undefined = Number.POSITIVE_INFINITY; before !== undefined; ) {
        const page = audit.newest({ ...query, before, limit });
        expect(page.entries.length).toBeLessThanOrEqual(limit);
        found.push(...page.entries.map(({ number }) => number));
        before = page.next;
      }
      return found;
    };
    const time = fc.option(fc.integer({ min: 900, max: 4_500 }), { nil: undefined });
    const check = (dropped: number) =>
      fc.property(
        time,
        time,
        fc.option(fc.constantFrom(...AUDIT_KINDS), { nil: undefined }),
        fc.integer({ min: 1, max: 90 }),
        (fromMs, toMs, kind, limit) => {
          const expected = all.filter(
            (each) =>
              each.number > dropped &&
              each.atMs >= (fromMs ?? 0) &&
              each.atMs < (toMs ?? Number.POSITIVE_INFINITY) &&
              each.kind === (kind ?? each.kind),
          );
          const query = {
            ...(fromMs !== undefined && { fromMs }),
            ...(toMs !== undefined && { toMs }),
            ...(kind && { kind }),
          };
          expect(readAll(query, limit)).toEqual(expected.map(({ number }) => number));
          expect(readNewest(query, limit)).toEqual(expected.map(({ number }) => number).toReversed());
        },
      );
    fc.assert(check(0), { numRuns: 60 });
    const middleMs = all[149]?.atMs ?? 0;
    await audit.trim(middleMs);
    fc.assert(check(all.filter(({ atMs }) => atMs < middleMs).length), { numRuns: 60 });
    await log.close();
    await rm(folder, { recursive: true });
  });
});
