/** Values as text, the way Flink's CAST(… AS STRING) and its print sink spell them. */
import type { DataType, RowType } from './data-type.ts';
import { formatDecimal } from './decimal.ts';
import { formatDouble, formatFloat } from './format-floating.ts';
import type { Value } from './row.ts';
import { formatDate, formatTime, formatTimestamp } from './timestamp.ts';

const NULL_TEXT = 'NULL';

/** The text of a value; `NULL` inside collections and for a NULL itself. */
export function formatValue(value: Value, type: DataType): string {
  return value === null ? NULL_TEXT : valueFormatter(type)(value);
}

/** The formatting function of a type, for values that are not NULL. */
export function valueFormatter(type: DataType): (value: Value) => string {
  switch (type.kind) {
    case 'BOOLEAN':
      return (value) => (value === true ? 'TRUE' : 'FALSE');
    case 'DOUBLE':
      return (value) => formatDouble(Number(value));
    case 'FLOAT':
      return (value) => formatFloat(Number(value));
    case 'DECIMAL':
      return (value) => formatDecimal(typeof value === 'bigint' ? value : Number(value), type.scale);
    case 'BINARY':
    case 'VARBINARY':
      return (value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value));
    case 'DATE':
      return (value) => formatDate(Number(value));
    case 'TIME':
      return (value) => formatTime(Number(value), type.precision);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return (value) => formatTimestamp(Number(value), type.precision);
    case 'INTERVAL_DAY':
      return (value) => formatDayInterval(Number(value));
    case 'INTERVAL_YEAR':
      return (value) => formatYearInterval(Number(value));
    case 'ARRAY':
      return arrayFormatter(type.element);
    case 'MULTISET':
      return multisetFormatter(type.element);
    case 'MAP':
      return mapFormatter(type.key, type.value);
    case 'ROW':
      return rowFormatter(type);
    default:
      return String;
  }
}

/** `+1 02:03:04.005`. */
export function formatDayInterval(intervalMs: number): string {
  const ms = Math.abs(intervalMs);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(ms / 86_400_000);
  const time = `${two((ms / 3_600_000) % 24)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}`;
  return `${intervalMs < 0 ? '-' : '+'}${days} ${time}.${String(ms % 1000).padStart(3, '0')}`;
}

/** `+1-02`. */
export function formatYearInterval(intervalMonths: number): string {
  const months = Math.abs(intervalMonths);
  return `${intervalMonths < 0 ? '-' : '+'}${Math.floor(months / 12)}-${String(months % 12).padStart(2, '0')}`;
}

function nullable(type: DataType): (value: Value) => string {
  const format = valueFormatter(type);
  return (value) => (value === null ? NULL_TEXT : format(value));
}

function arrayFormatter(element: DataType): (value: Value) => string {
  const format = nullable(element);
  return (value) => `[${items(value).map(format).join(', ')}]`;
}

/** A multiset prints as a map from each element to how often it is there. */
function multisetFormatter(element: DataType): (value: Value) => string {
  const format = nullable(element);
  return (value) => {
    const counts = new Map<string, number>();
    for (const item of items(value)) {
      const text = format(item);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return `{${Array.from(counts, ([text, count]) => `${text}=${count}`).join(', ')}}`;
  };
}

function mapFormatter(key: DataType, value: DataType): (map: Value) => string {
  const formatKey = nullable(key);
  const formatItem = nullable(value);
  return (map) => {
    const entries = map instanceof Map ? Array.from(map) : [];
    return `{${entries.map(([k, v]) => `${formatKey(k)}=${formatItem(v)}`).join(', ')}}`;
  };
}

function rowFormatter(type: RowType): (value: Value) => string {
  const formats = type.fields.map((field) => nullable(field.type));
  return (value) =>
    `(${items(value)
      .map((item, index) => formats[index]?.(item) ?? NULL_TEXT)
      .join(', ')})`;
}

function items(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [];
}
