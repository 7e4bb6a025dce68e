/** What Athena is asked: the example queries that are deployed, and every row of each view. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { exampleQueries } from '../../app/example-queries.ts';
import { lakeViews } from '../../app/lake-tables.ts';
import { lakeStatement } from './lake-statement.ts';
import { lakeLines, madeRows } from './made-lake.ts';
import type { TrinoAnswer } from './trino.ts';

/** An answer of Trino, and by its digest what was asked. */
export interface RecordedAnswer extends TrinoAnswer {
  readonly asked: string;
}

const FOLDER = new URL('answers/', import.meta.url);

/** A line that says what was asked and the types, and then a line a row. */
export function writeAnswer(name: string, { asked, types, rows }: RecordedAnswer): void {
  const lines = [{ asked, types }, ...rows].map((line) => JSON.stringify(line));
  writeFileSync(new URL(`${name}.jsonl`, FOLDER), `${lines.join('\n')}\n`);
}

export function readAnswer(name: string): RecordedAnswer {
  const [first = '', ...rows] = readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8')
    .trim()
    .split('\n');
  return { ...JSON.parse(first), rows: rows.map((row) => JSON.parse(row)) };
}

/** Whole statements, rows and all. */
export function athenaQuestions(): Readonly<Record<string, string>> {
  const lines = lakeLines(madeRows());
  const examples = exampleQueries().map(({ name, sql }) => [name, sql] as const);
  const views = lakeViews().map(({ name, columns }) => [`view-${name}`, viewQuery(name, columns)] as const);
  return Object.fromEntries([...examples, ...views].map(([name, sql]) => [name, lakeStatement(sql, lines)]));
}

/** All rows, in one order. */
export function viewQuery(view: string, columns: readonly { readonly name: string }[]): string {
  const names = sharedColumns(columns).map(({ name }) => `"${name}"`);
  return `SELECT ${names.join(', ')} FROM ${view} ORDER BY 1, 2, 3`;
}

/** Those that the warehouse of one process has as well: where a line stands in the stream is the lake's own. */
export function sharedColumns<Column extends { readonly name: string }>(columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ name }) => name !== 'at');
}

export function digestOf(statement: string): string {
  return createHash('sha256').update(statement).digest('hex');
}
