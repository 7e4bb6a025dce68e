/** Encodes rows as JSON objects, the way Flink's RowDataToJsonConverters do. */
import { MillraceError } from '../errors/millrace-error.ts';
import type { DataType, MapType, Schema } from '../row/data-type.ts';
import { formatDouble, formatFloat } from '../row/format-floating.ts';
import type { Row, Value } from '../row/row.ts';
import { formatDate } from '../row/timestamp.ts';
import type { JsonOptions } from './json-options.ts';
import { decimalToText } from './number-text.ts';
import { formatTime, formatTimestamp } from './time-text.ts';

/** A row as text, without a line end. */
export type RowEncoder = (row: Row) => string;

type ValueEncoder = (value: Value) => string;

/** @throws MillraceError SINK_BAD_ROW from the encoder, for a MAP with a NULL key when map-null-key.mode is FAIL */
export function jsonEncoder(schema: Schema, options: JsonOptions): RowEncoder {
  const encode = objectEncoder(schema, options);
  return (row) => encode(Object.values(row));
}

function objectEncoder(schema: Schema, options: JsonOptions): (values: readonly Value[]) => string {
  const fields = schema.map(({ name, type }) => ({
    key: `${JSON.stringify(name)}:`,
    encode: valueEncoder(type, options),
  }));
  return (values) => {
    const members: string[] = [];
    for (const [index, { key, encode }] of fields.entries()) {
      const value = values[index] ?? null;
      if (value !== null) members.push(key + encode(value));
      else if (!options.ignoreNullFields) members.push(`${key}null`);
    }
    return `{${members.join(',')}}`;
  };
}

/** The encoder of values that are not NULL. */
function valueEncoder(type: DataType, options: JsonOptions): ValueEncoder {
  switch (type.kind) {
    case 'DECIMAL':
      return (value) => decimalToText(value as number | bigint, type.scale, options.decimalAsPlainNumber);
    case 'FLOAT':
      return (value) => jsonNumber(value as number, formatFloat);
    case 'DOUBLE':
      return (value) => jsonNumber(value as number, formatDouble);
    case 'BINARY':
    case 'VARBINARY':
      return (value) => `"${Buffer.from(value as Uint8Array).toString('base64')}"`;
    case 'DATE':
      return (value) => `"${formatDate(value as number)}"`;
    case 'TIME':
      return (value) => `"${formatTime(value as number)}"`;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const shape = { format: options.timestampFormat, zoned: type.kind === 'TIMESTAMP_LTZ' };
      return (value) => `"${formatTimestamp(value as number, shape)}"`;
    }
    case 'ARRAY': {
      const encode = nullable(valueEncoder(type.element, options));
      return (value) => `[${(value as readonly Value[]).map(encode).join(',')}]`;
    }
    case 'MULTISET':
      return multisetEncoder(options);
    case 'MAP':
      return mapEncoder(type, options);
    case 'ROW': {
      const encode = objectEncoder(type.fields, options);
      return (value) => encode(value as readonly Value[]);
    }
    default:
      return (value) => JSON.stringify(value);
  }
}

function nullable(encode: ValueEncoder): ValueEncoder {
  return (value) => (value === null ? 'null' : encode(value));
}

/** JSON has no numbers for NaN and the infinities; Flink writes them as texts. */
function jsonNumber(value: number, format: (value: number) => string): string {
  return Number.isFinite(value) ? format(value) : `"${value}"`;
}

function mapEncoder(type: MapType, options: JsonOptions): ValueEncoder {
  const encode = nullable(valueEncoder(type.value, options));
  return (value) => {
    const members = Array.from(value as ReadonlyMap<Value, Value>, ([key, item]) => [
      mapKey(key, options),
      encode(item),
    ]);
    return `{${members.flatMap(([key, item]) => (key === undefined ? [] : [`${key}:${item}`])).join(',')}}`;
  };
}

function mapKey(key: Value, options: JsonOptions): string | undefined {
  if (key !== null) return JSON.stringify(String(key));
  switch (options.mapNullKeyMode) {
    case 'DROP':
      return undefined;
    case 'LITERAL':
      return JSON.stringify(options.mapNullKeyLiteral);
    case 'FAIL':
      throw new MillraceError('a MAP with a NULL key cannot be written as JSON', {
        code: 'SINK_BAD_ROW',
        domain: 'user',
        retry: 'never',
        hint: "set 'json.map-null-key.mode' to 'DROP' or 'LITERAL'",
      });
  }
}

/** A multiset is an object from element to count. */
function multisetEncoder(options: JsonOptions): ValueEncoder {
  return (value) => {
    const counts = new Map<string, number>();
    for (const element of value as readonly Value[]) {
      const key = mapKey(element, options);
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return `{${Array.from(counts, ([key, count]) => `${key}:${count}`).join(',')}}`;
  };
}
