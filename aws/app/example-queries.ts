/**
 * The example queries of the warehouse in Athena's SQL: one file each in `queries/`, by the name that the example has in one
 * process. Athena knows no DuckDB functions and no names in GROUP BY, so the texts differ; what they answer does not.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface ExampleQuery {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly sql: string;
}

const FOLDER = new URL('./queries/', import.meta.url);

export function exampleQueries(): readonly ExampleQuery[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => {
      const sql = readFileSync(new URL(file, FOLDER), 'utf8');
      const line = (key: string) => new RegExp(`^-- ${key}: (.*)$`, 'm').exec(sql)?.[1] ?? '';
      return { name: file.replace('.sql', ''), title: line('title'), about: line('about'), sql };
    });
}
