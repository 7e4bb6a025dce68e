/** Partners' files through the server: sent and dropped, listed, refused, tried out, and never counted twice. */
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, openTestServer, type TestServer } from '../../server/test-server.ts';
import { makeTillFolder, TILL_HEADER, tillFile, tillRow, tillRows } from './till-feed.ts';

let app: TestServer;
let feeds: string;
beforeAll(async () => {
  feeds = await mkdtemp(join(tmpdir(), 'millrace-feeds-'));
  makeTillFolder(feeds);
  app = await openTestServer({ feeds: { folder: feeds, stableMs: 150, maxFileBytes: 5_000_000 } });
});
afterAll(async () => {
  await app.close();
  await rm(feeds, { recursive: true });
});

const put = (body: string | Uint8Array<ArrayBuffer>, query = '', feed = 'till') =>
  answer(`${app.server.url}/v1/feeds/${feed}${query}`, { method: 'PUT', body });
const uploads = async () => (await app.get('/v1/feeds/till')).body.items;
const quarantined = async (upload: number) =>
  (await app.get(`/v1/quarantine?upload=${upload}&limit=1000`)).body.entries;

describe('a file that is sent', () => {
  it('has its rows accepted, and adds nothing when it comes again', async () => {
    const file = tillFile(tillRows(1_234));
    const first = await put(file, '?file=monday.csv');
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      ...{ feed: 'till', file: 'monday.csv', from: 'upload', state: 'done', progress: 1, error: null },
      ...{ rows: 1_234, accepted: 1_234, duplicates: 0, late: 0, quarantined: 0 },
      notes: ['read as utf-8, with ";" between values'],
    });
    const again = await put(file);
    expect(again.body).toMatchObject({ state: 'duplicate', duplicateOf: first.body.id, rows: 0, accepted: 0 });
    const forced = await put(file, '?again=true');
    expect(forced.body).toMatchObject({ state: 'done', rows: 1_234, accepted: 0, duplicates: 1_234 });
    expect((await app.get(first.headers.get('location') ?? '')).body).toEqual(first.body);
  });

  it('may hold rows of another file, which are duplicates, and equal rows, which are not', async () => {
    await put(tillFile(tillRows(100, 10_000)));
    const rows = [...tillRows(50, 10_050), tillRow(20_000), tillRow(20_000)];
    expect((await put(tillFile(rows))).body).toMatchObject({ rows: 52, accepted: 2, duplicates: 50 });
  });

  it('is inflated, whether or not its name or a header says that it is gzip', async () => {
    const { body } = await put(gzipSync(tillFile(tillRows(500, 30_000))));
    expect(body).toMatchObject({ state: 'done', rows: 500, accepted: 500 });
  });

  it('has its bad rows quarantined by line, and the rest goes in', async () => {
    const rows = [
      ...tillRows(3, 40_000),
      tillRow(40_003, 'dear'),
      'R-1;2026-01-01',
      `${tillRow(40_004)};more`,
      tillRow(40_005),
    ];
    const { body } = await put(tillFile(rows));
    expect(body).toMatchObject({ rows: 7, accepted: 4, quarantined: 3 });
    const entries = await quarantined(body.id);
    expect(
      entries.map(({ line, path, source }: { line: number; path: string; source: string }) => [line, path, source]),
    ).toEqual([
      [5, '/price', 'csv:till'],
      [6, '', 'csv:till'],
      [7, '', 'csv:till'],
    ]);
    expect(JSON.parse(entries[0].row)).toMatchObject({ receipt: 'R-40003', price: 'dear' });
    expect(entries[1].message).toMatch(/line 6: has 2 values for 6 columns/);
    expect(entries[2].message).toMatch(/line 7: has 7 values for 6 columns/);
  });

  it('with a quote that never closes loses that line, and names it', async () => {
    const { body } = await put(tillFile([...tillRows(2, 50_000), '"R-9;x', ...tillRows(2, 50_010)]));
    expect(body).toMatchObject({ rows: 5, accepted: 4, quarantined: 1 });
    expect((await quarantined(body.id))[0]).toMatchObject({
      line: 4,
      message: expect.stringMatching(/opens in line 4 and never closes/),
    });
  });

  it('keeps cells that a spreadsheet would run, as they are', async () => {
    const row = `=cmd|'/c calc'!A1;2026-01-01 00:00:00;@SUM(1);1;1;+49`;
    expect((await put(tillFile([row]))).body).toMatchObject({ accepted: 1 });
  });
});

describe('a file that does not fit', () => {
  it.each([
    ['another delimiter than declared', 'a,b', 'FEED_HEADER', /has no column receipt/],
    ['a missing column', TILL_HEADER.replace('price', 'prise'), 'FEED_HEADER', /prise for price/],
    ['10,000 columns', `${TILL_HEADER};${'c;'.repeat(10_000)}`, 'FEED_COLUMNS', /at most 1000/],
    ['a spreadsheet', 'PK\u0003\u0004', 'FEED_NOT_CSV', /save it as CSV/],
  ])('%s: is refused as a whole, in one answer', async (_, header, code, detail) => {
    const refused = await put(`${header}\n1\n2\n`);
    expect(refused).toMatchObject({ status: 422, body: { code, detail: expect.stringMatching(detail) } });
    expect((await uploads())[0]).toMatchObject({ state: 'refused', rows: 0, error: { code } });
  });

  it('or has no mapping is refused before it is read', async () => {
    expect(await put('a', '', 'tyll')).toMatchObject({
      status: 404,
      body: { code: 'FEED_UNKNOWN', detail: expect.stringContaining('Did you mean till?') },
    });
  });

  it('or is too large is refused while it comes in', async () => {
    const large = await put(tillFile(tillRows(120_000))).catch(() => undefined);
    if (large) expect(large).toMatchObject({ status: 413, body: { code: 'FEED_TOO_LARGE' } });
    await expect
      .poll(async () => (await uploads())[0])
      .toMatchObject({ state: 'refused', error: { code: 'FEED_TOO_LARGE' } });
    expect(readdirSync(join(app.dataFolder, 'feeds'))).toEqual([]);
  });

  it('or breaks off on its way leaves nothing but a word of it', async () => {
    const sending = request(`${app.server.url}/v1/feeds/till`, {
      method: 'PUT',
      headers: { 'content-length': 1_000_000 },
    });
    sending.on('error', () => undefined);
    sending.write(tillFile(tillRows(100, 60_000)));
    await pause(100);
    sending.destroy();
    await expect.poll(async () => (await uploads())[0]).toMatchObject({ state: 'interrupted', rows: 0 });
    expect(readdirSync(join(app.dataFolder, 'feeds'))).toEqual([]);
  });
});

describe('a dry run', () => {
  it('shows the first events and every problem, and stores nothing', async () => {
    const before = await uploads();
    const bad = [tillRow(70_003, 'dear'), tillRow(70_004, 'dear'), 'R-1;x', '"open;'];
    const { status, body } = await put(tillFile([...tillRows(3, 70_000), ...bad]), '?dryRun=true');
    expect(status).toBe(200);
    expect(body).toMatchObject({ rows: 7, good: 3, bad: 4, delimiter: ';', encoding: 'utf-8' });
    expect(body.events[0]).toMatchObject({ eventType: 'purchase', orderId: 'R-70000' });
    expect(body.problems[0]).toMatchObject({ path: '/price', rows: 2, lines: [5, 6] });
    expect(body.problems).toHaveLength(3);
    expect(await uploads()).toEqual(before);
    expect((await put(tillFile(tillRows(3, 70_000)))).body).toMatchObject({ accepted: 3 });
  });

  it('of a file that does not fit says so', async () => {
    expect(await put('a;b\n', '?dryRun=true')).toMatchObject({ status: 400, body: { code: 'FEED_HEADER' } });
  });
});

describe('the watched folder', () => {
  const drop = (file: string) => join(feeds, 'till', file);
  const last = (file: string) => async () => (await uploads()).find((upload: { file: string }) => upload.file === file);
  const patience = { interval: 50 };

  it('takes a file once it is whole, and puts it away', async () => {
    await writeFile(drop('slow.csv'), tillFile(tillRows(10, 80_000)));
    for (let part = 1; part < 5; part++) {
      await pause(60);
      await appendFile(drop('slow.csv'), `${tillRows(10, 80_000 + part * 10).join('\n')}\n`);
    }
    await expect
      .poll(last('slow.csv'), patience)
      .toMatchObject({ from: 'folder', state: 'done', rows: 50, accepted: 50 });
    await expect.poll(() => existsSync(drop('done/slow.csv')), patience).toBe(true);
    expect(existsSync(drop('slow.csv'))).toBe(false);
  });

  it('leaves a file alone whose name says that it is not ready', async () => {
    await writeFile(drop('night.csv.part'), tillFile(tillRows(5, 81_000)));
    await pause(500);
    expect(await last('night.csv.part')()).toBeUndefined();
    await rename(drop('night.csv.part'), drop('night.csv'));
    await expect.poll(last('night.csv'), patience).toMatchObject({ state: 'done', accepted: 5 });
  });

  it('knows a file that has been imported, under any name', async () => {
    await writeFile(drop('one.csv'), tillFile(tillRows(5, 82_000)));
    await expect.poll(last('one.csv'), patience).toMatchObject({ state: 'done' });
    await writeFile(drop('two.csv'), tillFile(tillRows(5, 82_000)));
    await expect.poll(last('two.csv'), patience).toMatchObject({ state: 'duplicate', rows: 0 });
    await expect.poll(() => existsSync(drop('done/two.csv')), patience).toBe(true);
  });

  it('puts a file that does not fit aside', async () => {
    await writeFile(drop('wrong.csv'), 'x;y\n1;2\n');
    await expect.poll(last('wrong.csv'), patience).toMatchObject({ state: 'refused', error: { code: 'FEED_HEADER' } });
    await expect.poll(() => existsSync(drop('refused/wrong.csv')), patience).toBe(true);
  });
});

describe('the list of uploads', () => {
  it('pages, newest first, and knows the feeds', async () => {
    const { items, next, feeds: names } = (await app.get('/v1/feeds?limit=3')).body;
    expect(items).toHaveLength(3);
    expect(names).toEqual(['online-retail', 'rees46', 'till']);
    const more = (await app.get(`/v1/feeds?limit=3&before=${next}`)).body;
    expect(more.items[0].id).toBeLessThan(items[2].id);
  });

  it('sums up what has come of each feed, and tells of a mapping that is broken', async () => {
    await writeFile(join(feeds, 'broken.json'), '{');
    const { totals } = (await app.get('/v1/feeds?limit=1')).body;
    const { items } = (await app.get('/v1/feeds/till?limit=500')).body;
    const sum = (field: string) =>
      items.reduce((total: number, item: Record<string, number>) => total + (item[field] ?? 0), 0);
    const [broken, , , till] = totals;
    expect(broken).toMatchObject({
      feed: 'broken',
      about: null,
      problem: expect.stringContaining('broken'),
      uploads: 0,
    });
    expect(till).toEqual({
      ...{ feed: 'till', about: 'The till of a shop', problem: null, uploads: items.length, underWay: 0 },
      ...{ rows: sum('rows'), accepted: sum('accepted'), duplicates: sum('duplicates'), late: sum('late') },
      ...{ quarantined: sum('quarantined'), lastReceivedAt: items[0].receivedAt },
    });
    expect((await app.get('/v1/feeds/till')).body.totals).toEqual([till]);
    await rm(join(feeds, 'broken.json'));
  });

  it('outlives the server', async () => {
    const before = (await app.get('/v1/feeds?limit=500')).body.items;
    await app.close('keep-folder');
    app = await openTestServer({ feeds: { folder: feeds, stableMs: 150 }, dataFolder: app.dataFolder });
    expect((await app.get('/v1/feeds?limit=500')).body.items).toEqual(before);
  });

  it('shows the mapping of a feed', async () => {
    expect((await app.get('/v1/feeds/till/mapping')).body).toMatchObject({ about: 'The till of a shop' });
  });
});

describe('a feed whose files are deduplicated as a whole', () => {
  it('takes equal rows of two files for two, and the same file once', async () => {
    makeTillFolder(feeds, { deduplicate: 'files' });
    const file = tillFile(tillRows(100, 90_000));
    expect((await put(file)).body).toMatchObject({ state: 'done', accepted: 100 });
    expect((await put(file)).body).toMatchObject({ state: 'duplicate' });
    expect((await put(tillFile(tillRows(101, 90_000)))).body).toMatchObject({
      state: 'done',
      accepted: 101,
      duplicates: 0,
    });
  });
});
