/**
 * Change records of other programs' making, as they come over HTTP: Debezium's envelope, with or without its schema, and
 * what AWS DMS writes. Each becomes a change, or is passed over with a reason, or is refused with one.
 */
import { hash } from 'node:crypto';
import type { CellValue, ChangeEvent, ChangeOperation, RowImage } from './change-event.ts';
import { type ColumnSchema, decodeCell } from './debezium-cell.ts';

export type ForeignRecord =
  | { readonly kind: 'change'; readonly change: ChangeEvent; readonly tables: readonly string[] }
  /** Nothing in it for us: tombstones, heartbeats, records of transactions and of tables' definitions. */
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'bad'; readonly why: string };

type Fields = Readonly<Record<string, unknown>>;

export function readForeignRecord(value: unknown, nowMs: number): ForeignRecord {
  if (value === null) return ignored('a tombstone');
  if (!isObject(value)) return bad('a change record is a JSON object');
  if (isObject(value.metadata)) return readDms(value, value.metadata, nowMs);
  if ('payload' in value) return readEnvelope(value.payload, isObject(value.schema) ? value.schema : undefined, nowMs);
  return readEnvelope(value, undefined, nowMs);
}

function readEnvelope(value: unknown, schema: Fields | undefined, nowMs: number): ForeignRecord {
  if (value === null) return ignored('a tombstone');
  if (!isObject(value)) return bad('the payload is no JSON object');
  const { op, source, before, after } = value;
  if (op === undefined) return withoutOperation(value);
  if (op === 'm') return ignored('a message of the log, not a row');
  if (!isOperation(op)) return bad(`op is ${JSON.stringify(op)}, and may be c, u, d, r or t`);
  if (!isObject(source) || typeof source.table !== 'string') return bad('source.table is missing: which table is it?');
  const images = {
    before: rowImage(before, schemaOf(schema, 'before')),
    after: rowImage(after, schemaOf(schema, 'after')),
  };
  const row = op === 'd' ? images.before : images.after;
  if (row === null && op !== 't') return bad(`op is ${op}, and ${op === 'd' ? 'before' : 'after'} is missing`);
  const { table, ts_ms, lsn, txId } = source;
  const [db, schemaName] = [textOf(source.db), textOf(source.schema)];
  const change: ChangeEvent = {
    id: identity('debezium', [stable(source), op, before ?? null, after ?? null]),
    op,
    ...images,
    source: {
      connector: textOf(source.connector) ?? 'debezium',
      name: textOf(source.name) ?? 'debezium',
      ...(db === undefined ? {} : { db }),
      ...(schemaName === undefined ? {} : { schema: schemaName }),
      table,
      ...(isWhole(lsn) ? { lsn } : {}),
      ...(isWhole(txId) ? { txId } : {}),
      ts_ms: isWhole(ts_ms) && ts_ms > 0 ? ts_ms : nowMs,
    },
    ts_ms: isWhole(value.ts_ms) ? value.ts_ms : nowMs,
  };
  return { kind: 'change', change, tables: tableNames(db, schemaName, table) };
}

function withoutOperation(value: Fields): ForeignRecord {
  const keys = Object.keys(value);
  if (keys.every((key) => key.startsWith('ts_'))) return ignored('a heartbeat');
  if ('ddl' in value || 'tableChanges' in value) return ignored('a change of a table’s definition');
  if ('status' in value && 'id' in value && ('event_count' in value || 'data_collections' in value)) {
    return ignored('the mark of a transaction');
  }
  const hint = keys.some((key) => key.startsWith('__')) ? '; leave the transform ExtractNewRecordState out' : '';
  return bad(`it has no op, so it is no Debezium envelope${hint}`);
}

const DMS_OPERATIONS: Readonly<Record<string, ChangeOperation>> = {
  load: 'r',
  insert: 'c',
  update: 'u',
  delete: 'd',
  'truncate-table': 't',
};

function readDms(value: Fields, metadata: Fields, nowMs: number): ForeignRecord {
  const operation = textOf(metadata.operation) ?? '';
  const op = DMS_OPERATIONS[operation];
  if (op === undefined) {
    if (metadata['record-type'] === 'control') return ignored(`the control record ${operation}`);
    return bad(
      `metadata.operation is ${JSON.stringify(metadata.operation)}, and may be load, insert, update or delete`,
    );
  }
  const table = textOf(metadata['table-name']);
  if (table === undefined || table === '') return bad('metadata.table-name is missing: which table is it?');
  const data = rowImage(value.data, new Map());
  if (data === null && op !== 't') return bad('data is missing');
  const told = rowImage(value['before-image'], new Map());
  const schema = textOf(metadata['schema-name']);
  const committedMs = Date.parse(textOf(metadata.timestamp) ?? '');
  const change: ChangeEvent = {
    id: identity('dms', [metadata, value.data ?? null, value['before-image'] ?? null]),
    op,
    before: op === 'd' ? { ...data, ...told } : told,
    after: op === 'd' || op === 't' ? null : data,
    source: {
      connector: 'dms',
      name: 'dms',
      ...(schema === undefined ? {} : { schema }),
      table,
      ...(isWhole(metadata['transaction-id']) ? { txId: metadata['transaction-id'] } : {}),
      ts_ms: Number.isNaN(committedMs) ? nowMs : committedMs,
    },
    ts_ms: nowMs,
  };
  return { kind: 'change', change, tables: tableNames(undefined, schema, table) };
}

/** The change with the columns that its mapping names, and no others. */
export function mappedImages(change: ChangeEvent, columns: ReadonlySet<string>): ChangeEvent {
  const kept = (row: RowImage | null) =>
    row && Object.fromEntries(Object.entries(row).filter(([column]) => columns.has(column)));
  return { ...change, before: kept(change.before), after: kept(change.after) };
}

/** By which names a mapping may know the table, the longest first. */
function tableNames(db: string | undefined, schema: string | undefined, table: string): readonly string[] {
  const names = [[db, schema, table], [schema, table], [db, table], [table]];
  return [...new Set(names.map((parts) => parts.filter((part) => part).join('.')))];
}

/** The same for every delivery: without what tells when and by which version it was read. */
function stable(source: Fields): Fields {
  const { version: _version, sequence: _sequence, ...rest } = source;
  return rest;
}

function identity(kind: string, parts: readonly unknown[]): string {
  return `${kind}:${hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 32)}`;
}

function schemaOf(schema: Fields | undefined, image: 'before' | 'after'): ReadonlyMap<string, ColumnSchema> {
  const fields = Array.isArray(schema?.fields) ? schema.fields.filter(isObject) : [];
  const columns = fields.find(({ field }) => field === image)?.fields;
  if (!Array.isArray(columns)) return new Map();
  return new Map(columns.filter(isObject).map((column) => [String(column.field), column]));
}

function rowImage(value: unknown, columns: ReadonlyMap<string, ColumnSchema>): RowImage | null {
  if (!isObject(value)) return null;
  const cells: [string, CellValue][] = [];
  for (const [column, cell] of Object.entries(value)) {
    // Debezium's word for a value that was not sent because it did not change.
    if (cell !== UNAVAILABLE) cells.push([column, decodeCell(cell, columns.get(column))]);
  }
  return Object.fromEntries(cells);
}

const UNAVAILABLE = '__debezium_unavailable_value';

function isOperation(op: unknown): op is ChangeOperation {
  return op === 'c' || op === 'u' || op === 'd' || op === 'r' || op === 't';
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function ignored(why: string): ForeignRecord {
  return { kind: 'ignored', why };
}

function bad(why: string): ForeignRecord {
  return { kind: 'bad', why };
}
