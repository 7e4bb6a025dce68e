/** The fields that a scanner reads: which reader each type has, and what is left to JSON.parse. */
import type { DataType, Field } from '../row/data-type.ts';
import type { Value } from '../row/row.ts';
import type { JsonOptions } from './json-options.ts';
import {
  type Cursor,
  decimalTarget,
  readDecimal,
  readDouble,
  readInteger,
  readString,
  readTimestamp,
  TimestampTarget,
} from './json-read-value.ts';
import { INTEGER_RANGES } from './number-text.ts';
import type { RecordShape } from './record-shape.ts';
import { StringInterner } from './string-interner.ts';

export interface ScanField {
  readonly name: string;
  readonly type: DataType;
  /** The field's number among all fields of all levels. */
  readonly slot: number;
  readonly reader: FieldReader;
  /** JSON null is an answer. */
  readonly nullable: boolean;
  /** So is the lack of the field. */
  readonly optional: boolean;
  /** The fields of a ROW. */
  readonly fields?: readonly ScanField[];
  /** The ROW's fields are columns themselves: it is read in place, and never made. */
  readonly flat: boolean;
}

/** `bytes`: read straight from the bytes. `other`: cut out and converted by json-value.ts. */
export type FieldReader =
  | { readonly kind: 'bytes'; readonly read: ValueReader; readonly target: unknown }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'row' }
  | { readonly kind: 'other' };

/** Reads one value; `target` is what it knows of its column. */
type ValueReader = (cursor: Cursor, bytes: Buffer, from: number, target: never) => Value;

/** What a scanner reads of a record, and which of it are the columns, in their order. */
export interface ScanFields {
  readonly fields: readonly ScanField[];
  readonly columns: readonly ScanField[];
}

/** Numbers the fields of all levels. */
export function scanFields({ fields: schema, places }: RecordShape, options: JsonOptions): ScanFields {
  let slots = 0;
  const field = ({ name, type }: Field, flat = false): ScanField => ({
    name,
    type,
    slot: slots++,
    reader: fieldReader(type, options),
    nullable: type.nullable,
    optional: type.nullable && !options.failOnMissingField,
    ...(type.kind === 'ROW' ? { fields: type.fields.map((inner) => field(inner)) } : {}),
    flat,
  });
  const flatOnes = new Set(places.flatMap(([index, inner]) => (inner === undefined ? [] : [index])));
  const fields = schema.map((each, index) => field(each, flatOnes.has(index)));
  const columns = places.flatMap(([index, inner]) => {
    const found = fields[index];
    return (inner === undefined ? found : found?.fields?.[inner]) ?? [];
  });
  return { fields, columns };
}

/** All fields of all levels, by slot. */
export function flattenFields(fields: readonly ScanField[]): readonly ScanField[] {
  return fields.flatMap((field) => [field, ...flattenFields(field.fields ?? [])]);
}

function fieldReader(type: DataType, { timestampFormat }: JsonOptions): FieldReader {
  const { kind } = type;
  switch (kind) {
    case 'CHAR':
    case 'VARCHAR':
      return { kind: 'bytes', read: readString, target: new StringInterner() };
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return { kind: 'bytes', read: readInteger, target: INTEGER_RANGES[kind].max };
    case 'DOUBLE':
      return { kind: 'bytes', read: readDouble, target: null };
    case 'DECIMAL':
      return { kind: 'bytes', read: readDecimal, target: decimalTarget(type) };
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const target = new TimestampTarget(
        timestampFormat === 'SQL' ? ' ' : 'T',
        type.kind === 'TIMESTAMP_LTZ',
        type.precision,
      );
      return { kind: 'bytes', read: readTimestamp, target };
    }
    case 'BOOLEAN':
      return { kind: 'boolean' };
    case 'ROW':
      return { kind: 'row' };
    default:
      return { kind: 'other' };
  }
}
