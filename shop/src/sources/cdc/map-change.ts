/**
 * Turns a change of a row into events, by the mapping of its table. What cannot be mapped is an event with a fault: the
 * collector keeps it in quarantine, with table, column and key in its message, and the stream goes on.
 */
import { eventSchema } from '../../events/event-schema.ts';
import { formatInstant } from '../../events/instant.ts';
import { pointer } from '../../events/verdict.ts';
import { type FieldSource, KEY_FIELDS, mappedColumns, type TableMapping } from './cdc-mapping.ts';
import { type CellValue, type ChangeEvent, clipped, keyText, type RowImage } from './change-event.ts';
import {
  type Conversion,
  conversionOf,
  epochConversion,
  type FieldValue,
  isFault,
  opposite,
  type ValueFault,
} from './field-value.ts';

export interface MappedChange {
  readonly event: Readonly<Record<string, unknown>>;
  /** Why it cannot be used as it is: the field's JSON pointer, and a message that names table, column and key. */
  readonly fault?: { readonly path: string; readonly message: string };
}

/** A table with its mapping, ready to map changes. */
export interface ChangeMapper {
  readonly table: string;
  readonly key: readonly string[];
  /** Which columns are read at all. */
  readonly columns: ReadonlySet<string>;
  map(change: ChangeEvent): readonly MappedChange[];
  /** The column that a field comes from, for messages. */
  columnOf(path: string): string | undefined;
}

interface CompiledField {
  readonly field: string;
  readonly column: string | undefined;
  /** Undefined when the row does not tell. */
  readonly read: (row: RowImage) => FieldValue | ValueFault | undefined;
}

const EVENT_FIELDS: ReadonlySet<string> = new Set(Object.keys(eventSchema.properties));
const STREAM_EVENTS = {
  inventory_update: 'inventory_update',
  product: 'product_update',
  user: 'identify',
  order: 'order_update',
} as const;

/**
 * @param table its full name, for messages.
 * @param key its primary key, as far as it is known.
 */
export function compileChangeMapper(table: string, mapping: TableMapping, key: readonly string[] = []): ChangeMapper {
  const fields = Object.entries(mapping.fields).map(([field, source]) => compileField(field, source));
  const columns = new Set([...mappedColumns(mapping), ...key]);
  const parts: MapperParts = { table, mapping, key, fields };
  return {
    table,
    key,
    columns,
    map: (change) => mapChange(parts, change),
    columnOf: (path) => {
      const field = path.split('/').at(-1);
      return fields.find((each) => each.field === field)?.column;
    },
  };
}

interface MapperParts {
  readonly table: string;
  readonly mapping: TableMapping;
  readonly key: readonly string[];
  readonly fields: readonly CompiledField[];
}

function mapChange(parts: MapperParts, change: ChangeEvent): readonly MappedChange[] {
  const { mapping } = parts;
  if (change.op === 't') return [truncated(parts, change)];
  switch (mapping.stream) {
    case 'inventory_update':
      return [inventoryUpdate(parts, change)];
    case 'product':
      return [change.op === 'd' ? base(parts, change, { hidden: true }) : base(parts, change)];
    case 'user':
      return [change.op === 'd' ? base(parts, change, { deleted: true }) : base(parts, change)];
    case 'order':
      return orderEvents(parts, change);
    default:
      return mapping.stream satisfies never;
  }
}

/**
 * A truncated table does not say which rows went, and most often is filled again in the same breath. So nothing is taken
 * for gone: what comes again is told anew, and someone is told to look at the rest.
 */
function truncated({ table, mapping }: MapperParts, change: ChangeEvent): MappedChange {
  const event = {
    eventId: change.id,
    eventType: STREAM_EVENTS[mapping.stream],
    timestamp: formatInstant(change.source.ts_ms),
    properties: { cdc: envelope(change) },
  };
  const message = `${table} was truncated: its rows are not known one by one, and stay as they were until they are told anew`;
  return { event, fault: { path: '', message } };
}

/** A row that goes leaves no pieces; of a table of movements only what really moved counts. */
function inventoryUpdate(parts: MapperParts, change: ChangeEvent): MappedChange {
  if ('onHand' in parts.mapping.fields) return base(parts, change, change.op === 'd' ? { onHand: 0 } : {});
  const mapped = base(parts, change);
  if (change.op === 'c' || change.op === 'r' || mapped.fault) return mapped;
  const before = readField(parts, 'quantity', change.before);
  if (typeof before !== 'number') return { ...mapped, fault: movementFault(parts, change) };
  const after = change.op === 'd' ? 0 : Number(mapped.event.quantity ?? before);
  return { event: { ...mapped.event, quantity: after - before } };
}

function movementFault({ table, key }: MapperParts, change: ChangeEvent) {
  const message =
    `a movement in ${table} (${keyText(change, key)}) was changed, and the database does not say what it was before; ` +
    `ALTER TABLE ${table} REPLICA IDENTITY FULL`;
  return { path: '/quantity', message };
}

/** A row's status may cancel the order as well, which is an event of its own. */
function orderEvents(parts: MapperParts, change: ChangeEvent): readonly MappedChange[] {
  const { cancelled = [], refunded = [] } = parts.mapping;
  const isNew = change.op === 'c' || change.op === 'r';
  const first = base(parts, change, change.op === 'd' ? { status: 'deleted' } : {});
  const recorded = isNew ? { ...first, event: { ...first.event, eventType: 'order_recorded' } } : first;
  const { status } = first.event;
  if (first.fault || change.op === 'd' || typeof status !== 'string') return [recorded];
  const takenBack = cancelled.includes(status)
    ? 'order_cancelled'
    : refunded.includes(status)
      ? 'order_refunded'
      : null;
  if (takenBack === null || readField(parts, 'status', change.before) === status) return [recorded];
  const { userId, anonymousId, orderId } = first.event;
  const visitor = userId == null && anonymousId == null ? { anonymousId: `order:${orderId}` } : {};
  const event = { ...first.event, ...visitor, eventType: takenBack, eventId: `${change.id}:${takenBack}` };
  return [recorded, { event }];
}

/** The event of a change, field by field; `fixed` wins over columns. */
function base(parts: MapperParts, change: ChangeEvent, fixed: Readonly<Record<string, FieldValue>> = {}): MappedChange {
  const { mapping, fields } = parts;
  const row = change.after ?? change.before ?? {};
  const event: Record<string, unknown> = {
    eventId: change.id,
    eventType: STREAM_EVENTS[mapping.stream],
    timestamp: formatInstant(change.source.ts_ms),
  };
  const properties: Record<string, unknown> = {};
  let fault: MappedChange['fault'];
  for (const compiled of fields) {
    const { field } = compiled;
    const value = fixed[field] ?? compiled.read(row);
    if (value === undefined) continue;
    const isEventField = EVENT_FIELDS.has(field);
    if (isFault(value)) fault ??= faultOf(parts, { change, compiled, value });
    if (isEventField && value === null) continue;
    const kept = isFault(value) && compiled.column !== undefined ? row[compiled.column] : value;
    if (isEventField) event[field] = kept;
    else properties[field] = kept;
  }
  for (const [field, value] of Object.entries(fixed)) {
    if (!EVENT_FIELDS.has(field)) properties[field] = value;
    else event[field] ??= value;
  }
  properties.cdc = envelope(change);
  event.properties = properties;
  fault ??= missingKey(parts, change, event);
  return fault ? { event, fault } : { event };
}

function envelope({ op, before, after, source, ts_ms }: ChangeEvent) {
  return { op, before, after, source, ts_ms };
}

interface BadField {
  readonly change: ChangeEvent;
  readonly compiled: CompiledField;
  readonly value: ValueFault;
}

function faultOf({ table, key }: MapperParts, { change, compiled, value }: BadField) {
  const { field, column } = compiled;
  const path = EVENT_FIELDS.has(field) ? pointer(field) : `/properties${pointer(field)}`;
  return { path, message: `column ${column} of ${table} (${keyText(change, key)}): ${value.fault}` };
}

function missingKey(
  { table, mapping, key, fields }: MapperParts,
  change: ChangeEvent,
  event: Readonly<Record<string, unknown>>,
): MappedChange['fault'] {
  const field = KEY_FIELDS[mapping.stream];
  const value = event[field];
  if (value !== undefined && value !== null && value !== '') return undefined;
  const column = fields.find((each) => each.field === field)?.column ?? '?';
  const row = change.after ?? change.before ?? {};
  const why = column in row ? 'is empty' : 'is not told by the database';
  const advice = column in row ? '' : `; ALTER TABLE ${table} REPLICA IDENTITY FULL, or mend the mapping`;
  return { path: pointer(field), message: `column ${column} of ${table} (${keyText(change, key)}): ${why}${advice}` };
}

function readField({ fields }: MapperParts, field: string, row: RowImage | null) {
  return row === null ? undefined : fields.find((each) => each.field === field)?.read(row);
}

function compileField(field: string, source: FieldSource): CompiledField {
  const convert = conversionOf(field);
  if (typeof source === 'string') return columnField(field, source, convert);
  if ('constant' in source) {
    const value = convert(source.constant);
    return { field, column: undefined, read: () => value };
  }
  const { column, path, not, values, time } = source;
  const timed = time === undefined ? convert : epochConversion(time);
  const turned = not === true ? opposite(timed) : timed;
  const renamed: Conversion = values ? (value) => turned(renameValue(values, value)) : turned;
  return columnField(field, column, path ? (value) => intoJson(path, value, renamed) : renamed);
}

function columnField(field: string, column: string, convert: Conversion): CompiledField {
  return {
    field,
    column,
    read: (row) => {
      const value = row[column];
      return value === undefined ? undefined : convert(value);
    },
  };
}

function renameValue(values: Readonly<Record<string, CellValue>>, value: CellValue): CellValue {
  const name = String(value);
  return Object.hasOwn(values, name) ? (values[name] ?? null) : value;
}

function intoJson(path: readonly string[], value: CellValue, convert: Conversion): FieldValue | ValueFault {
  if (value === null) return null;
  let found: unknown;
  try {
    found = typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return { fault: `${clipped(value)} is no JSON` };
  }
  for (const step of path) {
    const isThere = typeof found === 'object' && found !== null && Object.hasOwn(found, step);
    if (!isThere) return null;
    found = (found as Readonly<Record<string, unknown>>)[step];
  }
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return convert(JSON.stringify(found));
  return convert((found ?? null) as CellValue);
}
