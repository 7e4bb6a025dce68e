/** Real partners' files through the server: every line has its verdict, and the file's own end is told. */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsRealData, realData } from '../../proofs/real-data.ts';
import { answer, openTestServer, type TestServer } from '../../server/test-server.ts';

const REES46 = 'rees46-sample.csv.gz';
const LIMIT_MS = 120_000;

needsRealData(REES46);

describe.runIf(existsSync(realData(REES46)))('the REES46 sample, whose last line is cut off', () => {
  let app: TestServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-real-feeds-'));
    app = await openTestServer({ feeds: { folder } });
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it(
    'has each line accepted, or quarantined with its number; in one go and in a dry run alike',
    async () => {
      const file = await readFile(realData(REES46));
      const lines = gunzipSync(file).toString().split('\n');
      const put = (query: string) =>
        answer(`${app.server.url}/v1/feeds/rees46${query}`, { method: 'PUT', body: new Uint8Array(file) });
      const { body: tried } = await put('?dryRun=true');
      const { body: upload } = await put('?wait=100');
      const rows = lines.filter((line) => line !== '').length - 1;
      expect(upload).toMatchObject({ state: 'done', rows, duplicates: 0 });
      expect(upload.accepted + upload.late + upload.quarantined).toBe(rows);
      expect([tried.rows, tried.good, tried.bad]).toEqual([rows, rows - upload.quarantined, upload.quarantined]);
      const { entries } = (await app.get(`/v1/quarantine?upload=${upload.id}&limit=1000`)).body;
      expect(entries.at(-1)).toMatchObject({ line: rows + 1, code: 'unknown_event', source: 'csv:rees46' });
      expect((await put('')).body).toMatchObject({ state: 'duplicate', rows: 0 });
    },
    LIMIT_MS,
  );
});
