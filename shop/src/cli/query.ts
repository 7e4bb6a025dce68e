/** `millrace query`: SQL over the warehouse of a running server. */
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type Command, type CommandInput, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';
import { resultTable, type ShownResult } from './result-table.ts';
import { callServer, requestServer, serverFlags } from './server-request.ts';

const FORMATS = ['table', 'json', 'ndjson', 'csv', 'arrow'];
/** More than a terminal is read. */
const TABLE_ROWS = 1_000;
const WIDTH = 80;

export const query: Command = {
  name: 'query',
  operands: '[SQL] [NAME=VALUE …]',
  about:
    'Asks the warehouse: one SELECT in the dialect of DuckDB, over the tables that --tables lists. NAME=VALUE gives $NAME in the SQL a value.',
  arity: [0, 100],
  flags: {
    file: { type: 'string', value: 'FILE', about: 'the SQL is in this file' },
    example: { type: 'string', value: 'NAME', about: 'a saved example in place of SQL; --examples lists them' },
    format: { type: 'string', value: 'FORMAT', default: 'table', about: FORMATS.join(', ') },
    rows: { type: 'string', value: 'N', about: `how many rows at most; ${TABLE_ROWS} in a table` },
    timeout: { type: 'string', value: 'SECONDS', default: '30', about: 'how long it may take, 300 at most' },
    tables: { type: 'boolean', about: 'list the tables and their columns instead' },
    examples: { type: 'boolean', about: 'list the saved examples instead' },
    ...serverFlags,
  },
  async run(input) {
    if (input.flags.tables === true) return listTables(input);
    if (input.flags.examples === true) return listExamples(input);
    const format = textFlag(input, 'format') ?? 'table';
    if (!FORMATS.includes(format))
      throw usage(`there is no format '${format}'`, `the formats are ${FORMATS.join(', ')}`);
    const response = await callServer(input, 'POST', '/v1/query', requestOf(input, format));
    if (format === 'table') return printTable((await response.json()) as ShownResult);
    if (response.body) await pipeline(Readable.fromWeb(response.body), process.stdout, { end: false });
    return 0;
  },
};

function requestOf(input: CommandInput, format: string): object {
  const [example, file] = [textFlag(input, 'example'), textFlag(input, 'file')];
  const isSaved = example !== undefined || file !== undefined;
  const [sql, words] = isSaved ? [undefined, input.positionals] : [input.positionals[0], input.positionals.slice(1)];
  if (!isSaved && sql === undefined) throw usage('there is no SQL', 'give it in quotes, or with --file or --example');
  const rows = input.flags.rows === undefined ? undefined : numberFlag(input, 'rows', 1, 10_000_000);
  return {
    ...(example === undefined ? { sql: file === undefined ? sql : readSql(file) } : { example }),
    parameters: Object.fromEntries(words.map(parameterOf)),
    format: format === 'table' ? 'json' : format,
    maxRows: rows ?? (format === 'table' ? TABLE_ROWS : undefined),
    timeoutSeconds: numberFlag(input, 'timeout', 1, 300),
  };
}

function parameterOf(word: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word) ?? [];
  if (name === undefined || value === undefined) throw usage(`'${word}' is no parameter`, 'write NAME=VALUE');
  return [name, value];
}

function readSql(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw usage(`the file ${path} cannot be read: ${String(cause)}`, 'name a file with one SELECT');
  }
}

function printTable(result: ShownResult): number {
  for (const line of resultTable(result, process.stdout.columns ?? WIDTH)) console.log(line);
  const { rowCount, truncated } = result;
  console.log(
    truncated ? `the first ${rowCount} rows; --rows asks for more` : `${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`,
  );
  return 0;
}

interface Tables {
  readonly tables: readonly {
    readonly name: string;
    readonly about: string;
    readonly columns: readonly { readonly name: string; readonly type: string; readonly about: string }[];
  }[];
}

async function listTables(input: CommandInput): Promise<number> {
  const { tables } = await requestServer<Tables>(input, 'GET', '/v1/query/tables');
  for (const { name, about, columns } of tables) {
    console.log(`${name}: ${about}`);
    for (const column of columns) console.log(`  ${column.name.padEnd(26)} ${column.type}`);
  }
  return 0;
}

interface Examples {
  readonly examples: readonly {
    readonly name: string;
    readonly title: string;
    readonly about: string;
    readonly parameters: readonly { readonly name: string; readonly about: string; readonly default: string | null }[];
  }[];
}

async function listExamples(input: CommandInput): Promise<number> {
  const { examples } = await requestServer<Examples>(input, 'GET', '/v1/query/examples');
  for (const { name, title, parameters } of examples) {
    console.log(`${name.padEnd(18)} ${title}`);
    for (const each of parameters) console.log(`  ${each.name}=${each.default ?? '…'}  ${each.about}`);
  }
  return 0;
}

function usage(message: string, hint: string): MillraceError {
  return new MillraceError(message, { code: 'USAGE', domain: 'user', retry: 'never', hint });
}
