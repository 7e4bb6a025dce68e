/** Writes one file of the warehouse: sorted, compressed, and whole on disk before it gets its name. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DuckSession, quoted } from './duck-session.ts';
import { filePath, type WarehouseFile } from './manifest.ts';
import { columnSet } from './read-files.ts';
import type { WarehouseTable } from './warehouse-tables.ts';

/** Small enough that a query for one kind of event reads little else, large enough to compress well. */
const ROW_GROUP_ROWS = 61_440;
const HASH_CHARACTERS = 32;

export interface FileWriter {
  readonly session: DuckSession;
  /** The warehouse's folder. */
  readonly folder: string;
}

/** What goes into a file, and what is known of it. */
export interface FileContents extends Omit<WarehouseFile, 'name' | 'bytes' | 'columns'> {
  /** A query that gives the table's columns; it is sorted here. */
  readonly query: string;
  /** Its name; without one it is named after its content, so that the same content has the same name. */
  readonly name?: string;
}

export async function writeParquet(
  { session, folder }: FileWriter,
  table: WarehouseTable,
  { query, name, ...known }: FileContents,
): Promise<WarehouseFile> {
  const { order, columns } = table;
  const unnamed = join(folder, 'work', 'unnamed.parquet');
  // Of the declared types whatever the query makes of them: another width of a number would be other bytes.
  const typed = columns.map((column) => `CAST(${column.name} AS ${column.type}) AS ${column.name}`).join(', ');
  await session.run(
    `COPY (SELECT ${typed} FROM (${query}) ORDER BY ${order.join(', ')}) TO ${quoted(unnamed)}
     (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
  );
  sync(unnamed);
  const file: WarehouseFile = {
    ...known,
    name: name ?? `f-${contentHash(unnamed)}.parquet`,
    bytes: statSync(unnamed).size,
    columns: columnSet(table),
  };
  const path = join(folder, filePath(file));
  mkdirSync(dirname(path), { recursive: true });
  renameSync(unnamed, path);
  syncFolder(dirname(path));
  return file;
}

function sync(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

/** So that a power cut does not take the name away. Windows cannot, and does not have to. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function contentHash(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1024 * 1024);
  const file = openSync(path, 'r');
  for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
  closeSync(file);
  return hash.digest('hex').slice(0, HASH_CHARACTERS);
}
