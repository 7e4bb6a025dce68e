/**
 * The Nexmark project's own query files, of which only the definitions are replaced: the stream is read from our file,
 * sinks print, the table that q13 looks up and the class of q14's function are ours. Queries and views stay as they are.
 * q9 gets a primary key: to a sink without one Flink sends its updates without what they replace. The rows of q12 arrive
 * by the clock, which it asks.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInputs } from '../../engine/test/sql-cases/sql-case.ts';
import { queryText } from './nexmark-queries.ts';

export interface OriginalQuery {
  readonly name: string;
  readonly script: string;
}

const SIDE_INPUT = `CREATE TABLE side_input (key BIGINT, \`value\` VARCHAR, PRIMARY KEY (key) NOT ENFORCED)
WITH ('connector' = 'keyed', 'path' = '\${inputs}/nexmark-side.csv', 'format' = 'csv');`;

/**
 * Those of the folder (`…/nexmark-flink/src/main/resources/queries`) that are called q0.sql, q1.sql …, over the stream
 * of the SQL cases, or over the file `events`.
 */
export function originalQueries(folder: string, events = '${inputs}/nexmark.json'): readonly OriginalQuery[] {
  const numbers = readdirSync(folder).flatMap((file) => /^q(\d+)\.sql$/.exec(file)?.[1] ?? []);
  return numbers
    .map(Number)
    .toSorted((a, b) => a - b)
    .map((number) => ({ name: `q${number}`, script: scriptOf(folder, `q${number}`, events) }));
}

function scriptOf(folder: string, name: string, events: string): string {
  const views = readFileSync(join(folder, 'ddl_views.sql'), 'utf8').replaceAll('${NEXMARK_TABLE}', 'datagen');
  const query = readFileSync(join(folder, `${name}.sql`), 'utf8');
  const stream = streamTable(name === 'q12' ? name : 'q0').replace('${inputs}/nexmark.json', events);
  return withInputs([stream, views, withOwnTables(query)].join('\n'));
}

/** The definition of the stream's table, which stands in each of our own queries. */
function streamTable(name: string): string {
  const definition = /CREATE TABLE datagen [^;]*;/.exec(queryText(name))?.[0];
  if (definition === undefined) throw new Error(`${name} does not define the table datagen`);
  return definition;
}

/** Sinks keep their columns and print; the lookup table is another one. */
function withOwnTables(query: string): string {
  const sink = /(CREATE TABLE \w+\s*\([^;]*?\)\s*)(PARTITIONED BY \([^)]*\)\s*)?WITH \([^;]*\);/g;
  return query
    .replace(sink, (_, columns: string) => `${columns}WITH ('connector' = 'print');`)
    .replace(/(CREATE TABLE nexmark_q9\s*\([^;]*?)\)\s*WITH/, '$1, PRIMARY KEY (id) NOT ENFORCED) WITH')
    .replace(/com\.github\.nexmark\.flink\.udf\.CountChar/, 'shop.millrace.functions.CountChar')
    .replace(/CREATE TABLE side_input[^;]*;/, SIDE_INPUT);
}

/** Whether the folder looks like the Nexmark project's. */
export function isQueryFolder(folder: string): boolean {
  return existsSync(join(folder, 'ddl_views.sql'));
}
