/** `millrace cdc check`: what reading a database would come to, and everything that stands in its way. Changes nothing. */
import { Client } from 'pg';
import { loadCdcMapping, qualifiedName } from '../sources/cdc/cdc-mapping.ts';
import { checkDatabase, checkNewSlot, type Finding } from '../sources/cdc/postgres/database-check.ts';
import { type DatabaseFacts, readDatabaseFacts } from '../sources/cdc/postgres/database-facts.ts';
import { postgresFault } from '../sources/cdc/postgres/postgres-fault.ts';
import { clientConfig, DEFAULT_NAMES, type PostgresSourceOptions } from '../sources/cdc/postgres/postgres-options.ts';
import { postgresUrlFlag } from './address-flags.ts';
import { type Command, type CommandInput, textFlag } from './command.ts';
import { wrap } from './help.ts';

export const cdcCheck: Command = {
  name: 'cdc check',
  operands: '',
  about:
    'Looks at a Postgres database, changes nothing, and tells what would be read of it and what stands in the way. ' +
    'Beside a server that reads it already, its own slot is in use, and named as a problem.',
  arity: [0, 0],
  flags: {
    'postgres-url': { type: 'string', value: 'URL', about: 'the database; better as MILLRACE_POSTGRES_URL' },
    'cdc-mapping': { type: 'string', value: 'FILE', about: 'a mapping, YAML or JSON (default: shop-tables)' },
    slot: { type: 'string', default: DEFAULT_NAMES.slot, about: 'the replication slot' },
    publication: { type: 'string', default: DEFAULT_NAMES.publication, about: 'the publication' },
  },
  async run(input) {
    const options = await optionsOf(input);
    const facts = await lookAt(options);
    const findings = [...checkDatabase(facts, options), ...checkNewSlot(facts, options)];
    const problems = findings.filter(({ kind }) => kind === 'problem');
    for (const line of report(facts, options, findings)) console.log(line);
    return problems.length > 0 ? 1 : 0;
  },
};

async function optionsOf(input: CommandInput): Promise<PostgresSourceOptions> {
  return {
    name: DEFAULT_NAMES.name,
    url: postgresUrlFlag(input) ?? '',
    mapping: await loadCdcMapping(textFlag(input, 'cdc-mapping')),
    slot: textFlag(input, 'slot') ?? DEFAULT_NAMES.slot,
    publication: textFlag(input, 'publication') ?? DEFAULT_NAMES.publication,
  };
}

async function lookAt(options: PostgresSourceOptions): Promise<DatabaseFacts> {
  const client = new Client(clientConfig(options));
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await readDatabaseFacts(client, options);
  } catch (cause) {
    throw postgresFault(cause, false);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function report(facts: DatabaseFacts, { mapping }: PostgresSourceOptions, findings: readonly Finding[]): string[] {
  const lines = [`Postgres ${facts.version}, database ${facts.database}, user ${facts.user}`, ''];
  for (const [name, { stream, fields }] of Object.entries(mapping.tables)) {
    const table = facts.tables.get(qualifiedName(name));
    const rows = table ? `about ${table.estimate} rows, key ${table.key.join(', ') || '(none)'}` : 'not there';
    lines.push(...entry(`${qualifiedName(name)} -> ${stream}`, rows));
    for (const [field, source] of Object.entries(fields)) {
      const column = typeof source === 'string' ? source : 'column' in source ? source.column : undefined;
      const type = column === undefined ? 'constant' : `${column} ${table?.columns.get(column) ?? '(not there)'}`;
      lines.push(`    ${field.padEnd(16)}${type}`);
    }
  }
  for (const [kind, title] of TITLES) {
    const some = findings.filter((finding) => finding.kind === kind);
    if (some.length === 0) continue;
    lines.push('', `${title} (${some.length})`);
    for (const { what, advice } of some) lines.push(...entry(what, advice));
  }
  const problems = findings.filter(({ kind }) => kind === 'problem').length;
  return [...lines, '', problems === 0 ? 'Ready: millrace start would read this database.' : 'Not ready yet.'];
}

const TITLES = [
  ['plan', 'Millrace would do'],
  ['caution', 'Good to know'],
  ['problem', 'Problems'],
] as const;

const WIDTH = 76;

function entry(what: string, advice: string | undefined): readonly string[] {
  const first = wrap(what, WIDTH).map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`));
  return [...first, ...(advice ? wrap(advice, WIDTH - 4).map((line) => `      ${line}`) : [])];
}
