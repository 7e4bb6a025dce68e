/**
 * DuckDB over the views of a warehouse, closed to everything else before a word of the query is read.
 *
 * O1. Only the files of the views can be opened. Everything else that leads out (files, network, extensions, other
 *     databases) is switched off, and the switches are locked.
 * O2. The views are made before that, by us.
 */
import { mkdirSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoted } from '../../sinks/warehouse/duck-session.ts';
import type { QueryLimits } from './query-messages.ts';
import type { WarehouseView } from './warehouse-views.ts';

/** Without views; nobody's statement may run before `lockTo`. */
export async function openEngine(limits: QueryLimits): Promise<DuckDBConnection> {
  mkdirSync(limits.temporaryFolder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${limits.memoryMb}MB`,
    threads: String(limits.threads),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
  });
  const connection = await instance.connect();
  // Given as options of a new instance, the limit is shown but not kept (DuckDB 1.5).
  await connection.run(`SET temp_directory = ${quoted(limits.temporaryFolder)}`);
  await connection.run(`SET max_temp_directory_size = '${limits.temporaryMb}MB'`);
  await connection.run("SET errors_as_json = true; SET TimeZone = 'UTC'");
  return connection;
}

/** Makes the views, and closes everything but their files. */
export async function lockTo(connection: DuckDBConnection, views: readonly WarehouseView[]): Promise<void> {
  for (const view of views) await connection.run(view.sql);
  const files = views.flatMap((view) => view.files).map(quoted);
  await connection.run(`SET allowed_paths = [${files.join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}
