/** Tables of the warehouse as a query sees them: views of exactly the files that count at one moment, and nothing else. */
import { kindOf } from '../../sinks/warehouse/file-name.ts';
import { Manifest, type WarehouseFile } from '../../sinks/warehouse/manifest.ts';
import { newestOfKeys, readFiles } from '../../sinks/warehouse/read-files.ts';
import { type TableName, WAREHOUSE_TABLES, type WarehouseTable } from '../../sinks/warehouse/warehouse-tables.ts';

export interface WarehouseView {
  /** The statement that makes it. */
  readonly sql: string;
  /** Absolute paths of the files that it reads. */
  readonly files: readonly string[];
}

/** Where a row lies: columns that cost nothing to filter by, for whole files are passed over. */
export const PARTITION_COLUMNS = [
  {
    name: 'date',
    type: 'DATE',
    description: 'the day of the row in UTC; a condition on it spares reading other days',
  },
  { name: 'hour', type: 'INTEGER', description: 'the hour of the day in UTC, 0 to 23' },
] as const;

/** @throws MillraceError STORAGE_FAILED. */
export async function readViews(dataFolder: string, names: readonly TableName[]): Promise<readonly WarehouseView[]> {
  if (names.length === 0) return [];
  const manifest = new Manifest(dataFolder);
  try {
    return names.map((name) => warehouseView(manifest, name));
  } finally {
    await manifest.close();
  }
}

export function warehouseView(manifest: Manifest, name: TableName): WarehouseView {
  const table = WAREHOUSE_TABLES[name];
  const files = manifest.files(name);
  const sql = `CREATE OR REPLACE VIEW ${name} AS ${selectSql(table, files, manifest.folder)}`;
  return { sql, files: files.map((file) => manifest.pathOf(file)) };
}

function selectSql(table: WarehouseTable, files: readonly WarehouseFile[], folder: string): string {
  const columns = [
    ...table.columns.map(({ name }) => name),
    ...table.computed.map(({ name, expression }) => `${expression} AS ${name}`),
    ...PARTITION_COLUMNS.map(({ name }) => name),
  ].join(', ');
  if (table.kind === 'append') return `SELECT ${columns} FROM ${readFiles(table, files, folder)}`;
  // To look for older versions costs more than most queries: it is spared where there are none.
  const settled = settledFiles(files);
  const open = files.filter((file) => !settled.has(file));
  const [done, newest] = [readFiles(table, [...settled], folder), newestOfKeys(table, readFiles(table, open, folder))];
  return `SELECT ${columns} FROM ${done} UNION ALL SELECT ${columns} FROM (${newest})`;
}

/** Files of hours that have just this one, which holds the newest version of every key. */
function settledFiles(files: readonly WarehouseFile[]): ReadonlySet<WarehouseFile> {
  const hours = Map.groupBy(files, ({ hourMs }) => hourMs);
  return new Set(files.filter((file) => kindOf(file) === 'settled' && hours.get(file.hourMs)?.length === 1));
}
