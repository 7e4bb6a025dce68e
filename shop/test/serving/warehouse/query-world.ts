/** A shop with a small warehouse, and a short way to ask it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, answer } from '../../server/test-server.ts';
import { openTestShop, type TestShop } from '../../server/test-shop.ts';

export interface QueryWorld {
  readonly dataFolder: string;
  readonly shop: TestShop;
  ask(sql: string, more?: object): Promise<Answer>;
  close(): Promise<void>;
}

/** @param fill writes the warehouse's files before the shop starts. */
export async function openQueryWorld(fill: (dataFolder: string) => Promise<void>): Promise<QueryWorld> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-query-'));
  await fill(dataFolder);
  const shop = await openTestShop({ dataFolder });
  return {
    dataFolder,
    shop,
    ask: (sql, more = {}) =>
      answer(`${shop.url}/v1/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sql, ...more }),
      }),
    close: async () => {
      await shop.close();
      rmSync(dataFolder, { recursive: true });
    },
  };
}
