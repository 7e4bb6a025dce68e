/** Nothing but the warehouse's tables can be reached by a query, and whoever tries is told what to do instead. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStatement } from '../../../src/serving/warehouse/check-statement.ts';
import { lockTo, openEngine } from '../../../src/serving/warehouse/open-engine.ts';
import { queryFault } from '../../../src/serving/warehouse/query-fault.ts';
import { readViews } from '../../../src/serving/warehouse/warehouse-views.ts';
import { writeRows } from './written-warehouse.ts';

let folder: string;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-refusals-'));
  const hour = join(folder, 'warehouse/events/date=2026-01-15/hour=10');
  await writeRows(folder, 'events', [{ user_id: 'ann', event_time: '2026-01-15T10:00:00Z' }]);
  writeFileSync(join(folder, 'secret.csv'), 'word\nswordfish\n');
  const writer = await (await DuckDBInstance.create(':memory:')).connect();
  // A file that lies among the warehouse's own, and does not count.
  await writer.run(`COPY (SELECT 'swordfish' AS word) TO '${join(hour, 'stray.parquet')}' (FORMAT parquet)`);
  const limits = { memoryMb: 100, temporaryMb: 10, temporaryFolder: join(folder, 'temporary'), threads: 1 };
  connection = await openEngine(limits);
  await lockTo(connection, await readViews(folder, ['events']));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a query's process would answer. */
async function ask(sql: string): Promise<unknown> {
  try {
    await checkStatement(connection, sql, ['events']);
    return (await connection.runAndReadAll(sql)).getRows();
  } catch (thrown) {
    return queryFault(thrown, 100);
  }
}

function named(pattern: string): string {
  const secret = join(folder, 'secret.csv');
  return pattern
    .replaceAll('"FILE"', `"${secret}"`)
    .replaceAll('FILE', `'${secret}'`)
    .replaceAll('STRAY', `'${join(folder, 'warehouse/events/date=2026-01-15/hour=10/stray.parquet')}'`);
}

const statements = [
  'INSTALL httpfs',
  'LOAD httpfs',
  'FORCE INSTALL spatial FROM community',
  "COPY events TO 'out.csv'",
  "COPY (SELECT 1) TO 'out.csv'",
  "ATTACH 'other.db'",
  "ATTACH 'host=localhost' AS pg (TYPE postgres)",
  "EXPORT DATABASE 'out'",
  "IMPORT DATABASE 'out'",
  'PRAGMA database_list',
  "SET memory_limit = '100GB'",
  'RESET lock_configuration',
  'SET VARIABLE a = 1',
  'CALL pragma_version()',
  'CREATE TABLE a AS SELECT 1',
  'CREATE SECRET (TYPE s3)',
  "CREATE MACRO f() AS TABLE SELECT * FROM 'secret.csv'",
  'DROP VIEW events',
  'INSERT INTO events SELECT * FROM events',
  'DELETE FROM events',
  'UPDATE events SET user_id = NULL',
  'CHECKPOINT',
  'USE memory',
  'BEGIN',
  'PREPARE p AS SELECT 1',
  'VACUUM',
  'SELECT 1; SELECT 2',
  'SELECT 1; DROP VIEW events',
  "EXPLAIN COPY events TO 'out.csv'",
];

const readings = [
  'SELECT * FROM read_csv(FILE)',
  'SELECT * FROM read_csv_auto(FILE)',
  'SELECT * FROM read_text(FILE)',
  'SELECT * FROM read_blob(FILE)',
  'SELECT * FROM read_json(FILE)',
  'SELECT * FROM read_parquet(STRAY)',
  'SELECT * FROM parquet_scan(STRAY)',
  'SELECT * FROM parquet_metadata(STRAY)',
  'SELECT * FROM parquet_schema(STRAY)',
  'SELECT * FROM sniff_csv(FILE)',
  "SELECT * FROM glob('/**')",
  'SELECT * FROM "FILE"',
  'SELECT * FROM FILE',
  'FROM FILE',
  'DESCRIBE FILE',
  'SUMMARIZE FILE',
  'EXPLAIN ANALYZE SELECT * FROM FILE',
  'SELECT (SELECT max(word) FROM FILE)',
  'SELECT * FROM events WHERE user_id IN (SELECT word FROM read_csv(FILE))',
  'WITH a AS (SELECT * FROM FILE) SELECT * FROM a',
  "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
  "SELECT * FROM query_table('/etc/passwd')",
  "SELECT * FROM 'https://example.com/a.parquet'",
  "SELECT * FROM read_parquet('s3://bucket/a.parquet')",
  "SELECT * FROM json_execute_serialized_sql('{}')",
  'SELECT * FROM duckdb_secrets()',
  'SELECT * FROM duckdb_settings()',
  'SELECT * FROM duckdb_extensions()',
  'SELECT * FROM pragma_user_agent()',
  'SELECT * FROM duckdb_logs',
  'SELECT * FROM pg_catalog.pg_settings',
  'SELECT * FROM sqlite_master',
  "SELECT getenv('HOME')",
  "SELECT current_setting('temp_directory')",
  "SELECT write_log('a')",
];

describe('a query', () => {
  it('reads the tables', async () => {
    expect(await ask('SELECT user_id, hour FROM events')).toEqual([['ann', 10]]);
  });

  it.each(statements)('cannot %s', async (sql) => {
    expect(await ask(sql)).toMatchObject({
      status: 400,
      code: 'QUERY_NOT_ALLOWED',
      mend: expect.stringMatching(/^[A-Z].{10,}\.$/),
    });
  });

  it.each(readings)('cannot %s', async (pattern) => {
    const answer = await ask(named(pattern));
    expect(answer).toMatchObject({ status: 400, code: expect.stringMatching(/^QUERY_(NOT_ALLOWED|UNKNOWN_NAME)$/) });
    expect(JSON.stringify(answer)).not.toContain('swordfish');
  });

  it('cannot take the name of a file for one of WITH', async () => {
    const file = join(folder, 'secret.csv');
    const answer = await ask(`SELECT * FROM (WITH "${file}" AS (SELECT 1) SELECT * FROM "${file}"), "${file}"`);
    expect(answer).toMatchObject({ status: 400 });
  });
});

describe('the second wall', () => {
  it.each(readings)('stands where the first would fall: %s', async (pattern) => {
    const rows = await connection.runAndReadAll(named(pattern)).then((reader) => reader.getRowsJson(), String);
    expect(JSON.stringify(rows)).not.toMatch(/swordfish|root:/);
  });

  it.each([
    'SET enable_external_access = true',
    "SET allowed_paths = ['/etc/passwd']",
    "SET memory_limit = '100GB'",
    'RESET lock_configuration',
    'SET lock_configuration = false',
  ])('cannot be moved: %s', async (sql) => {
    await expect(connection.run(sql)).rejects.toThrow(/locked|cannot/i);
  });
});

it.each(['SELECT nope FROM events', 'SELECT summ(1) FROM events', 'SELECT (1'])(
  'says of %s what is wrong in a sentence to which advice can be added',
  async (sql) => {
    expect(await ask(sql)).toMatchObject({
      what: expect.stringMatching(/[^.!?]$/),
      mend: expect.stringMatching(/[.?]$/),
    });
  },
);
