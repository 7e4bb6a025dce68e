/** Queries take no more of the machine than they may, and leave nothing behind. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeskLimits, QueryDesk, type QueryRequest } from '../../../src/serving/warehouse/query-desk.ts';

const ENDLESS = 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r';
const request = (sql: string, more: Partial<QueryRequest> = {}): QueryRequest => ({
  sql,
  parameters: {},
  format: 'ndjson',
  maxRows: null,
  timeoutMs: 20_000,
  ...more,
});
const staying = () => new AbortController().signal;

let folder: string;
let desk: QueryDesk;

function openDesk(limits: Partial<DeskLimits> = {}): QueryDesk {
  desk = new QueryDesk({ dataFolder: folder, limits });
  return desk;
}

async function bytesOf(answer: Promise<{ readonly bytes: AsyncIterable<Uint8Array> }>): Promise<number> {
  let bytes = 0;
  for await (const piece of (await answer).bytes) bytes += piece.length;
  return bytes;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-desk-'));
});
afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the desk', () => {
  it('refuses a sort that fits neither into memory nor into its place on disk, with advice', async () => {
    openDesk({ memoryMb: 100, temporaryMb: 20 });
    const sort = request('SELECT range, md5(range::VARCHAR) AS s FROM range(20000000) ORDER BY s');
    await expect(desk.run(sort, staying())).rejects.toMatchObject({
      failure: { status: 422, code: 'QUERY_TOO_LARGE', mend: expect.stringContaining('100 MB') },
    });
    await expect.poll(() => readdirSync(join(folder, 'query-temporary'))).toEqual([]);
  });

  it('refuses a result that is too large', async () => {
    openDesk({ maxBytes: 100_000 });
    await expect(bytesOf(desk.run(request('SELECT * FROM range(1000000)'), staying()))).rejects.toMatchObject({
      failure: { code: 'QUERY_RESULT_TOO_LARGE' },
    });
  });

  it('lets some wait for their turn and sends the rest away', async () => {
    openDesk({ running: 1, waiting: 1 });
    const gone = new AbortController();
    const first = desk.run(request(ENDLESS), gone.signal).catch((thrown) => thrown.failure.code);
    const second = bytesOf(desk.run(request('SELECT 1 AS a'), staying()));
    await expect(desk.run(request('SELECT 1'), staying())).rejects.toMatchObject({
      failure: { status: 429, code: 'QUERIES_BUSY' },
    });
    expect([desk.runningCount, desk.waitingCount]).toEqual([1, 1]);
    gone.abort();
    expect(await first).toBe('QUERY_CANCELLED');
    expect(await second).toBe('{"a":1}\n'.length);
  });

  it('ends a query that waits when whoever asked has left', async () => {
    openDesk({ running: 1 });
    const [firstGone, secondGone] = [new AbortController(), new AbortController()];
    const first = desk.run(request(ENDLESS), firstGone.signal).catch(() => 'over');
    const second = desk.run(request('SELECT 1'), secondGone.signal).catch((thrown) => thrown.failure.code);
    secondGone.abort();
    expect(await second).toBe('QUERY_CANCELLED');
    expect(desk.waitingCount).toBe(0);
    firstGone.abort();
    expect(await first).toBe('over');
  });

  it('gives the turn back when a result is left unread in the middle', async () => {
    openDesk({ running: 1 });
    const gone = new AbortController();
    const { bytes } = await desk.run(request('SELECT * FROM range(1000000000)'), gone.signal);
    for await (const _piece of bytes) break;
    gone.abort();
    expect(await bytesOf(desk.run(request('SELECT 1 AS a'), staying()))).toBe('{"a":1}\n'.length);
  });

  it('does not run ahead of a reader that is slow', async () => {
    openDesk();
    const { bytes } = await desk.run(request('SELECT * FROM range(300000)'), staying());
    const reader = bytes[Symbol.asyncIterator]();
    let read = (await reader.next()).value?.length ?? 0;
    // Long enough for all of it to be written, if anyone held it meanwhile.
    await pause(1_500);
    expect(desk.runningCount).toBe(1);
    for (let next = await reader.next(); next.done !== true; next = await reader.next()) read += next.value.length;
    expect(read).toBeGreaterThan(300_000 * 12);
  });

  it('clears away what the queries of a server that was killed had left', async () => {
    openDesk();
    await bytesOf(desk.run(request('SELECT 1'), staying()));
    await desk.close();
    expect(existsSync(join(folder, 'query-temporary'))).toBe(false);
  });
});
