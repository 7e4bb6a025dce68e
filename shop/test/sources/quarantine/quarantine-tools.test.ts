/** Finding, mending, replaying and dropping quarantined events, one and many. */
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../../src/cli/run-command.ts';
import { sampleEvent } from '../../events/sample-event.ts';
import { type Answer, answer, openTestServer, type TestServer } from '../../server/test-server.ts';
import { makeTillFolder, tillFile, tillRow, tillRows } from '../csv/till-feed.ts';

const ADMIN_KEY = 'an-admin-key-of-a-test';
const WRITE_KEY = 'a-write-key-of-a-test';

let app: TestServer;
let feeds: string;
beforeAll(async () => {
  feeds = mkdtempSync(join(tmpdir(), 'millrace-mend-'));
  makeTillFolder(feeds);
  app = await openTestServer({ feeds: { folder: feeds }, adminKeys: [ADMIN_KEY], writeKeys: [WRITE_KEY] });
});
afterAll(async () => {
  await app.close();
  await rm(feeds, { recursive: true });
});

type Method = 'GET' | 'POST' | 'DELETE' | 'PUT';
function ask(method: Method, path: string, body?: object | string, key = ADMIN_KEY): Promise<Answer> {
  const isText = typeof body === 'string';
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }),
  };
  const content = isText ? body : JSON.stringify(body);
  return answer(`${app.server.url}${path}`, { method, headers, ...(body === undefined ? {} : { body: content }) });
}
const send = (...events: readonly object[]) => ask('POST', '/v1/events', events, WRITE_KEY);
const list = async (query: string) => (await ask('GET', `/v1/quarantine?${query}`)).body.entries;
const numbers = async (query: string): Promise<number[]> =>
  (await list(query)).map(({ number }: { number: number }) => number);
const counts = async () => (await ask('GET', '/v1/quarantine/counts')).body;

beforeEach(async () => {
  await ask('DELETE', '/v1/quarantine?all=true&limit=1000');
});

describe('a list', () => {
  it('is that of a filter', async () => {
    await send(sampleEvent({ price: -1, productId: 'Tea-7' }), sampleEvent({ eventType: 'nope' }));
    await ask('PUT', '/v1/feeds/till', tillFile([tillRow(1, 'dear'), ...tillRows(1, 2)]));
    const all = await numbers('');
    expect(all).toHaveLength(3);
    expect(await numbers('code=unknown_event')).toEqual([all[1]]);
    expect(await numbers('type=nope')).toEqual([all[1]]);
    expect(await numbers('text=tea-7')).toEqual([all[0]]);
    expect(await numbers('source=http')).toEqual(all.slice(0, 2));
    expect(await numbers('source=csv')).toEqual([all[2]]);
    expect(await numbers('source=csv:till&code=schema_violation')).toEqual([all[2]]);
    expect(await numbers('source=cs')).toEqual([]);
    expect(await numbers('since=2100-01-01T00:00:00Z')).toEqual([]);
    expect(await numbers('before=2100-01-01T00:00:00Z')).toEqual(all);
    const [{ upload }] = await list('source=csv:till');
    expect(await numbers(`upload=${upload}`)).toEqual([all[2]]);
    expect((await counts()).counts).toEqual([
      { code: 'schema_violation', source: 'http', open: 1, settled: 0 },
      { code: 'unknown_event', source: 'http', open: 1, settled: 0 },
      { code: 'schema_violation', source: 'csv:till', open: 1, settled: 0 },
    ]);
  });
});

describe('a mended event', () => {
  it('goes in once, and keeps what was changed, by whom, and every try', async () => {
    const event = sampleEvent({ price: -1, location: { country: 'DE' } });
    await send(event);
    const [number = 0] = await numbers('');
    const still = await ask('POST', `/v1/quarantine/${number}/mend`, { set: { 'location.region': 'BY' } });
    expect(still.body).toMatchObject({ verdict: 'quarantined', path: '/price' });
    const mended = await ask('POST', `/v1/quarantine/${number}/mend`, { set: { '/price': 3.5 }, unset: ['quantity'] });
    expect(mended.body).toEqual({ number, verdict: 'accepted' });
    const entry = (await ask('GET', `/v1/quarantine/${number}`)).body;
    expect(entry).toMatchObject({ tries: 3, outcome: 'accepted', original: JSON.stringify(event) });
    const { quantity: _, ...rest } = { ...event, quantity: 0 };
    expect(JSON.parse(entry.mended)).toEqual({ ...rest, price: 3.5, location: { country: 'DE', region: 'BY' } });
    const by = expect.stringMatching(/^[0-9a-f]{8}$/);
    expect(entry.history).toEqual([
      {
        at: expect.any(String),
        by,
        change: 'set {"location":{"region":"BY"}}',
        outcome: 'quarantined',
        code: 'schema_violation',
        path: '/price',
      },
      { at: expect.any(String), by, change: 'set {"price":3.5}, without quantity', outcome: 'accepted' },
    ]);
    expect((await ask('POST', `/v1/quarantine/${number}/replay`)).body).toEqual({ number, verdict: 'duplicate' });
    expect((await counts()).counts).toEqual([{ code: 'schema_violation', source: 'http', open: 0, settled: 1 }]);
  });

  it('cannot get fields that objects must not have, nor be made of what is no object', async () => {
    await send(sampleEvent({ price: -1 }));
    const [number = 0] = await numbers('');
    for (const set of [{ '__proto__.x': 1 }, { '/eventId/x': 1 }, { '': 1 }]) {
      expect(await ask('POST', `/v1/quarantine/${number}/mend`, { set })).toMatchObject({
        status: 422,
        body: { code: 'NOT_MENDED' },
      });
    }
    expect((await ask('GET', `/v1/quarantine/${number}`)).body.tries).toBe(1);
  });

  it('has its secrets masked', async () => {
    await send(sampleEvent({ price: -1 }));
    const [number = 0] = await numbers('');
    await ask('POST', `/v1/quarantine/${number}/mend`, { set: { 'properties.password': 'hunter2' } });
    expect((await ask('GET', `/v1/quarantine/${number}`)).text).not.toContain('hunter2');
  });

  it('is nothing for a write key', async () => {
    await send(sampleEvent({ price: -1 }));
    const [number = 0] = await numbers('');
    const refused = await ask('POST', `/v1/quarantine/${number}/mend`, { set: { price: 1 } }, WRITE_KEY);
    expect(refused).toMatchObject({ status: 403, body: { code: 'ROLE_NOT_ALLOWED' } });
  });
});

describe('a control event', () => {
  const label = () => sampleEvent({ eventType: 'order_label', userId: null, orderId: 'o-1', status: 'fraud' });

  it('that was refused for want of an admin key goes in when an admin replays it', async () => {
    await send(label());
    const [number = 0] = await numbers('');
    expect((await ask('POST', `/v1/quarantine/${number}/replay`, undefined, WRITE_KEY)).body.verdict).toBe(
      'quarantined',
    );
    expect((await ask('POST', `/v1/quarantine/${number}/replay`)).body).toEqual({ number, verdict: 'accepted' });
  });
});

describe('many', () => {
  it('are mended by a filter, and what has gone in is not tried again', async () => {
    await send(...Array.from({ length: 7 }, () => sampleEvent({ price: -1 })), sampleEvent({ eventType: 'nope' }));
    const mended = await ask('POST', '/v1/quarantine/mend?code=schema_violation&limit=1000', { set: { price: 2 } });
    expect(mended.body).toEqual({
      tried: 7,
      accepted: 7,
      duplicates: 0,
      late: 0,
      quarantined: 0,
      notMended: 0,
      unmended: [],
      next: null,
    });
    expect((await ask('POST', '/v1/quarantine/replay?source=http')).body).toMatchObject({ tried: 1, quarantined: 1 });
  });

  it('that a change cannot be made to are all counted, and the first of them named', async () => {
    await send(...Array.from({ length: 25 }, () => sampleEvent({ price: -1 })));
    const path = '/v1/quarantine/mend?code=schema_violation&limit=1000';
    for (const dryRun of ['&dryRun=true', '']) {
      const { body } = await ask('POST', path + dryRun, { set: { '/price/amount': 2 } });
      expect(body).toMatchObject({ tried: 0, notMended: 25 });
      expect(body.unmended).toHaveLength(20);
    }
  });

  it('are gone through page by page', async () => {
    await send(...Array.from({ length: 5 }, () => sampleEvent({ price: -1 })));
    const first = (await ask('POST', '/v1/quarantine/mend?code=schema_violation&limit=3', { set: { price: 2 } })).body;
    expect(first).toMatchObject({ accepted: 3, next: expect.any(Number) });
    const rest = await ask('POST', `/v1/quarantine/mend?code=schema_violation&limit=3&after=${first.next}`, {
      set: { price: 2 },
    });
    expect(rest.body).toMatchObject({ accepted: 2, next: null });
  });

  it('rows of a feed are made events anew by another mapping, with the ids that they had', async () => {
    const { body } = await ask(
      'PUT',
      '/v1/feeds/till',
      tillFile([tillRow(100, '3.50 EUR'), tillRow(101, '4 EUR'), ...tillRows(1, 102)]),
    );
    expect(body).toMatchObject({ accepted: 1, quarantined: 2 });
    const mapping = (await ask('GET', '/v1/feeds/till/mapping')).body;
    mapping.fields.price.remove = ' EUR$';
    const mended = await ask('POST', `/v1/quarantine/mend?upload=${body.id}`, { mapping });
    expect(mended.body).toMatchObject({ tried: 2, accepted: 2 });
    const [entry] = await list(`upload=${body.id}`);
    expect(JSON.parse(entry.mended).eventId).toBe(JSON.parse(entry.original).eventId);
    expect(JSON.parse(entry.mended).price).toBe(3.5);
  });
});

describe('what is dropped', () => {
  it('is gone, and the audit trail tells of it', async () => {
    await send(...Array.from({ length: 3 }, () => sampleEvent({ price: -1 })), sampleEvent({ eventType: 'nope' }));
    const [first = 0] = await numbers('');
    expect((await ask('DELETE', `/v1/quarantine/${first}`)).body).toEqual({ purged: 1, next: null });
    expect((await ask('DELETE', '/v1/quarantine?code=schema_violation')).body).toEqual({ purged: 2, next: null });
    expect(await list('')).toMatchObject([{ code: 'unknown_event' }]);
    expect((await counts()).open).toBe(1);
    const { items } = (await ask('GET', '/v1/audit?kind=admin_action&limit=1000')).body;
    expect(items.at(-1)).toMatchObject({ action: 'DELETE /v1/quarantine', details: { purged: 2 } });
  });

  it('keeps its number: those that come after have greater ones', async () => {
    await send(sampleEvent({ price: -1 }));
    const [last = 0] = await numbers('');
    await ask('DELETE', `/v1/quarantine/${last}`);
    expect((await ask('GET', `/v1/quarantine/${last}`)).status).toBe(404);
    await send(sampleEvent({ price: -1 }));
    expect(await numbers('')).toEqual([last + 1]);
  });

  it('must be said', async () => {
    expect((await ask('DELETE', '/v1/quarantine')).status).toBe(400);
  });
});

describe('the command', () => {
  it('mends with --set and with --mapping, replays, counts and drops, within 80 columns', async () => {
    await send(sampleEvent({ price: -1 }), sampleEvent({ price: -2 }), sampleEvent({ eventType: 'nope' }));
    await ask('PUT', '/v1/feeds/till', tillFile([tillRow(200, '1 EUR')]));
    const mapping = (await ask('GET', '/v1/feeds/till/mapping')).body;
    mapping.fields.price.remove = ' EUR$';
    await writeFile(join(feeds, 'mended.json'), JSON.stringify(mapping));
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const complained = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const millrace = async (...words: string[]) => {
      printed.mockClear();
      const code = await runCommand(['quarantine', ...words, '--url', app.server.url, '--key', ADMIN_KEY]);
      return [code, printed.mock.calls.map(([line]) => String(line)).join('\n')] as const;
    };
    const [number = 0] = await numbers('');
    const [, listed] = await millrace('list', '--code', 'schema_violation');
    expect(listed.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(listed).toContain('csv:till line 2');
    expect((await millrace('mend', String(number), '--set', 'price=3'))[1]).toContain('"verdict":"accepted"');
    expect((await millrace('mend', '--source', 'http', '--code', 'schema_violation', '--set', 'price=1'))[1]).toContain(
      '1 tried: 1 accepted',
    );
    expect((await millrace('mend', '--source', 'csv', '--mapping', join(feeds, 'mended.json')))[1]).toContain(
      '1 tried: 1 accepted',
    );
    expect((await millrace('replay', '--type', 'nope'))[1]).toContain(
      '1 tried: 0 accepted, 0 duplicates, 0 late, 1 still bad',
    );
    expect((await millrace('list', '--counts'))[1]).toContain('1 are still bad');
    expect((await millrace('mend', '--set', 'price=1'))[0]).toBe(2);
    expect((await millrace('purge'))[0]).toBe(2);
    expect((await millrace('purge', '--outcome', 'accepted'))[1]).toBe('3 dropped');
    expect(complained).toHaveBeenCalledTimes(2);
    vi.restoreAllMocks();
  });
});

describe('counts', () => {
  it('outlive the server, and are on the metrics', async () => {
    await send(sampleEvent({ price: -1 }), sampleEvent({ price: -1 }));
    const before = await counts();
    await app.close('keep-folder');
    const { dataFolder } = app;
    app = await openTestServer({
      feeds: { folder: feeds },
      adminKeys: [ADMIN_KEY],
      writeKeys: [WRITE_KEY],
      dataFolder,
    });
    expect(await counts()).toEqual(before);
    const metrics = (await ask('GET', '/metrics')).text;
    expect(metrics).toContain('millrace_quarantine_open_events{code="schema_violation",source="http"} 2');
  });
});
