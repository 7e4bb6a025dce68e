/**
 * What stands in the way of reading a database, each with what to do about it, and what Millrace would do itself. Pure:
 * from facts to findings, so that the dry run and the source say the same.
 */
import { type CdcMapping, KEY_FIELDS, mappedColumns, qualifiedName, type TableMapping } from '../cdc-mapping.ts';
import type { DatabaseFacts, SlotFacts, TableFacts } from './database-facts.ts';
import { type PostgresSourceOptions, quoted, quotedTable } from './postgres-options.ts';

export interface Finding {
  /** A problem must be mended first; a caution need not; a plan is what Millrace does itself. */
  readonly kind: 'problem' | 'caution' | 'plan';
  readonly what: string;
  readonly advice?: string;
}

const OLDEST_VERSION = 14;

export function checkDatabase(facts: DatabaseFacts, options: PostgresSourceOptions): readonly Finding[] {
  return [
    ...checkServer(facts),
    ...Object.entries(options.mapping.tables).flatMap(([name, mapping]) => {
      const table = qualifiedName(name);
      return checkTable(table, mapping, facts.tables.get(table));
    }),
    ...checkPublication(facts, options),
  ];
}

/** The slot, for whoever has never read from it. */
export function checkNewSlot(facts: DatabaseFacts, { slot }: PostgresSourceOptions): readonly Finding[] {
  if (facts.slot) return [takenSlot(facts.slot, slot)];
  const { used, most } = facts.slots;
  if (used < most) return [{ kind: 'plan', what: `make the replication slot ${slot}` }];
  return [
    problem(
      `all ${most} replication slots of the server are in use`,
      'raise max_replication_slots (and restart the server), or drop a slot that nobody reads: ' +
        'SELECT slot_name, active FROM pg_replication_slots',
    ),
  ];
}

function takenSlot({ isActive, database }: SlotFacts, slot: string): Finding {
  const who = isActive ? `is read by another process` : 'was made by someone else, or for another data folder';
  return problem(
    `the replication slot ${slot} (database ${database}) exists already; it ${who}`,
    `name another slot in sources.postgres, or drop it when nobody needs it: SELECT pg_drop_replication_slot('${slot}')`,
  );
}

function checkServer({ version, walLevel, inRecovery, user, mayReplicate }: DatabaseFacts): readonly Finding[] {
  const findings: Finding[] = [];
  if (version < OLDEST_VERSION) {
    findings.push(problem(`the server is Postgres ${version}`, `Postgres ${OLDEST_VERSION} or later is needed`));
  }
  if (inRecovery) {
    const advice = 'name the primary in the URL; a server that is being restored is looked at again by itself';
    findings.push(problem('the server is in recovery: a standby, or not yet restored', advice));
  }
  if (walLevel !== 'logical') {
    const advice = "ALTER SYSTEM SET wal_level = 'logical', and restart the server";
    findings.push(problem(`wal_level is ${walLevel}`, `${advice} (on RDS: rds.logical_replication = 1)`));
  }
  if (!mayReplicate) {
    const advice = `as a superuser: ALTER ROLE ${quoted(user)} REPLICATION (on RDS: GRANT rds_replication TO ${quoted(user)})`;
    findings.push(problem(`the user ${user} may not replicate`, advice));
  }
  return findings;
}

function checkTable(table: string, mapping: TableMapping, facts: TableFacts | undefined): readonly Finding[] {
  if (!facts)
    return [problem(`there is no table ${table}`, 'mend the name in the mapping, or take the table out of it')];
  if (!facts.isPlain)
    return [problem(`${table} is no ordinary table`, 'views and unlogged tables have no changes to read')];
  const findings: Finding[] = [];
  if (!facts.readable) {
    findings.push(problem(`${table} may not be read`, `GRANT SELECT ON ${quotedTable(table)} TO the user of the URL`));
  }
  const missing = mappedColumns(mapping).filter((column) => !facts.columns.has(column));
  if (missing.length > 0) {
    const has = `its columns are ${[...facts.columns.keys()].join(', ')}`;
    findings.push(problem(`${table} has no column ${missing.join(', ')}`, has));
  }
  return [...findings, ...checkIdentity(table, mapping, facts)];
}

function checkIdentity(table: string, mapping: TableMapping, { key, identity }: TableFacts): readonly Finding[] {
  if (key.length === 0) {
    return [problem(`${table} has no primary key`, 'its rows cannot be told apart; give it one, or leave it out')];
  }
  const full = `ALTER TABLE ${quotedTable(table)} REPLICA IDENTITY FULL`;
  if (identity === 'n') return [problem(`${table} has REPLICA IDENTITY NOTHING: it cannot be updated`, full)];
  if (identity === 'f') return [];
  const findings: Finding[] = [];
  const source = mapping.fields[KEY_FIELDS[mapping.stream]];
  const column = typeof source === 'object' && 'column' in source ? source.column : source;
  if (typeof column === 'string' && !key.includes(column)) {
    const what = `${table}: a deleted row tells its key (${key.join(', ')}), not its ${column}`;
    findings.push({ kind: 'caution', what: `${what}; it goes to quarantine`, advice: full });
  }
  if ('quantity' in mapping.fields) {
    const what = `${table}: a movement that is changed or deleted does not tell what it was; it goes to quarantine`;
    findings.push({ kind: 'caution', what, advice: full });
  }
  return findings;
}

function checkPublication(facts: DatabaseFacts, { mapping, publication }: PostgresSourceOptions): readonly Finding[] {
  const missing = unpublished(facts, mapping);
  // That the tables are not there is said of each: a publication of none cannot be made.
  if (facts.tables.size === 0) return [];
  if (!facts.publication) {
    const mine = [...facts.tables.values()].every(({ owned }) => owned);
    const made = createPublication(facts, { mapping, publication });
    if (facts.mayCreate && mine) return [{ kind: 'plan', what: `make the publication ${publication}`, advice: made }];
    const why = facts.mayCreate ? 'does not own the tables' : `may not create in the database ${facts.database}`;
    return [
      problem(`there is no publication ${publication}, and the user ${facts.user} ${why}`, `as their owner: ${made}`),
    ];
  }
  if (facts.publication.allTables || missing.length === 0) return [];
  const statement = extendPublication(missing, publication);
  const mine = facts.publication.owned && missing.every((table) => facts.tables.get(table)?.owned === true);
  if (mine) return [{ kind: 'plan', what: `add ${missing.join(', ')} to the publication`, advice: statement }];
  return [problem(`the publication ${publication} lacks ${missing.join(', ')}`, `as its owner: ${statement}`)];
}

export function unpublished({ tables }: DatabaseFacts, mapping: CdcMapping): readonly string[] {
  const names = Object.keys(mapping.tables).map(qualifiedName);
  return names.filter((name) => tables.get(name)?.published === false);
}

export function createPublication(
  { tables }: DatabaseFacts,
  { mapping, publication }: Pick<PostgresSourceOptions, 'mapping' | 'publication'>,
): string {
  const names = Object.keys(mapping.tables).map(qualifiedName);
  const there = names.filter((name) => tables.has(name)).map(quotedTable);
  return `CREATE PUBLICATION ${quoted(publication)} FOR TABLE ${there.join(', ')} WITH (publish_via_partition_root = true)`;
}

export function extendPublication(tables: readonly string[], publication: string): string {
  return `ALTER PUBLICATION ${quoted(publication)} ADD TABLE ${tables.map(quotedTable).join(', ')}`;
}

function problem(what: string, advice: string): Finding {
  return { kind: 'problem', what, advice };
}
