/** A table of the warehouse as queries see it: a view of exactly the files that count, and nothing else. */

export interface WarehouseColumn {
  readonly name: string;
  /** DuckDB's type: what an empty table's columns have. */
  readonly type: string;
  readonly about?: string;
  /** For what no file has: the expression over other columns that makes it. */
  readonly expression?: string;
}

export interface WarehouseView {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly WarehouseColumn[];
  /** Absolute paths of Parquet files; the folders `date=…/hour=…` around them are columns, too. */
  readonly files: readonly string[];
  /** Of rows that are alike in these columns only the newest one counts; absent where every row counts. */
  readonly latestBy?: { readonly key: readonly string[]; readonly newest: string };
  /** Of these files every row counts: each is the only one of an hour that is settled. */
  readonly settled?: readonly string[];
}

/** Where a row lies: columns that cost nothing to filter by, for whole files are passed over. */
export const PARTITION_COLUMNS: readonly WarehouseColumn[] = [
  { name: 'date', type: 'DATE', about: 'the day of the row in UTC; a condition on it spares reading other days' },
  { name: 'hour', type: 'INTEGER', about: 'the hour of the day in UTC, 0 to 23' },
];

/** The statement that makes the view. */
export function createViewSql({ name, columns, files, latestBy, settled }: WarehouseView): string {
  const create = `CREATE VIEW ${quoteName(name)} AS`;
  const all = [...columns, ...PARTITION_COLUMNS];
  if (files.length === 0) {
    const nothing = all.map((column) => `CAST(NULL AS ${column.type}) AS ${quoteName(column.name)}`);
    return `${create} SELECT ${nothing.join(', ')} WHERE false`;
  }
  const names = all.map(columnSql).join(', ');
  const select = (some: readonly string[]) => `SELECT ${names} FROM ${readFiles(some)}`;
  if (!latestBy) return `${create} ${select(files)}`;
  // All rows of a key lie in one folder: with these two columns in front a condition on them passes over whole files.
  const key = [...PARTITION_COLUMNS.map(({ name: column }) => column), ...latestBy.key].map(quoteName).join(', ');
  const newest = `QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY ${quoteName(latestBy.newest)} DESC) = 1`;
  // To look for older versions costs more than most queries: it is spared where there are none.
  const counted = new Set(settled);
  const [done, open] = [files.filter((file) => counted.has(file)), files.filter((file) => !counted.has(file))];
  const parts = [
    ...(done.length > 0 ? [select(done)] : []),
    ...(open.length > 0 ? [`(${select(open)} ${newest})`] : []),
  ];
  return `${create} ${parts.join(' UNION ALL ')}`;
}

function readFiles(files: readonly string[]): string {
  return `read_parquet(${fileList(files)}, hive_partitioning = true, hive_types = {'date': DATE, 'hour': INTEGER})`;
}

function columnSql({ name, expression }: WarehouseColumn): string {
  return expression === undefined ? quoteName(name) : `${expression} AS ${quoteName(name)}`;
}

/** `['a', 'b']` in SQL. */
export function fileList(files: readonly string[]): string {
  return `[${files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ')}]`;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
