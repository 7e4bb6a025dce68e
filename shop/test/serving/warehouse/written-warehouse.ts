/** A small warehouse of given rows, in the layout and with the manifest of the real one. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { hourOf } from '../../../src/sinks/warehouse/hour-partition.ts';
import { Manifest, type WarehouseFile } from '../../../src/sinks/warehouse/manifest.ts';
import { columnSet } from '../../../src/sinks/warehouse/read-files.ts';
import { type TableName, WAREHOUSE_TABLES } from '../../../src/sinks/warehouse/warehouse-tables.ts';

export type WrittenRow = Readonly<Record<string, string | number | boolean | null>>;

/** Writes the rows into files of their hours; `name` tells files of one hour apart. What a row does not say is NULL. */
export async function writeRows(
  dataFolder: string,
  table: TableName,
  rows: readonly WrittenRow[],
  name = 'c',
): Promise<void> {
  const { time } = WAREHOUSE_TABLES[table];
  const columns = columnSet(WAREHOUSE_TABLES[table]);
  const hours = Map.groupBy(rows, (row) => hourOf(Date.parse(String(row[time]))));
  const manifest = new Manifest(dataFolder);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const added: WarehouseFile[] = [];
  for (const [hourMs, some] of hours) {
    const file = { table, hourMs, name: `${name}.parquet`, rows: some.length, first: 1, last: 1, columns };
    const bounds = { minMs: hourMs, maxMs: hourMs, bytes: 0 };
    const path = manifest.pathOf({ ...file, ...bounds });
    mkdirSync(dirname(path), { recursive: true });
    await connection.run(
      `COPY (${some.map((row) => selectOf(table, row)).join(' UNION ALL ')}) TO '${path}' (FORMAT parquet)`,
    );
    added.push({ ...file, ...bounds, bytes: statSync(path).size });
  }
  manifest.commit({ added }, Date.now());
  await manifest.close();
}

function selectOf(table: TableName, row: WrittenRow): string {
  const values = WAREHOUSE_TABLES[table].columns.map(({ name, type }) => {
    const value = row[name] ?? (name === 'version' ? 0 : null);
    const text = typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
    return `CAST(${text} AS ${type}) AS ${name}`;
  });
  return `SELECT ${values.join(', ')}`;
}
