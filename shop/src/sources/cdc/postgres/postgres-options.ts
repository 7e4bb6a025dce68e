/** What a Postgres source is told: where the database is, what is read of it, and under which names. */
import type { ClientConfig } from 'pg';
import type { CdcMapping } from '../cdc-mapping.ts';
import { SESSION_OPTIONS } from './column-text.ts';

export interface PostgresSourceOptions {
  /** Names the source in events, metrics and answers. */
  readonly name: string;
  /** `postgres://user:password@host:5432/database`; what it leaves out comes from PGHOST, PGPASSWORD and their kin. */
  readonly url: string;
  readonly mapping: CdcMapping;
  readonly slot: string;
  readonly publication: string;
}

export const DEFAULT_NAMES = { name: 'postgres', slot: 'millrace', publication: 'millrace' } as const;

const CONNECT_LIMIT_MS = 10_000;

/** For `pg`, with values as text in known forms. */
export function clientConfig({ url, name }: Pick<PostgresSourceOptions, 'url' | 'name'>): ClientConfig {
  return {
    connectionString: url,
    application_name: `millrace ${name}`,
    options: SESSION_OPTIONS,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
    types: { getTypeParser: () => (text: string) => text },
  };
}

/** A name of the database's, quoted for a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `public.orders` as `"public"."orders"`. */
export function quotedTable(table: string): string {
  const dot = table.indexOf('.');
  return `${quoted(table.slice(0, dot))}.${quoted(table.slice(dot + 1))}`;
}

export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
