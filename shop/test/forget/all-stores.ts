/** Everything that a stopped shop has in its data folder, as texts by place: log, trails, state, views, functions, warehouse. */
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readStoredTables } from '@millrace/engine/fold/stored-tables.ts';
import { LmdbLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { openLogTables } from '@millrace/engine/log/log-tables.ts';
import { EnvironmentStateStore } from '@millrace/engine/state/environment-state-store.ts';
import type { Environment, Table } from '@millrace/engine/storage/environment.ts';
import { decodePlainValue } from '@millrace/engine/storage/plain-value.ts';
import { openFunctionsEnvironment } from '../../src/function-runtime/function-store.ts';
import { openGroupStates } from '../../src/pipelines/group-states.ts';

const VIEW_TABLES = ['view-rows', 'view-feeds', 'view-times'];

/** A line for each thing that is stored; the place is its first word. */
export async function allStores(dataFolder: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const log = openLogTables(dataFolder);
  for (const { slices, sequence } of new LmdbLogReader(log).read(1, Number.POSITIVE_INFINITY)) {
    for (const { bytes } of slices) lines.push(`log ${sequence} ${Buffer.from(bytes).toString()}`);
  }
  lines.push(...entriesOf('stream', log.streams), ...entriesOf('setting', log.settings));
  await log.environment.close();
  for (const environment of openGroupStates(dataFolder)) {
    lines.push(...stateOf(environment), ...viewsOf(environment));
    await environment.close();
  }
  const functions = openFunctionsEnvironment(dataFolder);
  lines.push(
    ...Object.entries(readStoredTables(functions)).map(
      ([name, states]) => `functions ${name} ${JSON.stringify(states)}`,
    ),
  );
  lines.push(...viewsOf(functions));
  await functions.close();
  return [...lines, ...(await warehouseOf(dataFolder))];
}

function entriesOf(place: string, table: Table): readonly string[] {
  return table.scan({}, Number.MAX_SAFE_INTEGER).map(([key, value]) => `${place} ${anyText(key)} ${anyText(value)}`);
}

function viewsOf(environment: Environment): readonly string[] {
  return VIEW_TABLES.flatMap((name) => entriesOf(name, environment.table(name)));
}

function stateOf(environment: Environment): readonly string[] {
  // Opening it reads the journal: what it hands out is what counts.
  const store = new EnvironmentStateStore(environment);
  const names = environment.table('state-tables').scan({}, Number.MAX_SAFE_INTEGER);
  const journal = entriesOf('journal', environment.table('state-journal'));
  return names
    .flatMap(([, value]) => {
      const name = String(decodePlainValue(value));
      return Array.from(store.table(name).entries(), ([slot, entry]) => `state ${name} ${slot} ${plainText(entry)}`);
    })
    .concat(journal);
}

function plainText(value: unknown): string {
  return JSON.stringify(value, (_name, inner) => {
    if (typeof inner === 'bigint') return String(inner);
    if (inner instanceof Uint8Array) return anyText(inner);
    if (inner?.type === 'Buffer') return anyText(Uint8Array.from(inner.data));
    return inner;
  });
}

/** However a text was encoded, it can be found in one of these. */
function anyText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  return [buffer.toString('latin1'), wideText(buffer), wideText(buffer.subarray(1))].join(' ');
}

/** Whole characters at an even address only: Node 24 writes behind its memory when it has to move an odd number of bytes. */
function wideText(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).toString('utf16le');
}

async function warehouseOf(dataFolder: string): Promise<readonly string[]> {
  const folder = join(dataFolder, 'warehouse');
  if (!existsSync(folder)) return [];
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const lines: string[] = [];
  for (const file of globSync('*/*/*/*.parquet', { cwd: folder }).sort()) {
    const rows = await connection.runAndReadAll(`SELECT * FROM read_parquet('${join(folder, file)}')`);
    for (const row of rows.getRowObjectsJson()) lines.push(`warehouse ${file} ${JSON.stringify(row)}`);
  }
  return lines;
}
