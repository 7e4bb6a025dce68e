/**
 * Lets one statement that only reads through, and tells everything else what to do instead. DuckDB's own parser says what
 * a statement is. It is the first of two walls: what it lets through still meets a database that can open nothing but
 * the warehouse's files (open-engine.ts).
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { nameHint } from '@millrace/engine/errors/closest-name.ts';
import { QueryRefusal } from './query-refusal.ts';
import { type SyntaxNode, syntaxNodes, textOf } from './syntax-nodes.ts';

/** Functions that make tables of what they are given. All others reach files, other databases or the engine's inside. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['unnest', 'range', 'generate_series', 'json_each', 'json_tree']);
const CLOSED_FUNCTIONS: ReadonlySet<string> = new Set([
  'current_setting',
  'getenv',
  'getvariable',
  'write_log',
  'nextval',
  'currval',
]);
const OPEN_SCHEMAS: ReadonlySet<string> = new Set(['', 'main', 'temp']);
const CATALOG_TABLES: ReadonlySet<string> = new Set(['tables', 'columns']);
const EXPLAIN = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*explain\s+(?:analyze\s+)?/i;

/** @returns the tables that it reads. @throws QueryRefusal. */
export async function checkStatement<Name extends string>(
  connection: DuckDBConnection,
  sql: string,
  tables: readonly Name[],
): Promise<readonly Name[]> {
  const explained = EXPLAIN.exec(sql)?.[0] ?? '';
  const statements = await parse(connection, sql.slice(explained.length), explained.length);
  if (statements.length !== 1) throw ONE_STATEMENT;
  const nodes = [...syntaxNodes(statements[0])];
  const known = new Set([...tables, ...nodes.flatMap(commonTableNames)].map((name) => name.toLowerCase()));
  for (const node of nodes) {
    checkTable(node, known, tables);
    checkFunction(node);
  }
  return tablesRead(nodes, tables);
}

function tablesRead<Name extends string>(nodes: readonly SyntaxNode[], tables: readonly Name[]): readonly Name[] {
  // What lists or describes tables may mean any of them.
  if (nodes.some((node) => node.type === 'SHOW_REF' || node.schema_name === 'information_schema')) return tables;
  const named = new Set(nodes.map((node) => (node.type === 'BASE_TABLE' ? textOf(node.table_name).toLowerCase() : '')));
  return tables.filter((table) => named.has(table));
}

async function parse(connection: DuckDBConnection, sql: string, offset: number): Promise<readonly unknown[]> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql(CAST($sql AS VARCHAR))', { sql });
  const parsed: unknown = JSON.parse(String(reader.getRows()[0]?.[0]));
  const { error, error_type, error_message, position, statements } = parsed as {
    readonly error: boolean;
    readonly error_type?: string;
    readonly error_message?: string;
    readonly position?: string;
    readonly statements?: readonly unknown[];
  };
  if (!error) return statements ?? [];
  if (error_type === 'not implemented') throw notAReading(sql);
  throw new QueryRefusal({
    status: 400,
    code: 'QUERY_SYNTAX',
    what: error_message ?? 'the text is no SQL',
    mend: 'Mend the place; the dialect is that of DuckDB.',
    ...(position === undefined ? {} : { position: Number(position) + offset }),
  });
}

/** The names that WITH gives. */
function commonTableNames(node: SyntaxNode): readonly string[] {
  const { cte_map: map } = node;
  if (typeof map !== 'object' || map === null || !('map' in map) || !Array.isArray(map.map)) return [];
  return map.map.flatMap((entry: { readonly key?: unknown }) => (typeof entry.key === 'string' ? [entry.key] : []));
}

function checkTable(node: SyntaxNode, known: ReadonlySet<string>, tables: readonly string[]): void {
  if (node.type !== 'BASE_TABLE') return;
  const [name, schema] = [textOf(node.table_name), textOf(node.schema_name).toLowerCase()];
  if (OPEN_SCHEMAS.has(schema) && known.has(name.toLowerCase())) return;
  if (schema === 'information_schema' && CATALOG_TABLES.has(name.toLowerCase())) return;
  const hint = nameHint(name, tables);
  const isFile = /[./\\:*]/.test(name);
  throw new QueryRefusal({
    status: 400,
    code: isFile ? 'QUERY_NOT_ALLOWED' : 'QUERY_UNKNOWN_NAME',
    what: isFile ? `“${name}” is a file, and queries read no files` : `there is no table “${name}”`,
    mend: isFile ? tablesThatThereAre(tables) : capital(hint ?? tablesThatThereAre(tables)),
    ...placeOf(node),
  });
}

function checkFunction(node: SyntaxNode): void {
  const called = node.type === 'TABLE_FUNCTION' ? (node.function as SyntaxNode | undefined) : node;
  const name = textOf(called?.function_name).toLowerCase();
  const isOpen = node.type === 'TABLE_FUNCTION' ? TABLE_FUNCTIONS.has(name) : !CLOSED_FUNCTIONS.has(name);
  if (isOpen || name === '') return;
  throw new QueryRefusal({
    status: 400,
    code: 'QUERY_NOT_ALLOWED',
    what: `the function ${name} is not open to queries`,
    mend: adviceAbout(name),
    ...placeOf(called ?? node),
  });
}

function adviceAbout(name: string): string {
  if (/^(read_|sniff_|glob|parquet_|query|sqlite_|postgres_|mysql_|iceberg_|delta_)/.test(name)) {
    return 'Queries read the tables of the warehouse only: GET /v1/query/tables lists them.';
  }
  return 'Settings, secrets and the inside of the engine are closed: GET /v1/query/tables lists what there is.';
}

const INSTEAD: Readonly<Record<string, string>> = {
  copy: 'Ask for the result in another format instead: csv, ndjson or arrow.',
  export: 'Ask for the result in another format instead: csv, ndjson or arrow.',
  attach: 'Queries read the tables of the warehouse only: GET /v1/query/tables lists them.',
  install: 'Extensions cannot be added; json, parquet and icu are there.',
  load: 'Extensions cannot be added; json, parquet and icu are there.',
  set: 'Settings are fixed; give values to a query as parameters: $name.',
  pragma: 'Settings are fixed; give values to a query as parameters: $name.',
  create: 'Name an intermediate result with WITH instead: the warehouse cannot be written.',
  pivot: 'Write an aggregate with FILTER for each column instead.',
};

function notAReading(sql: string): QueryRefusal {
  const word = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*([a-z]+)/i.exec(sql)?.[1] ?? '';
  const instead = INSTEAD[word.toLowerCase()];
  const statement = /^(select|with|from)$/i.test(word) ? 'a statement of this kind' : word.toUpperCase();
  return new QueryRefusal({
    status: 400,
    code: 'QUERY_NOT_ALLOWED',
    what: `${statement || 'this'} is not open to queries`,
    mend: instead ?? 'Write one SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW TABLES or EXPLAIN.',
  });
}

const ONE_STATEMENT = new QueryRefusal({
  status: 400,
  code: 'QUERY_NOT_ALLOWED',
  what: 'a query is one statement',
  mend: 'Send each statement in a request of its own; WITH names intermediate results.',
});

function tablesThatThereAre(tables: readonly string[]): string {
  return `The tables are ${tables.join(', ')}.`;
}

function placeOf({ query_location: place }: SyntaxNode): { readonly position?: number } {
  // The parser's word for “nowhere” is the largest 64-bit number.
  return typeof place === 'number' && place < Number.MAX_SAFE_INTEGER ? { position: place } : {};
}

function capital(hint: string): string {
  return `${hint.charAt(0).toUpperCase()}${hint.slice(1)}${/[.?]$/.test(hint) ? '' : '.'}`;
}
