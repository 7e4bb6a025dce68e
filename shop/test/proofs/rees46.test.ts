/** Three hours of a multi-category shop whose file was cut off in its last line: one bad row, and nothing else lost. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendFeed } from '../../src/cli/send-feed.ts';
import type { VerdictCounts } from '../../src/client/event-client.ts';
import { CrashServer } from '../crash/crash-server.ts';
import { needsRealData, realData } from './real-data.ts';
import { ShopReader } from './shop-reader.ts';

const file = realData('rees46-sample.csv.gz');
const LIMIT_MS = 120_000;

describe.runIf(existsSync(file))('the REES46 sample, cut off in its last line', () => {
  let dataFolder: string;
  let server: CrashServer;
  let counts: VerdictCounts;

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'millrace-rees46-'));
    server = await CrashServer.start(dataFolder);
    counts = await sendFeed({ path: file, mapping: 'rees46', url: server.url, batchRows: 1000 });
  }, LIMIT_MS);

  afterAll(async () => {
    await server?.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }, LIMIT_MS);

  it('gives every whole row to the log, and the cut-off one to the quarantine', () => {
    expect(counts).toMatchObject({ accepted: 17_434, duplicates: 0, late: 0, quarantined: 1 });
  });

  it('shows the cut-off row as it came', async () => {
    const entries = await new ShopReader(server.url).quarantine();
    expect(entries).toHaveLength(1);
    const lastLine = gunzipSync(readFileSync(file)).toString().split('\n').at(-1)?.split(',') ?? [];
    const [eventTime = '', eventType = '', productId = ''] = lastLine;
    expect(eventTime).not.toBe('');
    expect(JSON.parse(entries[0]?.original ?? '')).toMatchObject({
      event_time: eventTime,
      event_type: eventType,
      product_id: productId,
    });
  });
});

needsRealData('rees46-sample.csv.gz');
