/** Values as views hold them: plain data that any client can read. And back, for lookups in a view. */
import type { DataType, Schema } from '../row/data-type.ts';
import { formatDecimal } from '../row/decimal.ts';
import { parseDecimal } from '../row/decimal-text.ts';
import type { Value } from '../row/row.ts';
import {
  formatDate,
  formatIsoTimestamp,
  formatTime,
  parseDate,
  parseIsoTimestamp,
  parseTime,
} from '../row/timestamp.ts';
import { formatValue } from '../row/value-format.ts';
import type { KeyPart, ViewRow, ViewValue } from '../views/view-store.ts';

/**
 * The value of a column in a view: a decimal is its exact text, a time ISO 8601 in UTC, bytes are Base64, a map or a
 * row an object.
 */
export function toViewValue(value: Value, type: DataType): ViewValue {
  if (value === null) return null;
  switch (type.kind) {
    case 'DECIMAL':
      return formatDecimal(typeof value === 'bigint' ? value : Number(value), type.scale);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return formatIsoTimestamp(Number(value));
    case 'DATE':
      return formatDate(Number(value));
    case 'TIME':
      return formatTime(Number(value), type.precision);
    case 'BINARY':
    case 'VARBINARY':
      return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : null;
    case 'ARRAY':
    case 'MULTISET':
      return listOf(value).map((element) => toViewValue(element, type.element));
    case 'MAP':
      return mapObject(value, type.key, type.value);
    case 'ROW':
      return rowObject(listOf(value), type.fields);
    default:
      return typeof value === 'bigint' ? value.toString() : scalarOf(value);
  }
}

/** A row of a view from a row's values, by column name. */
export function toViewRow(values: readonly Value[], schema: Schema): ViewRow {
  return rowObject(values, schema);
}

/** The same value within a key: times and decimals stay numbers, so that they order as such. */
export function toKeyPart(value: Value, type: DataType): KeyPart {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'object' && value !== null) return JSON.stringify(toViewValue(value, type));
  return value;
}

/** The inverse of toViewValue, for every type but MAP, whose keys a view has as text. */
export function fromViewValue(value: ViewValue | undefined, type: DataType): Value {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'DECIMAL':
      return parseDecimal(String(value), type) ?? null;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return parseIsoTimestamp(String(value)) ?? null;
    case 'DATE':
      return parseDate(String(value)) ?? null;
    case 'TIME':
      return parseTime(String(value)) ?? null;
    case 'BINARY':
    case 'VARBINARY':
      return new Uint8Array(Buffer.from(String(value), 'base64'));
    case 'ARRAY':
    case 'MULTISET':
      return Array.isArray(value) ? value.map((element) => fromViewValue(element, type.element)) : null;
    case 'ROW':
      return type.fields.map((field) => fromViewValue(memberOf(value, field.name), field.type));
    default:
      return typeof value === 'object' ? null : value;
  }
}

function rowObject(values: readonly Value[], schema: Schema): { [name: string]: ViewValue } {
  return Object.fromEntries(
    schema.map(({ name, type }, index): [string, ViewValue] => [name, toViewValue(values[index] ?? null, type)]),
  );
}

function mapObject(value: Value, keyType: DataType, valueType: DataType): ViewValue {
  if (!(value instanceof Map)) return null;
  const entries: ReadonlyMap<Value, Value> = value;
  return Object.fromEntries(
    Array.from(entries, ([key, item]): [string, ViewValue] => [
      formatValue(key, keyType),
      toViewValue(item, valueType),
    ]),
  );
}

function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

function scalarOf(value: Value): ViewValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function memberOf(value: ViewValue, name: string): ViewValue {
  return isRecord(value) ? (value[name] ?? null) : null;
}

function isRecord(value: ViewValue): value is { readonly [name: string]: ViewValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
