/** Makes one file of several of the same hour. */

import { fileName } from './file-name.ts';
import type { WarehouseFile } from './manifest.ts';
import { type FileWriter, writeParquet } from './parquet-file.ts';
import { newestOfKeys, readFiles } from './read-files.ts';
import type { WarehouseTable } from './warehouse-tables.ts';

/** @param files of one hour, at least one. @returns the file that takes their place; it may be one of them. */
export async function mergeFiles(
  writer: FileWriter,
  table: WarehouseTable,
  files: readonly WarehouseFile[],
): Promise<WarehouseFile> {
  const first = Math.min(...files.map((file) => file.first));
  const last = Math.max(...files.map((file) => file.last));
  const span = {
    table: table.name,
    hourMs: files[0]?.hourMs ?? 0,
    minMs: Math.min(...files.map(({ minMs }) => minMs)),
    maxMs: Math.max(...files.map(({ maxMs }) => maxMs)),
  };
  const from = readFiles(table, files, writer.folder);
  if (table.kind === 'append') {
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const contents = { ...span, rows, first, last, query: `SELECT * FROM ${from}` };
    return writeParquet(writer, table, { ...contents, name: fileName('merged', first, last) });
  }
  // What is settled has no history: neither versions nor positions, which another run over the same log may count otherwise.
  const query = `SELECT * REPLACE (0 AS version) FROM (${newestOfKeys(table, from)})`;
  const [[rows] = []] = await writer.session.rows(`SELECT count(*) FROM (${query})`);
  return writeParquet(writer, table, { ...span, rows: Number(rows), first: 0, last: 0, query });
}
