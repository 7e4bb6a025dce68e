/**
 * A year of a real shop: UCI Online Retail, whole, through HTTP, log, SQL and API, against DuckDB over the same file.
 *
 * The file may be evaluated but not redistributed, so it lies beside the project. Where it is absent these proofs
 * cannot run; feed-replay.test.ts proves the same on lines that the project makes itself.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendFeed } from '../../src/cli/send-feed.ts';
import type { VerdictCounts } from '../../src/client/event-client.ts';
import { CrashServer } from '../crash/crash-server.ts';
import { needsRealData, realData } from './real-data.ts';
import { RetailOracle, type RevenueRow } from './retail-oracle.ts';
import { type RevenueItem, ShopReader } from './shop-reader.ts';

const file = realData('online-retail.csv.gz');
const LIMIT_MS = 600_000;

describe.runIf(existsSync(file))('a year of Online Retail', () => {
  let dataFolder: string;
  let server: CrashServer;
  let oracle: RetailOracle;
  let shop: ShopReader;
  let first: VerdictCounts;
  let revenue: readonly RevenueItem[];

  const send = () => sendFeed({ path: file, mapping: 'online-retail', url: server.url, batchRows: 2000 });

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'millrace-retail-'));
    server = await CrashServer.start(dataFolder);
    shop = new ShopReader(server.url);
    oracle = await RetailOracle.open(file);
    first = await send();
    await shop.caughtUp();
    revenue = await shop.revenue();
  }, LIMIT_MS);

  afterAll(async () => {
    oracle?.close();
    await server?.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }, LIMIT_MS);

  it('is the file that it should be', async () => {
    expect(await oracle.counts()).toMatchObject({
      rows: 541_909,
      invoices: 25_900,
      cancellations: 9_288,
      cancelled: '-896812.4900',
      total: '9747747.9340',
    });
  });

  it('is accepted to the last line: nothing is late, quarantined or taken for a duplicate', async () => {
    expect(first).toMatchObject({ accepted: 541_909, duplicates: 0, late: 0, quarantined: 0 });
    expect(await shop.lateRows()).toBe(0);
    expect(await shop.quarantine()).toEqual([]);
  });

  it('takes, by window and country, what DuckDB computes, to the last digit', async () => {
    const expected = await oracle.revenue();
    expect(expected.length).toBeGreaterThan(10_000);
    expect(revenue.map(withoutFinal)).toEqual(expected);
  });

  it(
    'takes no line twice when the file is sent again',
    async () => {
      expect(await send()).toMatchObject({ accepted: 0, duplicates: 541_909, late: 0, quarantined: 0 });
      await shop.caughtUp();
      expect((await shop.revenue()).map(withoutFinal)).toEqual(revenue.map(withoutFinal));
    },
    LIMIT_MS,
  );
});

needsRealData('online-retail.csv.gz');

/** Time goes on while the test runs, and the file's last window closes at some point. */
function withoutFinal({ final: _, ...row }: RevenueItem): RevenueRow {
  return row;
}
