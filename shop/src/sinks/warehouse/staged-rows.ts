/** Rows on their way into files: read from lines of JSON into a table of DuckDB, with the hour that each belongs to. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckSession, quoted } from './duck-session.ts';
import { HOUR_MS } from './hour-partition.ts';
import type { WarehouseFile } from './manifest.ts';
import { type FileWriter, writeParquet } from './parquet-file.ts';
import type { RecordLines } from './record-lines.ts';
import { recordFields } from './warehouse-event-columns.ts';
import type { WarehouseTable } from './warehouse-tables.ts';

const STAGED = 'staged';
/** One line may be as long as the longest record. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024;

export interface StagedFiles {
  readonly first: number;
  readonly last: number;
  readonly name?: string;
}

/** Writes the rows that the lines hold, a file for each hour. Nothing counts before a commit of the manifest says so. */
export async function writeLines(
  writer: FileWriter,
  table: WarehouseTable,
  lines: RecordLines,
  { first, last, name }: StagedFiles,
): Promise<readonly WarehouseFile[]> {
  if (lines.rows === 0) return [];
  const path = join(writer.folder, 'work', 'rows.ndjson');
  lines.flushTo(path);
  await stage(writer.session, table, path);
  rmSync(path, { force: true });
  const files: WarehouseFile[] = [];
  for (const hour of await hoursOf(writer.session, table)) {
    const query = `SELECT * FROM ${STAGED} WHERE _hour = ${hour.hourMs}`;
    const named = name === undefined ? {} : { name };
    files.push(await writeParquet(writer, table, { table: table.name, ...hour, first, last, query, ...named }));
  }
  await writer.session.run(`DROP TABLE ${STAGED}`);
  return files;
}

async function stage(session: DuckSession, table: WarehouseTable, path: string): Promise<void> {
  const fields = table.name === 'events' ? recordFields() : rowFields(table);
  await session.run(`DROP TABLE IF EXISTS ${STAGED}`);
  try {
    await session.run(stageStatement(table, path, fields, 'CAST'));
  } catch {
    // One value that does not fit must not keep all that follows from being written: it is left out, its row is not.
    const texts = Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, asText(type)]));
    await session.run(stageStatement(table, path, texts, 'TRY_CAST'));
  }
}

function stageStatement(
  { columns, time }: WarehouseTable,
  path: string,
  fields: Readonly<Record<string, string>>,
  cast: 'CAST' | 'TRY_CAST',
): string {
  const declared = Object.entries(fields).map(([name, type]) => `${quoted(name)}: ${quoted(type)}`);
  const selected = columns.map(({ name, type, from }) => `${cast}(${from} AS ${type}) AS ${name}`);
  const hour = `CAST(floor(epoch_ms(coalesce(${time}, TIMESTAMP '1970-01-01')) / ${HOUR_MS}) * ${HOUR_MS} AS BIGINT)`;
  return `CREATE TABLE ${STAGED} AS SELECT *, ${hour} AS _hour FROM (
    SELECT ${selected.join(', ')} FROM read_json(${quoted(path)}, format = 'newline_delimited',
      maximum_object_size = ${LONGEST_LINE_BYTES}, columns = {${declared.join(', ')}}))`;
}

/** A view's row is read by the names that the columns are made from. */
function rowFields({ columns }: WarehouseTable): Readonly<Record<string, string>> {
  return Object.fromEntries(columns.map(({ from, type }) => [from.replaceAll('"', ''), type]));
}

function asText(type: string): string {
  return type === 'JSON' || type.startsWith('STRUCT') ? type : 'VARCHAR';
}

type Hour = Pick<WarehouseFile, 'hourMs' | 'rows' | 'minMs' | 'maxMs'>;

async function hoursOf(session: DuckSession, { time }: WarehouseTable): Promise<readonly Hour[]> {
  const rows = await session.rows(
    `SELECT _hour, count(*), epoch_ms(min(${time})), epoch_ms(max(${time})) FROM ${STAGED} GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(([hourMs, count, minMs, maxMs]) => ({
    hourMs: Number(hourMs),
    rows: Number(count),
    minMs: Number(minMs),
    maxMs: Number(maxMs),
  }));
}
