/**
 * Takes a user out of the warehouse's files. Only files that have rows of the user are written anew; each takes the place of
 * the old one in one commit of the manifest, and the old one is deleted at once, with everything else that no longer counts.
 * The warehouse's own process must not run meanwhile: it deletes what it does not find listed.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckSession, quoted } from '../sinks/warehouse/duck-session.ts';
import { rewrittenName } from '../sinks/warehouse/file-name.ts';
import { Manifest, type WarehouseFile } from '../sinks/warehouse/manifest.ts';
import { writeParquet } from '../sinks/warehouse/parquet-file.ts';
import { readFiles } from '../sinks/warehouse/read-files.ts';
import { deleteRetired } from '../sinks/warehouse/retired-files.ts';
import type { WarehouseColumn } from '../sinks/warehouse/warehouse-column.ts';
import { TABLE_NAMES, type TableName, WAREHOUSE_TABLES } from '../sinks/warehouse/warehouse-tables.ts';
import { FORGOTTEN_SESSION, type Names } from './anonymiser.ts';
import type { ForgetCounts, ForgetOrder } from './forget-messages.ts';

/** Columns that hold names. */
const NAME_COLUMNS: ReadonlySet<string> = new Set(['user_id', 'anonymous_id', 'visitor']);
const GONE_COLUMNS: ReadonlySet<string> = new Set(['query', 'properties', 'device_id']);
/** What was computed of the user alone goes whole. */
const REMOVED: ReadonlySet<TableName> = new Set(['features']);
/** Events that name a user in their properties. */
const NAMING_EVENTS = ['user_forget', 'list_entry'];
const MEMORY_MB = 512;

export async function rewriteWarehouse(order: ForgetOrder, onProgress: (share: number) => void): Promise<ForgetCounts> {
  const manifest = new Manifest(order.dataFolder);
  const session = await DuckSession.open({ spillFolder: join(manifest.folder, 'forget-spill'), memoryMb: MEMORY_MB });
  const counts: Record<string, number> = {};
  try {
    for (const [place, table] of TABLE_NAMES.entries()) {
      const rows = await rewriteTable({ manifest, session, order }, table);
      if (rows > 0) counts[`warehouse ${table}`] = rows;
      onProgress((place + 1) / TABLE_NAMES.length);
    }
    if (!order.dryRun) deleteRetired(manifest, Number.POSITIVE_INFINITY);
    return counts;
  } finally {
    session.close();
    await manifest.close();
  }
}

interface Parts {
  readonly manifest: Manifest;
  readonly session: DuckSession;
  readonly order: ForgetOrder;
}

async function rewriteTable({ manifest, session, order }: Parts, name: TableName): Promise<number> {
  const table = WAREHOUSE_TABLES[name];
  const { columns } = table;
  const own = ownRows(columns, order);
  const mentions = mentionsOf(columns, order);
  const files = manifest.files(name);
  if (own === undefined || files.length === 0) return 0;
  const found = await session.rows(
    `SELECT filename, count(*) FILTER (WHERE ${own}) FROM ${readFiles(table, files, manifest.folder)}
     WHERE ${own} OR ${mentions} GROUP BY filename`,
  );
  const meant = new Map(found.map(([path, rows]) => [String(path), Number(rows)]));
  if (!order.dryRun) {
    for (const file of files) {
      const rows = meant.get(manifest.pathOf(file));
      if (rows !== undefined) await rewriteFile({ manifest, session, order }, file, { own, rows });
    }
  }
  return [...meant.values()].reduce((sum, rows) => sum + rows, 0);
}

async function rewriteFile(
  { manifest, session, order }: Parts,
  file: WarehouseFile,
  { own, rows }: { readonly own: string; readonly rows: number },
): Promise<void> {
  const table = WAREHOUSE_TABLES[file.table];
  const from = readFiles(table, [file], manifest.folder);
  const isRemoved = REMOVED.has(file.table);
  const left = isRemoved ? file.rows - rows : file.rows;
  const query = isRemoved
    ? `SELECT * FROM ${from} WHERE NOT coalesce(${own}, false)`
    : `SELECT ${table.columns.map((column) => anonymised(column, own, order)).join(', ')} FROM ${from}`;
  const name = rewrittenName(file.name);
  const added =
    left === 0
      ? []
      : [await writeParquet({ session, folder: manifest.folder }, table, { ...file, rows: left, query, name })];
  manifest.commit({ added, retired: [file] }, Date.now());
  rmSync(manifest.pathOf(file), { force: true });
}

/** The condition that finds the user's rows; undefined for tables that know no users. */
function ownRows(columns: readonly WarehouseColumn[], { names }: Names): string | undefined {
  const list = names.map(([name]) => quoted(name)).join(', ');
  const known = columns
    .filter(({ name }) => NAME_COLUMNS.has(name))
    .map(({ name }) => `coalesce(${name} IN (${list}), false)`);
  return known.length === 0 ? undefined : `(${known.join(' OR ')})`;
}

/** Rows that name the user without being the user's: what was decided about the user, by name. */
function mentionsOf(columns: readonly WarehouseColumn[], { names }: Names): string {
  if (!columns.some(({ name }) => name === 'event_type')) return 'false';
  const named = names.map(([name]) => `contains(properties, ${quoted(JSON.stringify(name))})`);
  return `(event_type IN (${NAMING_EVENTS.map(quoted).join(', ')}) AND coalesce(${named.join(' OR ')}, false))`;
}

/** The same that Anonymiser makes of records and rows. */
function anonymised({ name, type }: WarehouseColumn, own: string, { names, secret }: Names): string {
  const digest = `md5(concat(${quoted(secret)}, ${name}))`;
  const inOwn = (value: string) => `CASE WHEN ${own} AND ${name} IS NOT NULL THEN ${value} ELSE ${name} END AS ${name}`;
  if (NAME_COLUMNS.has(name)) {
    const cases = names.map(([from, to]) => `WHEN ${quoted(from)} THEN ${quoted(to)}`);
    return `CASE ${name} ${cases.join(' ')} ELSE ${name} END AS ${name}`;
  }
  const texts = names.reduce(
    (text, [from, to]) => `replace(${text}, ${quoted(JSON.stringify(from))}, ${quoted(JSON.stringify(to))})`,
    name,
  );
  if (name === 'properties') return `CASE WHEN ${own} THEN NULL ELSE ${texts} END AS ${name}`;
  if (GONE_COLUMNS.has(name)) return inOwn(`CAST(NULL AS ${type})`);
  if (name === 'session_id') return inOwn(`${quoted(FORGOTTEN_SESSION)} || left(${digest}, 16)`);
  if (name === 'ip')
    return inOwn(`'2001:db8:0:0:' || ${[1, 5, 9, 13].map((at) => `substr(${digest}, ${at}, 4)`).join(" || ':' || ")}`);
  return type === 'VARCHAR' ? inOwn(texts) : name;
}
