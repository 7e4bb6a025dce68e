/** What a database says of itself, as far as change data capture depends on it. Reads catalogues only. */
import type { Client } from 'pg';
import { qualifiedName } from '../cdc-mapping.ts';
import { parseLsn } from './lsn.ts';
import type { PostgresSourceOptions } from './postgres-options.ts';

export interface TableFacts {
  /** `public.orders` */
  readonly table: string;
  readonly owned: boolean;
  readonly readable: boolean;
  /** d: by primary key, f: whole rows, i: by an index, n: nothing. */
  readonly identity: string;
  readonly isPlain: boolean;
  readonly estimate: number;
  /** Of the primary key, in its order. */
  readonly key: readonly string[];
  readonly columns: ReadonlyMap<string, string>;
  readonly published: boolean;
}

export interface SlotFacts {
  readonly plugin: string;
  readonly database: string;
  readonly isActive: boolean;
  /** `lost` when the server has thrown away what it would have needed. */
  readonly walStatus: string;
  readonly confirmedLsn: number;
}

export interface DatabaseFacts {
  readonly version: number;
  readonly walLevel: string;
  /** A standby, or a server that is still being restored: which history it will have is not settled. */
  readonly inRecovery: boolean;
  readonly user: string;
  readonly database: string;
  readonly mayReplicate: boolean;
  readonly mayCreate: boolean;
  readonly slots: { readonly used: number; readonly most: number };
  readonly publication: { readonly allTables: boolean; readonly owned: boolean } | undefined;
  readonly slot: SlotFacts | undefined;
  /** Mapped tables that there are. */
  readonly tables: ReadonlyMap<string, TableFacts>;
}

type Row = Readonly<Record<string, string | null>>;

export async function readDatabaseFacts(client: Client, options: PostgresSourceOptions): Promise<DatabaseFacts> {
  const server = (await rows(client, SERVER))[0] ?? {};
  const publication = (await rows(client, PUBLICATION, [options.publication]))[0];
  const slot = (await rows(client, SLOT, [options.slot]))[0];
  const names = Object.keys(options.mapping.tables).map(qualifiedName);
  const tables = await rows(client, TABLES, [names, options.publication]);
  const columns = await rows(client, COLUMNS, [names]);
  return {
    version: Math.floor(Number(server.version) / 10_000),
    walLevel: server.wal_level ?? '',
    inRecovery: server.in_recovery === 't',
    user: server.user_name ?? '',
    database: server.database ?? '',
    mayReplicate: server.may_replicate === 't',
    mayCreate: server.may_create === 't',
    slots: { used: Number(server.slots_used), most: Number(server.slots_most) },
    publication: publication && { allTables: publication.all_tables === 't', owned: publication.owned === 't' },
    slot: slot && slotFacts(slot),
    tables: new Map(tables.map((table) => [String(table.name), tableFacts(table, columns)])),
  };
}

async function rows(client: Client, text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  return (await client.query<Row>(text, [...values])).rows;
}

function slotFacts(row: Row): SlotFacts {
  return {
    plugin: row.plugin ?? '',
    database: row.database ?? '',
    isActive: row.active === 't',
    walStatus: row.wal_status ?? '',
    confirmedLsn: parseLsn(row.confirmed_flush_lsn ?? '0/0'),
  };
}

function tableFacts(row: Row, columns: readonly Row[]): TableFacts {
  const own = columns.filter(({ name }) => name === row.name);
  const keyed = own.filter(({ key_place }) => key_place !== null);
  return {
    table: String(row.name),
    owned: row.owned === 't',
    readable: row.readable === 't',
    identity: row.identity ?? 'd',
    isPlain: row.plain === 't',
    estimate: Math.max(0, Number(row.estimate)),
    key: keyed.sort((a, b) => Number(a.key_place) - Number(b.key_place)).map(({ column_name }) => String(column_name)),
    columns: new Map(own.map(({ column_name, column_type }) => [String(column_name), String(column_type)])),
    published: row.published === 't',
  };
}

const SERVER = `
  SELECT current_setting('server_version_num') AS version, current_setting('wal_level') AS wal_level,
    pg_is_in_recovery() AS in_recovery, current_user AS user_name, current_database() AS database,
    r.rolsuper OR r.rolreplication OR EXISTS (
      SELECT FROM pg_roles m WHERE m.rolname IN ('rds_replication', 'rds_superuser', 'azure_pg_admin')
      AND pg_has_role(r.oid, m.oid, 'MEMBER')) AS may_replicate,
    has_database_privilege(current_database(), 'CREATE') AS may_create,
    (SELECT count(*) FROM pg_replication_slots) AS slots_used,
    current_setting('max_replication_slots') AS slots_most
  FROM pg_roles r WHERE r.rolname = current_user`;

const PUBLICATION = `
  SELECT puballtables AS all_tables, pg_has_role(pubowner, 'USAGE') AS owned FROM pg_publication WHERE pubname = $1`;

const SLOT = `
  SELECT plugin, database, active, wal_status, confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = $1`;

const TABLES = `
  SELECT n.nspname || '.' || c.relname AS name, pg_has_role(c.relowner, 'USAGE') AS owned,
    has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE') AS readable,
    c.relreplident AS identity, c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AS plain,
    CASE WHEN c.relkind = 'p'
      THEN (SELECT COALESCE(sum(GREATEST(l.reltuples, 0)), 0) FROM pg_partition_tree(c.oid) t
        JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf)
      ELSE c.reltuples END AS estimate,
    EXISTS (SELECT FROM pg_publication_tables p
      WHERE p.pubname = $2 AND p.schemaname = n.nspname AND p.tablename = c.relname) AS published
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname || '.' || c.relname = ANY ($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`;

const COLUMNS = `
  SELECT n.nspname || '.' || c.relname AS name, a.attname AS column_name, format_type(a.atttypid, a.atttypmod) AS column_type,
    array_position(i.indkey::int2[], a.attnum) AS key_place
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  WHERE n.nspname || '.' || c.relname = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped`;
