/**
 * What lies in the lake, and how it is asked for. Firehose writes two tables of Parquet: every event as it was enriched, and
 * every row of results as JSON beside its view's name. Over them lie views with the names and columns of the warehouse of
 * one process (`docs/warehouse.md`), so that a query says the same in both places.
 */
import type { WarehouseColumn } from '@millrace/shop/sinks/warehouse/warehouse-column.ts';
import { WAREHOUSE_TABLES } from '@millrace/shop/sinks/warehouse/warehouse-tables.ts';

export interface LakeColumn {
  readonly name: string;
  /** Glue's name of the type. */
  readonly type: string;
  readonly comment: string;
  /** The field of the JSON record. */
  readonly field: string;
}

export interface LakeTable {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly LakeColumn[];
  /** An expression of jq: the date of a record's own time. */
  readonly date: string;
}

export interface LakeView {
  readonly name: string;
  readonly about: string;
  /** Athena's names of types. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly sql: string;
}

/** Of the log alone: in the lake a row is known by `at`. Days are those of the partition. */
const OF_THE_LOG = ['log_sequence', 'log_partition', 'log_offset'];
const COMPUTED = ['is_late', 'country', 'region'];

export const EVENTS_TABLE: LakeTable = {
  name: 'lake_events',
  about: 'Every event as it was enriched; one that was delivered twice is there twice, with one `at`.',
  date: '.timestamp[0:10]',
  columns: [
    ...WAREHOUSE_TABLES.events.columns
      .filter(({ name }) => ![...OF_THE_LOG, ...COMPUTED].includes(name))
      .map((column) => ({
        name: column.name,
        type: storedType(column.type),
        comment: column.description,
        field: column.from.replaceAll('"', ''),
      })),
    {
      name: 'location',
      type: 'struct<country:string,region:string>',
      comment: 'Where, as it was sent.',
      field: 'location',
    },
    { name: 'enrichment', type: 'string', comment: 'JSON: what the shop knew beside it.', field: 'enrichment' },
    { name: 'at', type: 'string', comment: 'Which event of the stream it is.', field: 'at' },
  ],
};

export const RESULTS_TABLE: LakeTable = {
  name: 'lake_results',
  about: 'Rows of results, as they came; of rows with one key the one with the greatest `at` counts.',
  date: '.date',
  columns: [
    { name: 'view', type: 'string', comment: 'The result table.', field: 'view' },
    { name: 'row', type: 'string', comment: 'JSON: its row, fields as in the pipelines.', field: 'row' },
    {
      name: 'at',
      type: 'string',
      comment: 'Which record of the stream it came in; later rows have greater ones.',
      field: 'at',
    },
  ],
};

const RESULT_VIEWS = ['sessions', 'revenue', 'revenue_corrections', 'decisions', 'alerts'] as const;

export function lakeViews(): readonly LakeView[] {
  return [eventView(), ...RESULT_VIEWS.map(resultView)];
}

function eventView(): LakeView {
  const { columns, about } = WAREHOUSE_TABLES.events;
  const kept = columns.filter(({ name }) => !OF_THE_LOG.includes(name));
  const lines = kept.map((column) => `${eventExpression(column)} AS ${column.name}`);
  return {
    name: 'events',
    about,
    columns: [
      ...kept.map(({ name, type }) => ({ name, type: athenaType(type) })),
      { name: 'visitor', type: 'varchar' },
      { name: 'at', type: 'varchar' },
      { name: 'date', type: 'date' },
    ],
    sql: select(
      [...lines, 'coalesce(user_id, anonymous_id) AS visitor', 'at', 'CAST("date" AS date) AS "date"'],
      EVENTS_TABLE.name,
    ),
  };
}

function eventExpression({ name, type }: WarehouseColumn): string {
  if (name === 'country') return "coalesce(location.country, json_extract_scalar(enrichment, '$.country'))";
  if (name === 'region') return "coalesce(location.region, json_extract_scalar(enrichment, '$.region'))";
  if (name === 'is_late')
    return "from_iso8601_timestamp(received_at) - from_iso8601_timestamp(event_time) > INTERVAL '10' SECOND";
  if (type === 'TIMESTAMP') return instant(name);
  return name;
}

function resultView(table: (typeof RESULT_VIEWS)[number]): LakeView {
  const { columns, about, key } = WAREHOUSE_TABLES[table];
  const kept = columns.filter(({ name }) => name !== 'version');
  const fields = kept.map((column) => `${resultExpression(column)} AS ${column.name}`);
  // All rows of a key are of one date, which as part of the key lets a query leave out the files of other days.
  const latest = `row_number() OVER (PARTITION BY "date", ${key.join(', ')} ORDER BY at DESC) AS age`;
  const rows = select(
    [...fields, 'at', 'CAST("date" AS date) AS "date"'],
    `${RESULTS_TABLE.name}\nWHERE "view" = '${table}' AND "row" IS NOT NULL`,
  );
  const names = kept.map(({ name }) => name);
  return {
    name: table,
    about,
    columns: [...kept.map(({ name, type }) => ({ name, type: athenaType(type) })), { name: 'date', type: 'date' }],
    sql: `WITH found AS (\n${rows}\n),\naged AS (\nSELECT *, ${latest}\nFROM found\n)\n${select(
      [...names, '"date"'],
      'aged\nWHERE age = 1',
    )}`,
  };
}

function resultExpression({ name, type, from }: WarehouseColumn): string {
  const path = `'$.${from.replaceAll('"', '')}'`;
  const text = `json_extract_scalar("row", ${path})`;
  // Labels and reasons are JSON themselves; nothing is 'null' there, and must not become that word.
  if (type === 'VARCHAR') return `coalesce(${text}, nullif(json_format(json_extract("row", ${path})), 'null'))`;
  if (type === 'TIMESTAMP') return instant(text);
  return name === 'version' ? text : `CAST(${text} AS ${athenaType(type)})`;
}

/** Times of results have no zone, those of events Z: both are UTC. */
function instant(text: string): string {
  return `CAST(from_iso8601_timestamp(${text}) AT TIME ZONE 'UTC' AS timestamp(3))`;
}

function select(columns: readonly string[], from: string): string {
  return `SELECT\n  ${columns.join(',\n  ')}\nFROM ${from}`;
}

/** Firehose reads times of JSON in formats of its own; ISO 8601 stays text, which sorts and compares as times do. */
function storedType(duck: string): string {
  if (duck === 'VARCHAR' || duck === 'TIMESTAMP') return 'string';
  if (duck === 'INTEGER') return 'int';
  return duck.toLowerCase().replaceAll(' ', '');
}

function athenaType(duck: string): string {
  return duck === 'TIMESTAMP' ? 'timestamp(3)' : duck.toLowerCase().replaceAll(' ', '');
}
