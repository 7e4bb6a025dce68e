/** Tells a manifest of the Parquet files that lie in a warehouse's folder. */
import { globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { HOUR_MS } from '@millrace/shop/sinks/warehouse/hour-partition.ts';
import { Manifest, type WarehouseFile } from '@millrace/shop/sinks/warehouse/manifest.ts';
import { columnSet } from '@millrace/shop/sinks/warehouse/read-files.ts';
import { TABLE_NAMES, type TableName, WAREHOUSE_TABLES } from '@millrace/shop/sinks/warehouse/warehouse-tables.ts';

const PLACE = /\/date=(\d{4}-\d{2}-\d{2})\/hour=(\d{2})\//;

export async function listFiles(dataFolder: string): Promise<number> {
  const manifest = new Manifest(dataFolder);
  const added: WarehouseFile[] = [];
  for (const table of TABLE_NAMES) added.push(...(await filesOf(manifest.folder, table)));
  manifest.commit({ added }, Date.now());
  await manifest.close();
  return added.reduce((sum, { table, rows }) => sum + (table === 'events' ? rows : 0), 0);
}

async function filesOf(folder: string, table: TableName): Promise<readonly WarehouseFile[]> {
  const paths = globSync(join(folder, table, '*', '*', '*.parquet'));
  if (paths.length === 0) return [];
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const rows = await connection.runAndReadAll(
    `SELECT file_name, num_rows FROM parquet_file_metadata('${folder}/${table}/*/*/*.parquet')`,
  );
  const counts = new Map(rows.getRows().map(([path, count]) => [String(path), Number(count)]));
  const columns = columnSet(WAREHOUSE_TABLES[table]);
  return paths.map((path) => {
    const [, date = '', hour = ''] = PLACE.exec(path) ?? [];
    const hourMs = Date.parse(`${date}T${hour}:00:00Z`);
    const bytes = statSync(path).size;
    // The bounds of an hour stand for those of its rows.
    const bounds = { minMs: hourMs, maxMs: hourMs + HOUR_MS - 1 };
    const rows = counts.get(path) ?? 0;
    return { table, hourMs, name: basename(path), rows, bytes, ...bounds, first: 0, last: 0, columns };
  });
}
