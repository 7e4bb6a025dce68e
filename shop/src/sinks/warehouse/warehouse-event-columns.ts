/** The columns of the table `events`, made of the event schema: the same fields, the same types, snake_case names. */
import type { TSchema } from 'typebox';
import { eventSchema } from '../../events/event-schema.ts';
import { EVENT_TIME_DELAY_SECONDS, sqlTypeOf } from '../../events/event-tables.ts';
import { snakeCase } from './snake-case.ts';
import type { WarehouseColumn } from './warehouse-column.ts';

/** Two columns have other names than their fields: `timestamp` is a word of SQL, a place is two columns. */
const TIME = 'event_time';

/** What the collector adds, and where the log keeps the event. */
const ADDED: readonly WarehouseColumn[] = [
  {
    name: 'received_at',
    type: 'TIMESTAMP',
    description: 'When the collector accepted it.',
    from: '"receivedAt"',
  },
  {
    name: 'is_late',
    type: 'BOOLEAN',
    description: `Whether it came more than ${EVENT_TIME_DELAY_SECONDS} seconds after it happened, so that windows may have closed.`,
    from: `TRY_CAST("receivedAt" AS TIMESTAMP) - TRY_CAST("timestamp" AS TIMESTAMP) > INTERVAL ${EVENT_TIME_DELAY_SECONDS} SECONDS`,
  },
  { name: 'log_sequence', type: 'BIGINT', description: 'The batch of the log.', from: '"_sequence"' },
  { name: 'log_partition', type: 'UTINYINT', description: 'The partition of the log.', from: '"_partition"' },
  { name: 'log_offset', type: 'BIGINT', description: 'The place within the partition.', from: '"_offset"' },
];

export function eventColumns(): readonly WarehouseColumn[] {
  const fields: [string, TSchema][] = Object.entries(eventSchema.properties);
  return [
    ...fields.flatMap(([field, schema]) => columnsOf(field, schema)),
    {
      name: 'properties',
      type: 'VARCHAR',
      description: "Anything else, as JSON text: `properties ->> 'threshold'` reads a field of it.",
      from: '"properties"',
    },
    ...ADDED,
  ];
}

/** What a record is read as: its fields with their types. */
export function recordFields(): Readonly<Record<string, string>> {
  const fields: [string, TSchema][] = Object.entries(eventSchema.properties);
  const read = fields.flatMap(([field, schema]): (readonly [string, string])[] => {
    const type = sqlTypeOf(schema);
    return type === undefined ? [] : [[field, duckType(type)]];
  });
  return {
    ...Object.fromEntries(read),
    receivedAt: 'TIMESTAMP',
    properties: 'JSON',
    _sequence: 'BIGINT',
    _partition: 'UTINYINT',
    _offset: 'BIGINT',
  };
}

function columnsOf(field: string, schema: TSchema): readonly WarehouseColumn[] {
  const type = sqlTypeOf(schema);
  if (type === undefined) return [];
  const description = descriptionOf(schema);
  if (field === 'location') {
    return [
      { name: 'country', type: 'VARCHAR', description: `${description} The country.`, from: 'location.country' },
      { name: 'region', type: 'VARCHAR', description: `${description} The region.`, from: 'location.region' },
    ];
  }
  return [
    { name: field === 'timestamp' ? TIME : snakeCase(field), type: duckType(type), description, from: `"${field}"` },
  ];
}

/** Flink's names of types as DuckDB's. Milliseconds fit into its TIMESTAMP, which every tool reads. */
function duckType(type: string): string {
  if (type === 'STRING') return 'VARCHAR';
  if (type === 'INT') return 'INTEGER';
  if (type.startsWith('TIMESTAMP')) return 'TIMESTAMP';
  if (type.startsWith('ROW<')) return 'STRUCT(country VARCHAR, region VARCHAR)';
  return type;
}

function descriptionOf(schema: TSchema): string {
  if ('description' in schema && typeof schema.description === 'string') return schema.description;
  if (!('anyOf' in schema) || !Array.isArray(schema.anyOf)) return '';
  return schema.anyOf.map(descriptionOf).find((text) => text !== '') ?? '';
}
