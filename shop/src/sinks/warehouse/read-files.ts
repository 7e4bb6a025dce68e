/** SQL that reads files of one table. All readers go by it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { quoted } from './duck-session.ts';
import { filePath, type WarehouseFile } from './manifest.ts';
import type { WarehouseTable } from './warehouse-tables.ts';

const SETTINGS = `filename = true, hive_partitioning = true, hive_types = {'date': DATE, 'hour': INTEGER}`;
const DIGEST_CHARACTERS = 8;

/** Tells files apart that were written before and after a column was declared. */
export function columnSet({ columns }: WarehouseTable): string {
  const declared = columns.map(({ name, type }) => `${name} ${type}`).join();
  return createHash('md5').update(declared).digest('hex').slice(0, DIGEST_CHARACTERS);
}

/**
 * What stands behind FROM: the table's columns, `date`, `hour` and `filename`. A column that was declared after some of the
 * files were written is NULL in their rows. DuckDB would open every file to find out; the manifest knows which are alike.
 * @param folder the warehouse's.
 */
export function readFiles(table: WarehouseTable, files: readonly WarehouseFile[], folder: string): string {
  const alike = Map.groupBy(files, ({ columns }) => columns).values();
  const reads = Array.from(alike, (some) => {
    const paths = some.map((file) => quoted(join(folder, filePath(file))));
    return `SELECT * FROM read_parquet([${paths.join(', ')}], ${SETTINGS})`;
  });
  const columns = [...table.columns, { name: 'date', type: 'DATE' }, { name: 'hour', type: 'INTEGER' }];
  const declared = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`);
  return `(${[...reads, `SELECT ${declared.join(', ')} WHERE false`].join(' UNION ALL BY NAME ')})`;
}

/**
 * Of rows that share a key, the one with the greatest version. They lie in one folder: with its columns in front a
 * condition on them passes over whole files.
 */
export function newestOfKeys({ key }: WarehouseTable, from: string): string {
  const keys = ['date', 'hour', ...key].join(', ');
  return `SELECT * FROM ${from} QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY version DESC) = 1`;
}
