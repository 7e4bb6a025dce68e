/**
 * JSON values as SQL values, by the rules of Flink's JsonToRowDataConverters. This is the one definition of what a
 * record means; the scanner is only a faster way to the same answer.
 *
 * - A number for INT or BIGINT loses its fraction; TINYINT and SMALLINT refuse one. Texts are read as numbers.
 * - Anything but true and "true" is FALSE for BOOLEAN.
 * - A DECIMAL is rounded half up to its scale; one with too many digits is NULL.
 * - STRING takes anything: numbers as they are written, nested values as compact JSON.
 * - JSON null is SQL NULL in every type, and refused by a column that is NOT NULL.
 */
import type { DataType, RowType, TimeType } from '../row/data-type.ts';
import type { Value } from '../row/row.ts';
import { ConversionError, excerpt } from './conversion-error.ts';
import { isArray, isObject, type JsonNode, JsonNumber, type JsonObject } from './json-node.ts';
import type { JsonOptions } from './json-options.ts';
import { formatJson } from './json-text.ts';
import {
  checkInteger,
  decimalFromText,
  INTEGER_RANGES,
  type IntegerRange,
  parseDouble,
  parseInteger,
} from './number-text.ts';
import { parseDate, parseTime, parseTimestamp } from './time-text.ts';

class SourceNeeded extends Error {
  override readonly name = 'SourceNeeded';
}

/** Thrown when a quick parse lost what the type needs: the caller parses again, exactly. One for all, as it is often thrown. */
export const SOURCE_NEEDED = new SourceNeeded();

/** @throws ConversionError, or SOURCE_NEEDED on a tree of a quick parse. */
export type JsonConverter = (node: JsonNode) => Value;

/** The converter of a column or of anything nested in one. */
export function jsonConverter(type: DataType, options: JsonOptions): JsonConverter {
  const convert = notNullConverter(type, options);
  return (node) => {
    if (node === null) return nullFor(type);
    if (!options.ignoreParseErrors) return convert(node);
    try {
      return convert(node);
    } catch (error) {
      if (error instanceof ConversionError) return nullFor(type);
      throw error;
    }
  };
}

/** What a missing field gives. @throws ConversionError */
export function missingValue(type: DataType, options: JsonOptions): null {
  if (options.failOnMissingField) throw new ConversionError('the field is missing');
  return nullFor(type, 'the field is missing, and the column is NOT NULL');
}

function nullFor(type: DataType, reason = 'the column is NOT NULL'): null {
  if (!type.nullable) throw new ConversionError(reason);
  return null;
}

function notNullConverter(type: DataType, options: JsonOptions): JsonConverter {
  const { kind } = type;
  switch (kind) {
    case 'NULL':
      return () => null;
    case 'BOOLEAN':
      return (node) => (typeof node === 'boolean' ? node : scalarText(node).trim().toLowerCase() === 'true');
    case 'TINYINT':
    case 'SMALLINT':
      return (node) => parseInteger(exactText(node).trim(), INTEGER_RANGES[kind]);
    case 'INT':
    case 'BIGINT':
      return integerConverter(INTEGER_RANGES[kind]);
    case 'INTERVAL_YEAR':
      return integerConverter(INTEGER_RANGES.INT);
    case 'INTERVAL_DAY':
      return integerConverter(INTEGER_RANGES.BIGINT);
    case 'FLOAT':
      return (node) => Math.fround(doubleOf(node));
    case 'DOUBLE':
      return doubleOf;
    case 'DECIMAL':
      return (node) => decimalFromText(exactText(node).trim(), type);
    case 'CHAR':
    case 'VARCHAR':
      return textOf;
    case 'BINARY':
    case 'VARBINARY':
      return bytesOf;
    case 'DATE':
      return (node) => parseDate(timeText(node));
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return timeConverter(type, options);
    case 'ARRAY':
      return arrayConverter(jsonConverter(type.element, options));
    case 'MAP':
      return mapConverter(type, options);
    case 'MULTISET':
      return multisetConverter(type.element, options);
    case 'ROW':
      return rowConverter(type, options);
  }
}

function integerConverter(range: IntegerRange): JsonConverter {
  return (node) => {
    const value = numberOf(node);
    return value === undefined ? parseInteger(scalarText(node).trim(), range) : checkInteger(Math.trunc(value), range);
  };
}

function doubleOf(node: JsonNode): number {
  return numberOf(node) ?? parseDouble(scalarText(node).trim());
}

function textOf(node: JsonNode): string {
  if (typeof node === 'string') return node;
  if (!isArray(node) && !isObject(node)) return exactText(node);
  // A tree of a quick parse has lost how numbers were written; whether there are any costs as much to find out.
  if (hasPlainNumber(node)) throw SOURCE_NEEDED;
  return formatJson(node);
}

function hasPlainNumber(node: JsonNode): boolean {
  if (typeof node === 'number') return true;
  if (isArray(node)) return node.some(hasPlainNumber);
  return isObject(node) && Object.values(node).some(hasPlainNumber);
}

function bytesOf(node: JsonNode): Uint8Array {
  const text = typeof node === 'string' ? node.replace(/\s/g, '') : '?';
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    throw new ConversionError('the value is not Base64 text');
  }
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function timeConverter(type: TimeType, options: JsonOptions): JsonConverter {
  const { kind, precision } = type;
  if (kind === 'TIME') return (node) => parseTime(timeText(node), precision);
  const shape = { format: options.timestampFormat, zoned: kind === 'TIMESTAMP_LTZ', precision };
  return (node) => parseTimestamp(timeText(node), shape);
}

function arrayConverter(element: JsonConverter): JsonConverter {
  return (node) => (isArray(node) ? node.map(element) : mismatch(node, 'an array'));
}

function mapConverter(type: DataType & { kind: 'MAP' }, options: JsonOptions): JsonConverter {
  const key = jsonConverter(type.key, options);
  const value = jsonConverter(type.value, options);
  return (node) => {
    if (!isObject(node)) return mismatch(node, 'an object');
    return new Map(Object.entries(node).map(([name, member]) => [key(name), value(member)]));
  };
}

/** Flink writes a multiset as an object from element to count; here it is the elements, each as often as it counts. */
function multisetConverter(element: DataType, options: JsonOptions): JsonConverter {
  const convert = jsonConverter(element, options);
  const count = integerConverter(INTEGER_RANGES.INT);
  return (node) => {
    if (!isObject(node)) return mismatch(node, 'an object');
    return Object.entries(node).flatMap(([name, times]) =>
      Array.from({ length: Math.max(0, Number(count(times))) }, () => convert(name)),
    );
  };
}

function rowConverter(type: RowType, options: JsonOptions): JsonConverter {
  const fields = type.fields.map((field) => ({ ...field, convert: jsonConverter(field.type, options) }));
  return (node) => {
    if (!isObject(node)) return mismatch(node, 'an object');
    return fields.map((field) => fieldValue(node, field, options));
  };
}

export interface FieldConverter {
  readonly name: string;
  readonly type: DataType;
  readonly convert: JsonConverter;
}

/** The value of one field of an object. @throws ConversionError that names the field. */
export function fieldValue(node: JsonObject, field: FieldConverter, options: JsonOptions): Value {
  try {
    const member = Object.hasOwn(node, field.name) ? node[field.name] : undefined;
    return member === undefined ? missingValue(field.type, options) : field.convert(member);
  } catch (error) {
    if (error instanceof ConversionError) throw new ConversionError(`${field.name}: ${error.message}`);
    throw error;
  }
}

/** The double of a number node, undefined for anything else. */
function numberOf(node: JsonNode): number | undefined {
  if (typeof node === 'number') return node;
  return node instanceof JsonNumber ? Number(node.source) : undefined;
}

/** A scalar as text where the way a number is written does not matter. */
function scalarText(node: JsonNode): string {
  return typeof node === 'number' ? String(node) : exactText(node);
}

/** Dates and times are never numbers, so the number's exact text only matters for the message. */
function timeText(node: JsonNode): string {
  return isArray(node) || isObject(node) ? mismatch(node, 'a text') : scalarText(node);
}

function exactText(node: JsonNode): string {
  if (typeof node === 'string') return node;
  if (typeof node === 'number') throw SOURCE_NEEDED;
  if (node instanceof JsonNumber) return node.source;
  return typeof node === 'boolean' ? String(node) : mismatch(node, 'a single value');
}

function mismatch(node: JsonNode, expected: string): never {
  const found = isArray(node) ? 'an array' : isObject(node) ? 'an object' : `'${excerpt(scalarText(node))}'`;
  throw new ConversionError(`found ${found} in place of ${expected}`);
}
