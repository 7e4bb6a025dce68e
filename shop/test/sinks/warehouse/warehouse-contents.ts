/** What the warehouse holds, and what it should hold by the log and the views: as sorted lines of text, to be compared. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import { openFunctionsEnvironment } from '../../../src/function-runtime/function-store.ts';
import { openGroupStates } from '../../../src/pipelines/group-states.ts';
import { warehouseView } from '../../../src/serving/warehouse/warehouse-views.ts';
import { DuckSession } from '../../../src/sinks/warehouse/duck-session.ts';
import { filePath, Manifest } from '../../../src/sinks/warehouse/manifest.ts';
import type { WarehouseColumn } from '../../../src/sinks/warehouse/warehouse-column.ts';
import { TABLE_NAMES, type TableName, WAREHOUSE_TABLES } from '../../../src/sinks/warehouse/warehouse-tables.ts';

export type TableRows = Readonly<Partial<Record<TableName, readonly string[]>>>;

export const VIEW_TABLES = ['sessions', 'revenue', 'revenue_corrections', 'decisions', 'alerts'] as const;

/** The rows of each table, as a reader who goes by the manifest sees them. */
export async function warehouseRows(dataFolder: string): Promise<TableRows> {
  const spillFolder = mkdtempSync(join(tmpdir(), 'millrace-spill-'));
  const session = await DuckSession.open({ spillFolder, memoryMb: 1024 });
  const manifest = new Manifest(dataFolder);
  await createViews(session, manifest);
  const rows: Partial<Record<TableName, readonly string[]>> = {};
  for (const name of ['events', ...VIEW_TABLES] as const) {
    const columns = comparedColumns(name).map(({ name: column, type }) => {
      return type === 'TIMESTAMP' ? `CAST(epoch_ms(${column}) AS VARCHAR)` : `CAST(${column} AS VARCHAR)`;
    });
    const found = await session.rows(`SELECT ${columns.join(', ')} FROM ${name}`);
    rows[name] = found.map((row) => JSON.stringify(row)).sort();
  }
  session.close();
  await manifest.close();
  rmSync(spillFolder, { recursive: true, force: true });
  return rows;
}

/** As queries see the tables at this moment. */
export async function createViews(session: DuckSession, manifest: Manifest): Promise<void> {
  for (const name of TABLE_NAMES) await session.run(warehouseView(manifest, name).sql);
}

/** The same from the log and the views themselves. */
export async function expectedRows(dataFolder: string): Promise<TableRows> {
  const rows: Partial<Record<TableName, readonly string[]>> = { events: await loggedRows(dataFolder) };
  const environments = [...openGroupStates(dataFolder), openFunctionsEnvironment(dataFolder)];
  for (const name of VIEW_TABLES) {
    const reader = environments.map((environment) => openViewReader(environment, name)).find((found) => found);
    const entries = reader?.range({ limit: Number.MAX_SAFE_INTEGER }) ?? [];
    rows[name] = entries
      .filter(({ final }) => final)
      .map(({ row }) => lineOf(name, row))
      .sort();
  }
  for (const environment of environments) await environment.close();
  return rows;
}

/** The names and the hashes of all files that count, but for snapshots of features, which are of the moment. */
export async function fileHashes(dataFolder: string): Promise<readonly string[]> {
  const manifest = new Manifest(dataFolder);
  const hashes = manifest
    .files()
    .filter(({ table }) => table !== 'features')
    .map((file) => {
      return `${filePath(file)} ${createHash('sha256')
        .update(readFileSync(manifest.pathOf(file)))
        .digest('hex')}`;
    });
  await manifest.close();
  return hashes;
}

async function loggedRows(dataFolder: string): Promise<readonly string[]> {
  const log = openLogReader(dataFolder);
  const lines: string[] = [];
  let { first } = log.bounds();
  for (let batches = log.read(first, 1 << 22); batches.length > 0; batches = log.read(first, 1 << 22)) {
    for (const { sequence, slices } of batches) {
      for (const { partition, firstOffset, bytes, ends } of slices) {
        ends.forEach((end, index) => {
          const event = JSON.parse(Buffer.from(bytes.subarray(ends[index - 1] ?? 0, end)).toString());
          lines.push(eventLine(event, { sequence, partition, offset: firstOffset + index }));
        });
      }
      first = sequence + 1;
    }
  }
  await log.close();
  return lines.sort();
}

interface Place {
  readonly sequence: number;
  readonly partition: number;
  readonly offset: number;
}

function eventLine(event: Readonly<Record<string, unknown>>, { sequence, partition, offset }: Place): string {
  const place = (event.location ?? {}) as Readonly<Record<string, unknown>>;
  const isLate = Date.parse(String(event.receivedAt)) - Date.parse(String(event.timestamp)) > 10_000;
  return lineOf('events', {
    ...event,
    'location.country': place.country,
    'location.region': place.region,
    properties: event.properties === undefined ? null : JSON.stringify(event.properties),
    is_late: isLate,
    log_sequence: sequence,
    log_partition: partition,
    log_offset: offset,
  });
}

function lineOf(table: TableName, row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    comparedColumns(table).map(({ name, from, type }) =>
      textOf(row[name] ?? row[from.replaceAll('"', '')] ?? null, type),
    ),
  );
}

/** Versions are of the files, not of the rows. */
function comparedColumns(table: TableName): readonly WarehouseColumn[] {
  return WAREHOUSE_TABLES[table].columns.filter(({ name }) => name !== 'version');
}

/** As DuckDB prints it. */
function textOf(value: unknown, type: string): string | null {
  if (value === null) return null;
  if (type === 'TIMESTAMP') return String(Date.parse(String(value)));
  const scale = /^DECIMAL\(\d+, (\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? String(value) : decimalText(String(value), Number(scale));
}

function decimalText(text: string, scale: number): string {
  const plain = text.includes('e') ? Number(text).toFixed(scale) : text;
  const [whole = '', fraction = ''] = plain.split('.');
  return `${whole}.${fraction.padEnd(scale, '0')}`;
}
