/**
 * The one type that several values take together (CASE, COALESCE, UNION, comparisons, array elements), after Flink's
 * type generalization. Nullable when one of them is.
 */
import type { DataType, RowType } from '../../row/data-type.ts';
import { asDecimal, mergedDecimal } from './decimal-rules.ts';
import {
  isApproximate,
  isBinary,
  isInteger,
  isNumeric,
  isText,
  isTimestamp,
  sameType,
  withNullable,
  withoutAttribute,
} from './type-build.ts';

const INTEGER_RANK: Readonly<Record<string, number>> = { TINYINT: 1, SMALLINT: 2, INT: 3, BIGINT: 4 };

/** The common type of one or more types, or undefined when there is none. Time attributes survive only among equals. */
export function commonType(types: readonly DataType[]): DataType | undefined {
  const [first, ...rest] = types;
  if (first === undefined) return undefined;
  let merged: DataType | undefined = first;
  for (const type of rest) {
    merged = merged === undefined ? undefined : mergedType(merged, type);
  }
  return merged;
}

function mergedType(a: DataType, b: DataType): DataType | undefined {
  if (a.kind === 'NULL') return withNullable(b, true);
  if (b.kind === 'NULL') return withNullable(a, true);
  const merged = sameType(a, b) ? (commonConstructed(a, b) ?? sharedAttribute(a, b)) : generalized(a, b);
  return merged === undefined ? undefined : withNullable(merged, a.nullable || b.nullable);
}

function sharedAttribute(a: DataType, b: DataType): DataType {
  const attributeOf = (type: DataType) => ('attribute' in type ? type.attribute : undefined);
  return attributeOf(a) === attributeOf(b) ? a : withoutAttribute(a);
}

function generalized(a: DataType, b: DataType): DataType | undefined {
  if (isNumeric(a) && isNumeric(b)) return commonNumber(a, b);
  if (isText(a) && isText(b)) return { kind: 'VARCHAR', length: Math.max(a.length, b.length), nullable: true };
  if (isBinary(a) && isBinary(b) && 'length' in a && 'length' in b) {
    return { kind: 'VARBINARY', length: Math.max(a.length, b.length), nullable: true };
  }
  return commonTime(a, b) ?? commonConstructed(a, b);
}

function commonNumber(a: DataType, b: DataType): DataType | undefined {
  if (isInteger(a) && isInteger(b)) return (INTEGER_RANK[a.kind] ?? 0) >= (INTEGER_RANK[b.kind] ?? 0) ? a : b;
  if (isApproximate(a) || isApproximate(b)) {
    const double = [a, b].some((type) => type.kind === 'DOUBLE' || type.kind === 'DECIMAL');
    return { kind: double ? 'DOUBLE' : 'FLOAT', nullable: true };
  }
  const [left, right] = [asDecimal(a), asDecimal(b)];
  return left === undefined || right === undefined ? undefined : mergedDecimal(left, right);
}

function commonTime(a: DataType, b: DataType): DataType | undefined {
  if (isTimestamp(a) && isTimestamp(b)) {
    const kind = a.kind === b.kind ? a.kind : 'TIMESTAMP_LTZ';
    return { kind, precision: Math.max(a.precision, b.precision), nullable: true };
  }
  if (a.kind === 'TIME' && b.kind === 'TIME') {
    return { kind: 'TIME', precision: Math.max(a.precision, b.precision), nullable: true };
  }
  return undefined;
}

function commonConstructed(a: DataType, b: DataType): DataType | undefined {
  if ((a.kind === 'ARRAY' || a.kind === 'MULTISET') && b.kind === a.kind) {
    const element = mergedType(a.element, b.element);
    return element && { kind: a.kind, element, nullable: true };
  }
  if (a.kind === 'MAP' && b.kind === 'MAP') {
    const key = mergedType(a.key, b.key);
    const value = mergedType(a.value, b.value);
    return key && value && { kind: 'MAP', key, value, nullable: true };
  }
  return a.kind === 'ROW' && b.kind === 'ROW' ? commonRow(a, b) : undefined;
}

function commonRow(a: RowType, b: RowType): DataType | undefined {
  if (a.fields.length !== b.fields.length) return undefined;
  const fields = [];
  for (const [index, field] of a.fields.entries()) {
    const other = b.fields[index];
    const type = other && mergedType(field.type, other.type);
    if (type === undefined) return undefined;
    fields.push({ name: field.name, type });
  }
  return { kind: 'ROW', fields, nullable: true };
}

/**
 * The type in which two values are compared: their common type; and where one is text, the type of the other, as
 * Flink reads `event_time > '2024-01-15 00:00:00'` and `quantity < '3'`.
 */
export function comparedType(a: DataType, b: DataType): DataType | undefined {
  const common = commonType([a, b]);
  if (common !== undefined) return withoutAttribute(common);
  if (isText(a) && readsFromText(b)) return withNullable(withoutAttribute(b), a.nullable || b.nullable);
  if (isText(b) && readsFromText(a)) return withNullable(withoutAttribute(a), a.nullable || b.nullable);
  return undefined;
}

function readsFromText(type: DataType): boolean {
  return isNumeric(type) || isTimestamp(type) || type.kind === 'DATE' || type.kind === 'TIME';
}
