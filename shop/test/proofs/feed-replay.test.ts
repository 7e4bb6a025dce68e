/** A feed through HTTP, log, SQL and API, twice, against DuckDB over the same file: to the last digit, and no line twice. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendFeed } from '../../src/cli/send-feed.ts';
import { CrashServer } from '../crash/crash-server.ts';
import { makeFeed } from './made-feed.ts';
import { RetailOracle } from './retail-oracle.ts';
import { ShopReader } from './shop-reader.ts';

const LIMIT_MS = 120_000;

describe('a feed that is sent twice', () => {
  const feed = makeFeed(7);
  let folder: string;
  let server: CrashServer;
  let oracle: RetailOracle;
  let shop: ShopReader;

  const send = () =>
    sendFeed({ path: join(folder, 'feed.csv'), mapping: 'online-retail', url: server.url, batchRows: 2000 });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-feed-'));
    await writeFile(join(folder, 'feed.csv'), feed.csv);
    server = await CrashServer.start(join(folder, 'data'));
    shop = new ShopReader(server.url);
    oracle = await RetailOracle.open(join(folder, 'feed.csv'));
  }, LIMIT_MS);

  afterAll(async () => {
    oracle?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }, LIMIT_MS);

  it('holds purchases, cancellations and free lines, as DuckDB reads it', async () => {
    const { rows, purchases, cancellations, others } = await oracle.counts();
    expect(rows).toBe(feed.lines);
    expect(Math.min(purchases, cancellations, others)).toBeGreaterThan(50);
  });

  it(
    'gives what DuckDB computes, and the same after the second time',
    async () => {
      expect(await send()).toMatchObject({ accepted: feed.lines, duplicates: 0, late: 0, quarantined: feed.broken });
      await shop.caughtUp();
      const expected = await oracle.revenue();
      expect((await shop.revenue()).map(({ final: _, ...row }) => row)).toEqual(expected);
      expect(await shop.lateRows()).toBe(0);
      // A bad row is tried and kept again: it has no event of which it could be a duplicate.
      const again = await send();
      expect(again).toMatchObject({ accepted: 0, duplicates: feed.lines, late: 0 });
      await shop.caughtUp();
      expect((await shop.revenue()).map(({ final: _, ...row }) => row)).toEqual(expected);
    },
    LIMIT_MS,
  );
});
