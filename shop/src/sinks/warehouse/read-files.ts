/** SQL that reads files of one table. */
import { join } from 'node:path';
import { quoted } from './duck-session.ts';
import { filePath, type WarehouseFile } from './manifest.ts';
import type { WarehouseTable } from './warehouse-tables.ts';

/**
 * What stands behind FROM: the table's columns, and `date` and `hour`. A column that was declared after some of the files
 * were written is NULL in their rows.
 * @param folder the warehouse's.
 */
export function readFiles(table: WarehouseTable, files: readonly WarehouseFile[], folder: string): string {
  const paths = files.map((file) => quoted(join(folder, filePath(file))));
  const settings = `hive_partitioning = true, hive_types = {'date': DATE, 'hour': BIGINT}, union_by_name = true`;
  const declared = table.columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`);
  return `(SELECT * FROM read_parquet([${paths.join(', ')}], ${settings})
    UNION ALL BY NAME SELECT ${declared.join(', ')} WHERE false)`;
}

/** Of rows that share a key, the one with the greatest version. */
export function newestOfKeys({ key }: WarehouseTable, from: string): string {
  return `SELECT * FROM ${from} QUALIFY row_number() OVER (PARTITION BY ${key.join(', ')} ORDER BY version DESC) = 1`;
}
