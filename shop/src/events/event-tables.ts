/** The SQL tables over the log, made from the event schema: `events` by event time, `arrivals` by arrival time. */
import type { TSchema } from 'typebox';
import { eventSchema } from './event-schema.ts';

/** The table's WITH options: connector, stream names, credentials. Formats are added here. */
export type ConnectorOptions = Readonly<Record<string, string>>;

/** How far behind the newest event the time of `events` stays; rows that are later go to `<query>.late`. */
export const EVENT_TIME_DELAY_SECONDS = 10;

/** A partition without events for this long no longer holds back the watermark of the others. */
const IDLE_TIMEOUT = '5 s';

/** CREATE TABLE for `events`: event time, 10 seconds behind. */
export function eventsTableDdl(options: ConnectorOptions): string {
  const delay = `INTERVAL '${EVENT_TIME_DELAY_SECONDS}' SECOND`;
  return tableDdl('events', `WATERMARK FOR \`timestamp\` AS \`timestamp\` - ${delay}`, options);
}

/** CREATE TABLE for `arrivals`: the same log by arrival time, which many rows may share but none goes behind. */
export function arrivalsTableDdl(options: ConnectorOptions): string {
  const watermark = "WATERMARK FOR `receivedAt` AS `receivedAt` - INTERVAL '0.001' SECOND";
  return tableDdl('arrivals', watermark, { ...options, 'scan.watermark.emit.strategy': 'on-arrival' });
}

function tableDdl(name: string, watermark: string, options: ConnectorOptions): string {
  const lines = [...columns(), '`visitor` AS COALESCE(`userId`, `anonymousId`)', watermark];
  const withOptions = Object.entries({
    ...options,
    'json.timestamp-format.standard': 'ISO-8601',
    'scan.watermark.idle-timeout': IDLE_TIMEOUT,
  });
  const settings = withOptions.map(([key, value]) => `${quoted(key)} = ${quoted(value)}`);
  return `CREATE TABLE \`${name}\` (\n  ${lines.join(',\n  ')}\n) WITH (\n  ${settings.join(',\n  ')}\n);\n`;
}

/** The schema's columns in order, and the two that the collector adds. */
function columns(): string[] {
  const fromSchema = Object.entries(eventSchema.properties).flatMap(([name, schema]) => {
    const type = sqlTypeOf(schema);
    return type === undefined ? [] : [`\`${name}\` ${type}`];
  });
  return [...fromSchema, '`receivedAt` TIMESTAMP_LTZ(3)', '`properties` STRING'];
}

/** The SQL type that a property of the schema carries; undefined for what is no column. */
export function sqlTypeOf(schema: TSchema): string | undefined {
  if ('x-sql-type' in schema && typeof schema['x-sql-type'] === 'string') return schema['x-sql-type'];
  if (!('anyOf' in schema) || !Array.isArray(schema.anyOf)) return undefined;
  return schema.anyOf.map(sqlTypeOf).find((type) => type !== undefined);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
