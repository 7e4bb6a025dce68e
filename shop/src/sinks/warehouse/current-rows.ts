/** SQL that reads files of a table as its present rows: of rows that share a key, the newest. */
import { join } from 'node:path';
import { quoted } from './duck-session.ts';
import { kindOf } from './file-name.ts';
import { filePath, type WarehouseFile } from './manifest.ts';
import type { WarehouseTable } from './warehouse-tables.ts';

/**
 * A query over the files with the table's columns, `date` and `hour`, and the computed ones. Hours that have been settled
 * are read as they are; only where changes have come since are keys compared.
 * @param folder the warehouse's.
 */
export function currentRowsSql(table: WarehouseTable, files: readonly WarehouseFile[], folder: string): string {
  const unsettled = new Set(files.filter((file) => kindOf(file) === 'changes').map(({ hourMs }) => hourMs));
  const compared = files.filter(({ hourMs }) => unsettled.has(hourMs));
  const plain = files.filter(({ hourMs }) => !unsettled.has(hourMs));
  const parts = [
    ...(plain.length > 0 ? [`SELECT * FROM ${readFiles(plain, folder)}`] : []),
    ...(compared.length > 0 ? [newestOfKeys(table, readFiles(compared, folder))] : []),
  ];
  const rows = parts.length === 0 ? withoutRows(table) : parts.join(' UNION ALL BY NAME ');
  if (table.computed.length === 0) return rows;
  const computed = table.computed.map(({ name, expression }) => `${expression} AS ${name}`);
  return `SELECT *, ${computed.join(', ')} FROM (${rows})`;
}

/** Of rows that share a key, the one with the greatest version. */
export function newestOfKeys({ key }: WarehouseTable, from: string): string {
  return `SELECT * FROM ${from} QUALIFY row_number() OVER (PARTITION BY ${key.join(', ')} ORDER BY version DESC) = 1`;
}

export function readFiles(files: readonly WarehouseFile[], folder: string): string {
  const paths = files.map((file) => quoted(join(folder, filePath(file))));
  return `read_parquet([${paths.join(', ')}], hive_partitioning = true, hive_types = {'date': DATE, 'hour': BIGINT}, union_by_name = true)`;
}

/** So that a query over a table without files has its columns, and no rows. */
function withoutRows({ columns }: WarehouseTable): string {
  const empty = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`);
  return `SELECT ${empty.join(', ')}, CAST(NULL AS DATE) AS date, CAST(NULL AS BIGINT) AS hour WHERE false`;
}
