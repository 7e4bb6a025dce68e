/** kill -9 in the middle of an import and of an upload: afterwards every row is in the log once, and the upload log is right. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CrashServer } from '../../crash/crash-server.ts';
import { answer } from '../../server/test-server.ts';
import { makeTillFolder, tillFile, tillRow, tillRows } from './till-feed.ts';

const SERVER = fileURLToPath(new URL('./feed-server.ts', import.meta.url));
const ROWS = 15_000;
const BAD_EVERY = 400;
const LIMIT_MS = 120_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-feed-crash-'));
  makeTillFolder(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Good rows, a bad one now and then, and the same row twice now and then. */
function rowsFrom(first: number): readonly string[] {
  return tillRows(ROWS, first).map((row, index) => {
    if (index % BAD_EVERY === 7) return tillRow(first + index, 'dear');
    return index % 1_000 === 999 ? tillRow(first + index - 1) : row;
  });
}

const start = () => CrashServer.run([SERVER, join(folder, 'data'), folder]);
const newest = async ({ url }: CrashServer) => (await answer(`${url}/v1/feeds`, {})).body.items[0];

async function untilRows(server: CrashServer, rows: number): Promise<void> {
  while ((await newest(server)).rows < rows) await pause(5);
}

async function untilDone(server: CrashServer) {
  for (;;) {
    const upload = await newest(server);
    if (upload?.finishedAt) return upload;
    await pause(50);
  }
}

/** Every event id in the log, in its order. */
async function idsInLog(): Promise<readonly string[]> {
  const log = openLogWriter(join(folder, 'data'));
  const ids: string[] = [];
  for (let from = 1; ; ) {
    const batches = log.read(from, 4 * 2 ** 20);
    const last = batches.at(-1);
    if (last === undefined) break;
    for (const { slices } of batches) {
      for (const { bytes, ends } of slices) {
        let at = 0;
        for (const end of ends) {
          ids.push(JSON.parse(Buffer.from(bytes.subarray(at, end)).toString()).eventId);
          at = end;
        }
      }
    }
    from = last.sequence + 1;
  }
  await log.close();
  return ids;
}

describe('an import that is killed again and again', () => {
  it.each([
    ['rows', 'an upload', 0],
    ['files', 'an upload', 1_000_000],
    ['rows', 'a file of the folder', 2_000_000],
  ] as const)(
    'with %s deduplicated, of %s: has every row once',
    async (deduplicate, from, first) => {
      makeTillFolder(folder, { deduplicate });
      const before = (await idsInLog()).length;
      const file = tillFile(rowsFrom(first));
      let server = await start();
      if (from === 'an upload') {
        const sent = await answer(`${server.url}/v1/feeds/till?wait=0`, { method: 'PUT', body: file });
        expect(sent.status).toBe(202);
      } else {
        await writeFile(join(folder, 'till', `${first}.csv`), file);
        while ((await newest(server)).file !== `${first}.csv`) await pause(20);
      }
      for (const share of [0.1, 0.5]) {
        await untilRows(server, ROWS * share);
        await server.kill();
        server = await start();
        const { state, rows, accepted, quarantined } = await newest(server);
        expect(['running', 'done']).toContain(state);
        expect(accepted + quarantined).toBe(rows);
      }
      const bad = Math.ceil((ROWS - 7) / BAD_EVERY);
      expect(await untilDone(server)).toMatchObject({
        ...{ state: 'done', rows: ROWS, accepted: ROWS - bad, duplicates: 0, late: 0, quarantined: bad },
      });
      const { open } = (await answer(`${server.url}/v1/quarantine/counts`, {})).body;
      expect(open % bad).toBe(0);
      await server.stop();
      const ids = await idsInLog();
      expect(ids.length - before).toBe(ROWS - bad);
      expect(new Set(ids).size).toBe(ids.length);
    },
    LIMIT_MS,
  );
});

describe('an upload whose server is killed', () => {
  it('is told as interrupted, and adds nothing until it is sent again', async () => {
    let server = await start();
    const before = await newest(server);
    const sending = request(`${server.url}/v1/feeds/till`, {
      method: 'PUT',
      headers: { 'content-length': 10_000_000 },
    });
    sending.on('error', () => undefined);
    sending.write(tillFile(tillRows(1_000, 3_000_000)));
    while ((await newest(server)).id === before.id) await pause(10);
    await server.kill();
    server = await start();
    expect(await newest(server)).toMatchObject({ state: 'interrupted', rows: 0, error: { code: 'FEED_INTERRUPTED' } });
    const again = await answer(`${server.url}/v1/feeds/till`, {
      method: 'PUT',
      body: tillFile(tillRows(1_000, 3_000_000)),
    });
    expect(again.body).toMatchObject({ state: 'done', accepted: 1_000 });
    await server.stop();
  }, 60_000);
});
