/** Short ways to write types: the constants and constructors that signatures and the binder build results from. */
import type { DataType, DecimalType, RowType, SimpleType, TextType, TimeType } from '../../row/data-type.ts';
import { MAX_LENGTH } from '../../row/data-type.ts';

export const BOOLEAN: SimpleType = { kind: 'BOOLEAN', nullable: true };
export const INT: SimpleType = { kind: 'INT', nullable: true };
export const BIGINT: SimpleType = { kind: 'BIGINT', nullable: true };
export const DOUBLE: SimpleType = { kind: 'DOUBLE', nullable: true };
export const DATE: SimpleType = { kind: 'DATE', nullable: true };
export const NULL_TYPE: SimpleType = { kind: 'NULL', nullable: true };
export const BYTES: TextType = { kind: 'VARBINARY', length: MAX_LENGTH, nullable: true };
export const TIMESTAMP_3: TimeType = { kind: 'TIMESTAMP', precision: 3, nullable: true };
export const TIMESTAMP_LTZ_3: TimeType = { kind: 'TIMESTAMP_LTZ', precision: 3, nullable: true };

/** DECIMAL(precision, scale), nullable. */
export function decimal(precision: number, scale: number): DecimalType {
  return { kind: 'DECIMAL', precision, scale, nullable: true };
}

/** The same type with this nullability. */
export function withNullable<T extends DataType>(type: T, nullable: boolean): T {
  return type.nullable === nullable ? type : { ...type, nullable };
}

/** The type as a plain value: what a time attribute becomes once a function has touched it. */
export function withoutAttribute(type: DataType): DataType {
  if (!('attribute' in type)) return type;
  const { attribute: _attribute, ...plain } = type;
  return plain;
}

/** Whether two types are the same but for nullability, time attributes and the names of row fields. */
export function sameType(a: DataType, b: DataType): boolean {
  switch (a.kind) {
    case 'DECIMAL':
      return b.kind === 'DECIMAL' && a.precision === b.precision && a.scale === b.scale;
    case 'CHAR':
    case 'VARCHAR':
    case 'BINARY':
    case 'VARBINARY':
      return b.kind === a.kind && a.length === b.length;
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return b.kind === a.kind && a.precision === b.precision;
    case 'ARRAY':
    case 'MULTISET':
      return b.kind === a.kind && sameType(a.element, b.element);
    case 'MAP':
      return b.kind === 'MAP' && sameType(a.key, b.key) && sameType(a.value, b.value);
    case 'ROW':
      return b.kind === 'ROW' && sameFieldTypes(a, b);
    default:
      return a.kind === b.kind;
  }
}

function sameFieldTypes(a: RowType, b: RowType): boolean {
  return (
    a.fields.length === b.fields.length &&
    a.fields.every((field, index) => {
      const other = b.fields[index];
      return other !== undefined && sameType(field.type, other.type);
    })
  );
}

/** The types that are exact whole numbers, 8 to 64 bits. */
export function isInteger(type: DataType): boolean {
  return type.kind === 'TINYINT' || type.kind === 'SMALLINT' || type.kind === 'INT' || type.kind === 'BIGINT';
}

/** FLOAT and DOUBLE: what SQL calls approximate. Arithmetic with one of them gives one of them. */
export function isApproximate(type: DataType): boolean {
  return type.kind === 'FLOAT' || type.kind === 'DOUBLE';
}

export function isNumeric(type: DataType): boolean {
  return isInteger(type) || isApproximate(type) || type.kind === 'DECIMAL';
}

/** Text counts in characters here; BINARY and VARBINARY are no text. */
export function isText(type: DataType): type is TextType & { readonly kind: 'CHAR' | 'VARCHAR' } {
  return type.kind === 'CHAR' || type.kind === 'VARCHAR';
}

export function isBinary(type: DataType): boolean {
  return type.kind === 'BINARY' || type.kind === 'VARBINARY';
}

export function isInterval(type: DataType): boolean {
  return type.kind === 'INTERVAL_DAY' || type.kind === 'INTERVAL_YEAR';
}

/** Only these two can be time attributes; DATE and TIME cannot. */
export function isTimestamp(type: DataType): type is TimeType & { readonly kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ' } {
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ';
}

export function isDatetime(type: DataType): boolean {
  return isTimestamp(type) || type.kind === 'DATE' || type.kind === 'TIME';
}

/** Whether values of the type are neither collections nor rows. */
export function isAtomic(type: DataType): boolean {
  return type.kind !== 'ARRAY' && type.kind !== 'MULTISET' && type.kind !== 'MAP' && type.kind !== 'ROW';
}
