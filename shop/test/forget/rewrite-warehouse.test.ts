/** A user is taken out of every file of the warehouse, also out of those that lack columns which were declared later. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgetOrder } from '../../src/forget/forget-messages.ts';
import { rewriteWarehouse } from '../../src/forget/rewrite-warehouse.ts';
import { warehouseView } from '../../src/serving/warehouse/warehouse-views.ts';
import { Manifest } from '../../src/sinks/warehouse/manifest.ts';
import { writeRows } from '../serving/warehouse/written-warehouse.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-forget-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As it would have been written when events had no addresses and no properties. */
async function writeOldFile(): Promise<void> {
  const manifest = new Manifest(folder);
  const [file] = manifest.files('events');
  if (!file) throw new Error('there is a file');
  const old = { ...file, name: 'c-old.parquet', columns: 'before' };
  const row = `SELECT 'page_view' AS event_type, 'ann' AS user_id, TIMESTAMP '2026-01-15 10:30:00' AS event_time`;
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (${row}) TO '${manifest.pathOf(old)}' (FORMAT parquet)`);
  manifest.commit({ added: [old] }, 0);
  await manifest.close();
}

async function users(): Promise<readonly unknown[]> {
  const manifest = new Manifest(folder);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(warehouseView(manifest, 'events').sql);
  await manifest.close();
  const rows = await connection.runAndReadAll('SELECT user_id, ip FROM events ORDER BY event_time');
  return rows.getRows();
}

describe('forgetting a user in the warehouse', () => {
  it('reaches files that were written before a column was declared', async () => {
    await writeRows(folder, 'events', [
      { event_type: 'page_view', user_id: 'ann', ip: '203.0.113.9', event_time: '2026-01-15T10:10:00Z' },
      { event_type: 'page_view', user_id: 'ben', ip: '203.0.113.7', event_time: '2026-01-15T10:20:00Z' },
    ]);
    await writeOldFile();
    mkdirSync(join(folder, 'warehouse', 'work'), { recursive: true });
    const names = [['ann', 'forgotten-1']] as const;
    const order: ForgetOrder = {
      step: 'warehouse',
      dataFolder: folder,
      userId: 'ann',
      names,
      secret: 's',
      dryRun: false,
    };
    expect(await rewriteWarehouse(order, () => undefined)).toEqual({ 'warehouse events': 2 });
    expect(await users()).toEqual([
      ['forgotten-1', expect.stringMatching(/^2001:db8:/)],
      ['ben', '203.0.113.7'],
      ['forgotten-1', null],
    ]);
  });
});
